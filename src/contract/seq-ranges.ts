/**
 * A set of sequence numbers kept as inclusive ranges, as receipts and ledgers write them: five million numbers in
 * order are one pair.
 */
export type SeqRange = readonly [from: number, to: number];

export class SeqRanges {
  /** Sorted, disjoint and never adjacent. */
  readonly #ranges: [number, number][] = [];
  #size = 0;

  /** How many numbers are in it. */
  get size(): number {
    return this.#size;
  }

  /** The index of the first range that ends at `seq - 1` or later. */
  #reach(seq: number): number {
    const ranges = this.#ranges;
    // Nearly always numbers come in order.
    const last = ranges[ranges.length - 1];
    if (last === undefined || last[1] < seq - 1) return ranges.length;
    let low = 0;
    let high = ranges.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((ranges[middle]?.[1] ?? 0) < seq - 1) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Puts `from` to `to` (inclusive) in; says how many of them were new. */
  add(from: number, to: number = from): number {
    const ranges = this.#ranges;
    const at = this.#reach(from);
    let end = at;
    let [low, high] = [from, to];
    let covered = 0;
    for (let range = ranges[end]; range !== undefined && range[0] <= to + 1; range = ranges[++end]) {
      low = Math.min(low, range[0]);
      high = Math.max(high, range[1]);
      covered += range[1] - range[0] + 1;
    }
    const only = ranges[at];
    if (end === at + 1 && only !== undefined) {
      only[0] = low;
      only[1] = high;
    } else {
      ranges.splice(at, end - at, [low, high]);
    }
    const added = high - low + 1 - covered;
    this.#size += added;
    return added;
  }

  has(seq: number): boolean {
    const range = this.#ranges[this.#reach(seq + 1)];
    return range !== undefined && range[0] <= seq && seq <= range[1];
  }

  /** Inclusive ranges in order. */
  toArray(): SeqRange[] {
    return this.#ranges.map(([from, to]) => [from, to]);
  }
}
