/**
 * Counts the classes of a stay by the rules of `impact/definitions.ts`: one text, used to restate the rows of a stay, whole and by month, and
 * for the part of a stay that lies in a period.
 *
 * Pure. Time is in whole seconds, so that sums come out the same in any order.
 */
import {
  AGE_BANDS,
  type AgeBand,
  ATTENDEE_ROLES,
  type AttendeeRole,
  SEXES,
  type Sex,
} from '@digitruck/contract/session-words';
import type { Pack, PackedClass } from './pack.ts';

type Place = { truck_id: string; site_id: string | null; course_id: string | null };
type Category = { sex: Sex; age_band: AgeBand; role: AttendeeRole };

/** What the classes of a stay with one truck, site and course come to. All of it adds up but people (`told.ts`). */
export type Sums = {
  readonly held: number;
  readonly cancelled: number;
  readonly seconds: number;
  readonly attendances: number;
  readonly attendanceSeconds: number;
  /** Heads of a drop-in course, or of a course that nobody knows: attendances, never people. */
  readonly dropIn: number;
  /** Of people told by the heads of a known cohort's fullest class, and the time its heads spent. */
  readonly places: number;
  readonly placeSeconds: number;
  readonly people: number;
  readonly women: number;
  readonly men: number;
  readonly teachers: number;
};
/** Of the cancelled, how many by reason; null where none were. */
export type Reasons = Readonly<Record<string, number>> | null;
/** A category, and its heads, their seconds, drop-in heads, people, places and seconds of these: again and again. */
export type Heads = readonly number[];
export const HEADS_WIDTH = 7;
export type CountedPerson = {
  readonly personId: string;
  readonly category: number;
  readonly firstDay: number;
  readonly present: number;
  readonly seconds: number;
};
export type Counted = {
  readonly place: Place;
  readonly sums: Sums;
  readonly reasons: Reasons;
  readonly heads: Heads;
  readonly people: CountedPerson[];
};
export type ClassRow = Place & {
  stay_id: string;
  month: string;
  state: 'held' | 'cancelled';
  categories: string;
  absences: boolean;
  sessions: number;
};

/** By the number that a pack gives them: the order is that of `impact_category_number`. */
export const CATEGORIES: readonly Category[] = SEXES.flatMap((sex) =>
  AGE_BANDS.flatMap((age_band) => ATTENDEE_ROLES.map((role) => ({ sex, age_band, role }))),
);
export const categoryNumber = ({ sex, age_band, role }: Category): number =>
  (SEXES.indexOf(sex) * AGE_BANDS.length + AGE_BANDS.indexOf(age_band)) * ATTENDEE_ROLES.length +
  ATTENDEE_ROLES.indexOf(role);
const isPerson = (category: number) => CATEGORIES[category]?.role !== 'other';

/** A day as packs write it: days since 1970. */
export const dayNumber = (day: string): number => Date.parse(`${day}T00:00:00Z`) / 86_400_000;
export const dayOf = (number: number): string => new Date(number * 86_400_000).toISOString().slice(0, 10);

const monthOf = (number: number): string => `${dayOf(number).slice(0, 7)}-01`;

/** The first days of the months in which a stay has classes. */
export function monthsOf(pack: Pack): string[] {
  const days = new Set(pack.groups.flatMap(([, , , , , classes]) => classes.map((one) => one[1])));
  return [...new Set([...days].map(monthOf))].sort();
}

/** Rows of `impact_classes`: how many classes of a month had heads of the same categories. */
export function classRows(pack: Pack, stayId: string): ClassRow[] {
  const rows = new Map<string, ClassRow>();
  for (const [truck_id, site_id, course_id, , , classes] of pack.groups)
    for (const one of classes) {
      const bits = new Array<string>(CATEGORIES.length).fill('0');
      for (let at = 0; at < one[8].length; at += 2) bits[one[8][at] ?? 0] = '1';
      const row = {
        stay_id: stayId,
        month: monthOf(one[1]),
        ...{ truck_id, site_id, course_id },
        state: isHeld(one) ? ('held' as const) : ('cancelled' as const),
        categories: bits.join(''),
        absences: one[10].length > 0,
      };
      const key = Object.values(row).join(' ');
      const sessions = (rows.get(key)?.sessions ?? 0) + 1;
      rows.set(key, { ...row, sessions });
    }
  return [...rows.values()];
}

/** @param first and `last`: which days are counted */
export function countStay(
  pack: Pack,
  { first, last }: { readonly first: number; readonly last: number },
): Counted[] {
  const groups = pack.groups
    .map((group) => ({
      place: { truck_id: group[0], site_id: group[1], course_id: group[2] },
      cohort: group[3],
      mode: group[4],
      classes: group[5].filter(([, day]) => day >= first && day <= last),
    }))
    .filter(({ classes }) => classes.length > 0);
  const held = groups.flatMap(({ cohort, classes }) =>
    classes.filter(isHeld).map((one) => ({ cohort, one })),
  );
  const named = new Set(held.filter(({ one }) => rollOf(one).length > 0).map(({ cohort }) => cohort));
  const byCohort = held.some(({ cohort }) => cohort !== null);
  const fullest = new Map<string, { one: PackedClass; people: number }>();
  /** Whether the people of a cohort are told by the heads of its fullest class. */
  const byHeads = ({ mode, cohort }: (typeof groups)[number]) =>
    mode === 'cohort' && !named.has(cohort) && (cohort !== null || (pack.visit && !byCohort));
  for (const group of groups)
    if (byHeads(group))
      for (const one of group.classes.filter(isHeld)) {
        const key = `${group.place.course_id} ${group.cohort}`;
        const people = peopleIn(one);
        const most = fullest.get(key);
        // Of classes that are as full the first.
        if (most === undefined || people > most.people || (people === most.people && one[0] < most.one[0]))
          fullest.set(key, { one, people });
      }

  const places = new Map<string, ReturnType<typeof emptyPlace>>();
  for (const group of groups) {
    const key = Object.values(group.place).join(' ');
    const place = places.get(key) ?? emptyPlace(group.place);
    places.set(key, place);
    const told = byHeads(group);
    const most = fullest.get(`${group.place.course_id} ${group.cohort}`)?.one;
    for (const one of group.classes) {
      countCell(place.cell, one);
      if (!isHeld(one)) continue;
      const [, day, , seconds] = one;
      const counts = one[8];
      for (let at = 0; at < counts.length; at += 2) {
        const [category = 0, count = 0] = [counts[at], counts[at + 1]];
        const sums = headsOf(place.heads, category);
        sums.heads += count;
        sums.head_seconds += count * seconds;
        if (group.mode !== 'cohort') sums.drop_in_heads += count;
        if (!told || !isPerson(category)) continue;
        if (one === most) sums.people += count;
        if (group.cohort === null) continue;
        if (one === most) sums.cohort_people += count;
        sums.people_seconds += count * seconds;
      }
      for (const [who, spent] of rollOf(one)) {
        const [person, category] = pack.roster[who] ?? ['', 0];
        if (isPerson(category)) called(place.people, person, category, { n: one[0], day, spent });
      }
    }
  }
  return [...places.values()].map(({ place, cell, heads, people }) => ({
    place,
    sums: sumsOf(cell, heads),
    reasons: cell.reasons.size === 0 ? null : Object.fromEntries(cell.reasons),
    heads: [...heads]
      .sort(([a], [b]) => a - b)
      .flatMap(([category, sums]) => [
        category,
        sums.heads,
        sums.head_seconds,
        sums.drop_in_heads,
        sums.people,
        sums.cohort_people,
        sums.people_seconds,
      ]),
    people: [...people].map(([personId, { n: _, ...person }]) => ({ personId, ...person })),
  }));
}

const isHeld = ([, , state]: PackedClass) => state === 1;
function peopleIn(one: PackedClass): number {
  let people = 0;
  const counts = one[8];
  for (let at = 0; at < counts.length; at += 2) if (isPerson(counts[at] ?? 0)) people += counts[at + 1] ?? 0;
  return people;
}

/** Who was called, and for how many seconds they were there; null: not at all. */
function rollOf(one: PackedClass): [who: number, seconds: number | null][] {
  const [, , , seconds, , , , , , present, absent, timed] = one;
  const roll: [number, number | null][] = [];
  for (const who of present) roll.push([who, seconds]);
  for (const who of absent) roll.push([who, null]);
  for (let at = 0; at < timed.length; at += 2) roll.push([timed[at] ?? 0, timed[at + 1] ?? 0]);
  return roll;
}

function emptyPlace(place: Place) {
  return {
    place,
    cell: { held: 0, cancelled: 0, seconds: 0, reasons: new Map<string, number>() },
    heads: new Map<number, ReturnType<typeof noHeads>>(),
    people: new Map<string, Person>(),
  };
}
type Cell = ReturnType<typeof emptyPlace>['cell'];

function countCell(cell: Cell, one: PackedClass): void {
  const [, , , seconds, , , , kinds] = one;
  if (isHeld(one)) {
    cell.held += 1;
    cell.seconds += seconds;
    return;
  }
  cell.cancelled += 1;
  for (const kind of kinds) cell.reasons.set(kind, (cell.reasons.get(kind) ?? 0) + 1);
}

const noHeads = () => ({
  heads: 0,
  head_seconds: 0,
  drop_in_heads: 0,
  people: 0,
  cohort_people: 0,
  people_seconds: 0,
});
function headsOf(heads: Map<number, ReturnType<typeof noHeads>>, category: number) {
  const sums = heads.get(category) ?? noHeads();
  heads.set(category, sums);
  return sums;
}

/** With what all categories of a place come to: whoever asks for none of them looks at none. */
function sumsOf(
  { held, cancelled, seconds }: Cell,
  heads: ReadonlyMap<number, ReturnType<typeof noHeads>>,
): Sums {
  const of = (name: keyof ReturnType<typeof noHeads>, is: (category: Category) => boolean = () => true) => {
    let sum = 0;
    for (const [number, sums] of heads) {
      const category = CATEGORIES[number];
      if (category !== undefined && is(category)) sum += sums[name];
    }
    return sum;
  };
  return {
    ...{ held, cancelled, seconds },
    attendances: of('heads'),
    attendanceSeconds: of('head_seconds'),
    dropIn: of('drop_in_heads'),
    places: of('cohort_people'),
    placeSeconds: of('people_seconds'),
    people: of('people'),
    women: of('people', ({ sex }) => sex === 'female'),
    men: of('people', ({ sex }) => sex === 'male'),
    teachers: of('people', ({ role }) => role === 'teacher'),
  };
}

type Person = { category: number; n: number; firstDay: number; present: number; seconds: number };
const ageIsKnown = (category: number) => CATEGORIES[category]?.age_band !== 'unknown';

/** A person's age is that of the first class for which it is known. */
function called(
  people: Map<string, Person>,
  personId: string,
  category: number,
  { n, day, spent }: { readonly n: number; readonly day: number; readonly spent: number | null },
): void {
  const person = people.get(personId) ?? { category, n, firstDay: day, present: 0, seconds: 0 };
  people.set(personId, person);
  const better = ageIsKnown(category) === ageIsKnown(person.category) ? n < person.n : ageIsKnown(category);
  if (better) Object.assign(person, { category, n });
  person.firstDay = Math.min(person.firstDay, day);
  if (spent !== null) person.present += 1;
  person.seconds += spent ?? 0;
}
