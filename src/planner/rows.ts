/**
 * Elements of typed arrays by this program's own numbering, which are there. One function a kind of array: the machine code of a function
 * that sees a single kind is one load.
 */
export function num(row: Float64Array, index: number): number {
  return row[index] as number;
}

export function int(row: Int32Array, index: number): number {
  return row[index] as number;
}
