/** The cursor of a page: the sort key of its last row, written so that nobody is tempted to build one. */

export function cursorOf(key: readonly string[]): string {
  return Buffer.from(JSON.stringify(key)).toString('base64url');
}

/** The sort key, or undefined without a cursor or for one that is none of ours (then the list begins anew). */
export function readCursor(cursor: string | undefined, length: number): string[] | undefined {
  if (cursor === undefined) return undefined;
  try {
    const key: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    const good = Array.isArray(key) && key.length === length && key.every((part) => typeof part === 'string');
    return good ? (key as string[]) : undefined;
  } catch {
    return undefined;
  }
}
