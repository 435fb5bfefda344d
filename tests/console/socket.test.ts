import type { LiveMessage } from '@digitruck/contract/live';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type LinkState, openSocket, pauseMs, type SocketLike } from '../../src/console/shared/socket.ts';

/** A socket whose other end is the test. */
class FakeSocket implements SocketLike {
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: unknown }) => void) | null = null;
  onclose: (() => void) | null = null;
  closed = false;
  close() {
    this.closed = true;
  }
}
const SNAPSHOT = {
  type: 'snapshot',
  at: '2026-11-24T07:42:00.000Z',
  trucks: [],
  pulse: { samplesPerS: 0, lastStoredAt: null, broker: 'connected', database: 'up' },
};

describe('the live connection', () => {
  let sockets: FakeSocket[];
  let states: LinkState[];
  let messages: LiveMessage[];
  const start = () =>
    openSocket({
      open: () => {
        const socket = new FakeSocket();
        sockets.push(socket);
        return socket;
      },
      onMessage: (message) => messages.push(message),
      onState: (state) => states.push(state),
      random: () => 0.5,
    });
  beforeEach(() => {
    vi.useFakeTimers();
    [sockets, states, messages] = [[], [], []];
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('is live from the first message on, not from the opening', () => {
    start();
    sockets[0]?.onopen?.();
    expect(states).toEqual(['connecting']);
    sockets[0]?.onmessage?.({ data: JSON.stringify(SNAPSHOT) });
    expect(states).toEqual(['connecting', 'live']);
    expect(messages).toHaveLength(1);
  });

  it('comes back after a loss, and is down after the second failure in a row', () => {
    start();
    sockets[0]?.onmessage?.({ data: JSON.stringify(SNAPSHOT) });
    sockets[0]?.onclose?.();
    expect(states.at(-1)).toBe('connecting');
    vi.advanceTimersByTime(pauseMs(1, 0.5));
    expect(sockets).toHaveLength(2);
    sockets[1]?.onclose?.();
    expect(states.at(-1)).toBe('down');
    vi.advanceTimersByTime(pauseMs(2, 0.5));
    sockets[2]?.onmessage?.({ data: JSON.stringify(SNAPSHOT) });
    expect(states.at(-1)).toBe('live');
  });

  it('takes a long silence for a dead connection', () => {
    start();
    sockets[0]?.onmessage?.({ data: JSON.stringify(SNAPSHOT) });
    vi.advanceTimersByTime(60_000);
    expect(sockets[0]?.closed).toBe(true);
    expect(sockets.length).toBeGreaterThan(1);
  });

  it('overlooks what is no message', () => {
    start();
    for (const data of ['{', '7', 'null', new ArrayBuffer(3)]) sockets[0]?.onmessage?.({ data });
    expect(messages).toEqual([]);
    expect(states).toEqual(['connecting']);
  });

  it('tries at once when told to, and never again after it was closed', () => {
    const socket = start();
    sockets[0]?.onclose?.();
    socket.retryNow();
    expect(sockets).toHaveLength(2);
    socket.close();
    expect(sockets[1]?.closed).toBe(true);
    vi.advanceTimersByTime(120_000);
    socket.retryNow();
    expect(sockets).toHaveLength(2);
  });

  it('waits longer after each failure, up to half a minute, with chance in it', () => {
    expect([1, 2, 3, 4].map((failures) => pauseMs(failures, 1))).toEqual([500, 1000, 2000, 4000]);
    expect(pauseMs(50, 1)).toBe(30_000);
    expect(pauseMs(50, 0)).toBe(15_000);
  });
});
