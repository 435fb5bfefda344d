/** The bench that a child works for: told figures, and followed when it goes. */

/** Says something to the bench. */
export function tell(said: object): void {
  // The bench may be gone at this very moment; then there is nobody to tell.
  if (process.connected) process.send?.(said, undefined, undefined, () => {});
}

/** `end` is called once, when the bench has let go of this child or is gone; then the child exits. */
export function untilLetGo(end: () => Promise<void>): void {
  // Ctrl-C reaches every process of a terminal; the bench ends its children in their order.
  process.on('SIGINT', () => {});
  process.once('disconnect', () => {
    end().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  });
}

export function setting(name: string): string {
  const value = process.env[name];
  if (value === undefined) throw new Error(`${name} is not set`);
  return value;
}
