import { describe, expect, it } from 'vitest';
import { inFlight } from '../../src/embedded/in-flight.ts';

describe('the gate of what is in flight', () => {
  it.each([
    ['messages', { messagesMax: 4, bytesMax: 1_000 }, 1],
    ['bytes', { messagesMax: 1_000, bytesMax: 40 }, 10],
  ])('closes at the limit of %s and opens at half of it', (_, limits, size) => {
    const gate = inFlight(limits);
    let calls = 0;
    for (let n = 0; n < 4; n++) {
      expect(gate.isFull()).toBe(false);
      gate.enter(size);
    }
    expect(gate.isFull()).toBe(true);
    gate.whenRoom(() => {
      calls += 1;
    });
    gate.leave(size);
    expect(gate.isFull()).toBe(true);
    gate.leave(size);
    expect(gate.isFull()).toBe(false);
    gate.leave(size);
    expect(calls).toBe(1);
    expect(gate).toMatchObject({ messages: 1, bytes: size });
  });

  it('forgets who left', () => {
    const gate = inFlight({ messagesMax: 1, bytesMax: 1_000 });
    let calls = 0;
    const callback = () => {
      calls += 1;
    };
    gate.enter(1);
    gate.whenRoom(callback);
    gate.forget(callback);
    gate.leave(1);
    expect(calls).toBe(0);
  });
});
