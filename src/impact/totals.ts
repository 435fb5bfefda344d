/**
 * From counts to figures: units, ratios, and what is not known. Counts come exact (people, heads, seconds); only here are they divided,
 * and rounded once.
 */
import type { ImpactCategory } from '@digitruck/contract/impact';
import { type Measure, SDG_OF, type SdgIndicator } from '@digitruck/contract/impact-words';

export type Counts = {
  readonly held: number;
  readonly cancelled: number;
  readonly seconds: number;
  readonly attendances: number;
  readonly attendanceSeconds: number;
  readonly dropIn: number;
  readonly people: number;
  readonly women: number;
  readonly men: number;
  readonly teachers: number;
  readonly noShows: number;
  /** People called in rolls; 0 where no names are taken. */
  readonly called: number;
  readonly places: number;
  readonly placeSeconds: number;
  readonly certified: number;
};

/** Hundredths, half up. */
export const rounded = (value: number): number => Math.round(value * 100) / 100;
export const hoursOf = (seconds: number): number => rounded(seconds / 3600);

/** Women over men; UNESCO Institute for Statistics, gender parity index. */
export function parityOf(women: number, men: number): number | null {
  return women === 0 || men === 0 ? null : rounded(women / men);
}

export function valuesOf(counts: Counts): Partial<Record<Measure, number | null>> {
  const { places, placeSeconds, called } = counts;
  return {
    people: counts.people,
    women: counts.women,
    teachers: counts.teachers,
    certified: counts.certified,
    sessionsHeld: counts.held,
    sessionsCancelled: counts.cancelled,
    hours: hoursOf(counts.seconds),
    attendances: counts.attendances,
    attendanceHours: hoursOf(counts.attendanceSeconds),
    dropInAttendances: counts.dropIn,
    hoursPerPerson: places === 0 ? null : rounded(placeSeconds / 3600 / places),
    noShows: called === 0 ? null : counts.noShows,
    parity: parityOf(counts.women, counts.men),
  };
}

/** What lines tell alone: those that are told by sex, age band or role. */
export function valuesOfLines(lines: readonly ImpactCategory[]): Partial<Record<Measure, number | null>> {
  const sum = (of: (line: ImpactCategory) => number, keep: (line: ImpactCategory) => boolean = () => true) =>
    lines.filter(keep).reduce((total, line) => total + of(line), 0);
  const people = (line: ImpactCategory) => line.people;
  const women = sum(people, ({ sex }) => sex === 'female');
  return {
    people: sum(people),
    women,
    teachers: sum(people, ({ role }) => role === 'teacher'),
    certified: sum(({ certified }) => certified),
    attendances: sum(({ attendances }) => attendances),
    parity: parityOf(
      women,
      sum(people, ({ sex }) => sex === 'male'),
    ),
  };
}

/** Activities by the disaggregation of SDG 4; none of these is the indicator itself. */
export function sdgValues(
  lines: readonly ImpactCategory[],
  schoolsConnected: number | null,
): Record<SdgIndicator, { value: number | null; unit: string }> {
  const sumOf = (indicator: SdgIndicator, what: 'people' | 'certified') =>
    lines
      .filter(({ ageBand }) => SDG_OF[indicator].ageBands?.includes(ageBand) !== false)
      .reduce((sum, line) => sum + line[what], 0);
  return {
    '4.3.1': { value: sumOf('4.3.1', 'people'), unit: 'people' },
    '4.4.1': { value: sumOf('4.4.1', 'people'), unit: 'people' },
    '4.4.2': { value: sumOf('4.4.2', 'certified'), unit: 'people' },
    '4.5.1': { value: valuesOfLines(lines).parity ?? null, unit: 'ratio' },
    '4.a.1': { value: schoolsConnected, unit: 'schools' },
  };
}
