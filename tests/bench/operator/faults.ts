/** Everything that is done to the phones, by kind: counted where it took effect, so that a fault which never happened is seen. */

export const FAULTS = [
  'request lost',
  'answer lost',
  'answer cut short',
  'office in trouble',
  'sent twice at once',
  'a café’s sign-in page',
  'hub out of reach',
  'hub’s answer lost',
  'both tabs killed mid-send',
  'two tabs at once',
  'database full',
  'phone full',
  'sign-in expired',
  'clock wrong',
  'clock set',
  'edited once it had arrived',
  'brought to the other phone',
  'arrived by both ways',
] as const;
export type Fault = (typeof FAULTS)[number];
export type Tally = Record<Fault, number>;

export const noFaults = (): Tally => Object.fromEntries(FAULTS.map((fault) => [fault, 0])) as Tally;

export function sumOf(tallies: readonly Tally[]): Tally {
  const sum = noFaults();
  for (const tally of tallies) for (const fault of FAULTS) sum[fault] += tally[fault];
  return sum;
}
