/**
 * One browser's end of the live feed: at most one message under way at a time.
 *
 * A message goes out in pieces, each when the one before has left this process, and a ping follows the last. The next message waits for
 * the pong, which says that all before it was read. So a client that reads slowly, or never, holds one message and nothing else, whatever
 * happens meanwhile, and the same ping finds connections that died without a word.
 */
import type { WebSocket } from '@fastify/websocket';
import type { Clock } from '../../kernel/clock.ts';

/** What lies in the socket's own buffer, at most; also the least that must move for a slow link to count as moving. */
const PIECE_BYTES = 64 * 1024;

/** Why a connection is ended, as close codes of RFC 6455 and of ours (4000 and up). */
export const CLOSE = {
  goingAway: 1001,
  policy: 1008,
  tryLater: 1013,
  notSignedIn: 4401,
} as const;

export class LiveClient {
  /** The revision that it has been sent; undefined until its snapshot. */
  seen: number | undefined = undefined;
  /** Monotonic. */
  lastSentMs = Number.NEGATIVE_INFINITY;
  checkedMs: number;
  readonly #socket: WebSocket;
  readonly #clock: Clock;
  /** The message under way; undefined when all was read. */
  #underWay: { readonly number: string; inPieces: boolean; progressMs: number } | undefined;
  #count = 0;

  constructor(socket: WebSocket, clock: Clock) {
    this.#socket = socket;
    this.#clock = clock;
    this.checkedMs = clock.monotonicMs();
    socket.on('pong', (data) => {
      const message = this.#underWay;
      if (message !== undefined && !message.inPieces && data.toString() === message.number) {
        this.#underWay = undefined;
      }
    });
  }

  get idle(): boolean {
    return this.#underWay === undefined && this.#socket.readyState === this.#socket.OPEN;
  }

  /** How long nothing has moved although something should, in milliseconds; 0 when nothing is under way. */
  stalledMs(): number {
    return this.#underWay === undefined ? 0 : this.#clock.monotonicMs() - this.#underWay.progressMs;
  }

  /** @param message JSON as UTF-8; shared between clients, never changed. @param revision what it brings the client to. */
  send(message: Buffer, revision: number): void {
    const nowMs = this.#clock.monotonicMs();
    this.#count += 1;
    const underWay = { number: String(this.#count), inPieces: true, progressMs: nowMs };
    this.#underWay = underWay;
    this.lastSentMs = nowMs;
    this.seen = revision;
    const sendFrom = (start: number): void => {
      const end = start + PIECE_BYTES;
      const last = end >= message.length;
      this.#socket.send(
        message.subarray(start, end),
        { binary: false, compress: false, fin: last },
        (err) => {
          // A connection that broke says so by its close event.
          if (err) return;
          underWay.progressMs = this.#clock.monotonicMs();
          if (!last) sendFrom(end);
        },
      );
      if (!last) return;
      underWay.inPieces = false;
      this.#socket.ping(underWay.number);
    };
    sendFrom(0);
  }

  /** Says why and closes. In the middle of a message there is no room for another: then the close frame says it alone. */
  close(code: number, reason: string, at: string): void {
    if (this.#underWay?.inPieces !== true) {
      this.#socket.send(JSON.stringify({ type: 'closing', at, reason }), { compress: false }, () => {});
    }
    this.#socket.close(code, reason);
  }

  /** Drops the connection without a word, with all that waits in it. */
  drop(): void {
    this.#socket.terminate();
  }
}
