/**
 * How much has been received and not yet been stored, and a gate that closes when it is too much.
 *
 * While the database is slow or away, messages wait for their commit. The gate bounds what they may take:
 * closed, connections are not read any more, and TCP lets the trucks wait.
 */
export type InFlight = {
  readonly messages: number;
  readonly bytes: number;
  enter(bytes: number): void;
  leave(bytes: number): void;
  isFull(): boolean;
  /** Calls back once, when there is room again. */
  whenRoom(callback: () => void): void;
  forget(callback: () => void): void;
};

/** Opens again at half of its limits, so that it doesn't flutter. */
export function inFlight(limits: { messagesMax: number; bytesMax: number }): InFlight {
  let messages = 0;
  let bytes = 0;
  let full = false;
  const waiting = new Set<() => void>();
  return {
    get messages() {
      return messages;
    },
    get bytes() {
      return bytes;
    },
    enter(size) {
      messages += 1;
      bytes += size;
      if (messages >= limits.messagesMax || bytes >= limits.bytesMax) full = true;
    },
    leave(size) {
      messages -= 1;
      bytes -= size;
      if (!full || messages > limits.messagesMax / 2 || bytes > limits.bytesMax / 2) return;
      full = false;
      const callbacks = [...waiting];
      waiting.clear();
      for (const callback of callbacks) callback();
    },
    isFull: () => full,
    whenRoom: (callback) => waiting.add(callback),
    forget: (callback) => waiting.delete(callback),
  };
}
