/**
 * The live feed's connection: opens `/api/v1/live`, comes back after a loss with growing, jittered pauses, and says which
 * of three states it is in. It knows nothing of React or the cache.
 *
 * connecting: no connection yet, or one was lost moments ago. live: messages come. down: it has failed twice or more, or
 * nothing was heard for too long, so whoever shows data should poll and say how old it is.
 */
import type { LiveMessage } from '@digitruck/contract/live';

export type LinkState = 'connecting' | 'live' | 'down';

/** What the client needs of a WebSocket, so that a test can bring its own. */
export type SocketLike = {
  onopen: (() => void) | null;
  onmessage: ((event: { data: unknown }) => void) | null;
  onclose: (() => void) | null;
  close(): void;
};
export type SocketOptions = {
  readonly open: () => SocketLike;
  readonly onMessage: (message: LiveMessage) => void;
  readonly onState: (state: LinkState) => void;
  /** Uniform in [0, 1): spreads the return of many browsers after a restart of the service. */
  readonly random?: () => number;
};
export type Socket = {
  /** Leaves for good. */
  close(): void;
  /** Tries at once instead of waiting out the pause; for when the browser says it is online again. */
  retryNow(): void;
};

const PAUSE_MIN_MS = 500;
const PAUSE_MAX_MS = 30_000;
/** Failures in a row from which on the feed counts as down. */
const FAILURES_UNTIL_DOWN = 2;
/** With nothing to say the service says so every 5 s; this long a silence is a dead connection. */
const SILENCE_MAX_MS = 20_000;
const OPENING_MAX_MS = 15_000;

/** Pause before try number `failures + 1`: half of it fixed, half of it chance, doubling up to 30 s. */
export function pauseMs(failures: number, random: number): number {
  const full = Math.min(PAUSE_MAX_MS, PAUSE_MIN_MS * 2 ** Math.max(0, failures - 1));
  return full / 2 + (full / 2) * random;
}

export function openSocket(options: SocketOptions): Socket {
  const random = options.random ?? Math.random;
  let state: LinkState | undefined;
  let failures = 0;
  let socket: SocketLike | undefined;
  let pause: ReturnType<typeof setTimeout> | undefined;
  let watchdog: ReturnType<typeof setTimeout> | undefined;
  let closed = false;

  const enter = (next: LinkState) => {
    if (next === state) return;
    state = next;
    options.onState(next);
  };
  const watch = (ms: number) => {
    clearTimeout(watchdog);
    watchdog = setTimeout(lost, ms);
  };
  const drop = () => {
    clearTimeout(watchdog);
    if (socket === undefined) return;
    socket.onopen = null;
    socket.onmessage = null;
    socket.onclose = null;
    socket.close();
    socket = undefined;
  };
  function lost() {
    drop();
    if (closed) return;
    failures += 1;
    enter(failures >= FAILURES_UNTIL_DOWN ? 'down' : 'connecting');
    clearTimeout(pause);
    pause = setTimeout(connect, pauseMs(failures, random()));
  }
  function connect() {
    clearTimeout(pause);
    drop();
    if (state !== 'down') enter('connecting');
    const mine = options.open();
    socket = mine;
    watch(OPENING_MAX_MS);
    mine.onopen = () => watch(SILENCE_MAX_MS);
    mine.onclose = lost;
    mine.onmessage = (event) => {
      const message = parse(event.data);
      if (message === undefined) return;
      watch(SILENCE_MAX_MS);
      // Only a message proves that the feed works: a proxy may accept the connection and say nothing.
      failures = 0;
      enter('live');
      options.onMessage(message);
    };
  }
  connect();
  return {
    close() {
      closed = true;
      clearTimeout(pause);
      drop();
    },
    retryNow() {
      if (!closed && socket === undefined) connect();
    },
  };
}

function parse(data: unknown): LiveMessage | undefined {
  if (typeof data !== 'string') return undefined;
  try {
    const message: unknown = JSON.parse(data);
    const known = typeof message === 'object' && message !== null && 'type' in message;
    return known ? (message as LiveMessage) : undefined;
  } catch {
    return undefined;
  }
}

/** Where the live feed is, seen from this page. */
export function liveUrl(location: { protocol: string; host: string }): string {
  return `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/api/v1/live`;
}
