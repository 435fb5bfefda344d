/**
 * Counts the classes of a stay by the rules of `impact/definitions.ts`: one text, used to restate the rows of a stay, whole and by month, and
 * for the part of a stay that lies in a period.
 *
 * Pure. Time is in whole seconds, so that sums come out the same in any order.
 */
import { AGE_BANDS, ATTENDEE_ROLES, SEXES } from '@digitruck/contract/session-words';
import type { Pack, PackedClass } from './pack.ts';

type Place = { truck_id: string; site_id: string | null; course_id: string | null };
type Category = { sex: string; age_band: string; role: string };
type Row = Place & { stay_id: string; month: string | null };

/** Rows of the tables of these names, less `impact_`. */
export type Counted = { cells: CellRow[]; groups: GroupRow[]; learners: LearnerRow[] };
export type CellRow = Row & {
  held: number;
  cancelled: number;
  reasons: Record<string, number> | null;
  seconds: number;
  heads: number;
  walk_ins: number;
  waiting: number;
} & ReturnType<typeof togetherOf>;
export type GroupRow = Row &
  Category & {
    heads: number;
    head_seconds: number;
    drop_in_heads: number;
    people: number;
    cohort_people: number;
    people_seconds: number;
  };
export type LearnerRow = Row &
  Category & { person_id: string; first_day: string; present: number; seconds: number };
export type NamedRow = Row & Category & { called: number; present: number; seconds: number };
export type ClassRow = Row & {
  state: 'held' | 'cancelled';
  categories: string;
  absences: boolean;
  sessions: number;
};

/** By the number that a pack gives them: the order is that of `impact_category_number`. */
const CATEGORIES: readonly Category[] = SEXES.flatMap((sex) =>
  AGE_BANDS.flatMap((age_band) => ATTENDEE_ROLES.map((role) => ({ sex, age_band, role }))),
);
const isPerson = (category: number) => CATEGORIES[category]?.role !== 'other';

/** A day as packs write it: days since 1970. */
export const dayNumber = (day: string): number => Date.parse(`${day}T00:00:00Z`) / 86_400_000;
const dayOf = (number: number): string => new Date(number * 86_400_000).toISOString().slice(0, 10);

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

/**
 * @param first and `last`: which days are counted
 * @param month what the rows are told as; null is the whole
 */
export function countStay(
  pack: Pack,
  stayId: string,
  { first, last, month }: { readonly first: number; readonly last: number; readonly month: string | null },
): Counted {
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
        const sums = sumsOf(place.heads, category);
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
  const counted: Counted = { cells: [], groups: [], learners: [] };
  for (const { place, cell, heads, people } of places.values()) {
    const row: Row = { stay_id: stayId, month, ...place };
    counted.cells.push({ ...row, ...cell, ...togetherOf(heads) });
    for (const [category, sums] of heads) counted.groups.push({ ...row, ...categoryOf(category), ...sums });
    for (const [person_id, { category, firstDay, present, seconds }] of people)
      counted.learners.push({
        ...row,
        person_id,
        ...categoryOf(category),
        first_day: dayOf(firstDay),
        present,
        seconds,
      });
  }
  return counted;
}

/** Adds up those who are in one stay and course alone; the others stay apart. */
export function addedUp(
  learners: readonly LearnerRow[],
  isShared: (personId: string) => boolean,
): { named: NamedRow[]; learners: LearnerRow[] } {
  const named = new Map<string, NamedRow>();
  const apart: LearnerRow[] = [];
  for (const learner of learners) {
    const { person_id, first_day: _, present, seconds, ...row } = learner;
    if (isShared(person_id)) {
      apart.push(learner);
      continue;
    }
    const key = Object.values(row).join(' ');
    const sums = named.get(key) ?? { ...row, called: 0, present: 0, seconds: 0 };
    named.set(key, sums);
    sums.called += 1;
    sums.present += present > 0 ? 1 : 0;
    sums.seconds += seconds;
  }
  return { named: [...named.values()], learners: apart };
}

const isHeld = ([, , state]: PackedClass) => state === 1;
const categoryOf = (number: number): Category => CATEGORIES[number] ?? { sex: '', age_band: '', role: '' };

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
    cell: {
      held: 0,
      cancelled: 0,
      reasons: null as Record<string, number> | null,
      seconds: 0,
      heads: 0,
      walk_ins: 0,
      waiting: 0,
    },
    heads: new Map<number, ReturnType<typeof noSums>>(),
    people: new Map<string, Person>(),
  };
}

function countCell(cell: ReturnType<typeof emptyPlace>['cell'], one: PackedClass): void {
  const [, , , seconds, heads, walkIns, waiting, kinds] = one;
  if (!isHeld(one)) {
    cell.cancelled += 1;
    for (const kind of kinds) {
      cell.reasons ??= {};
      cell.reasons[kind] = (cell.reasons[kind] ?? 0) + 1;
    }
    return;
  }
  cell.held += 1;
  cell.seconds += seconds;
  cell.heads += heads;
  cell.walk_ins += walkIns;
  cell.waiting += waiting;
}

const noSums = () => ({
  heads: 0,
  head_seconds: 0,
  drop_in_heads: 0,
  people: 0,
  cohort_people: 0,
  people_seconds: 0,
});
function sumsOf(heads: Map<number, ReturnType<typeof noSums>>, category: number) {
  const sums = heads.get(category) ?? noSums();
  heads.set(category, sums);
  return sums;
}

/** What all categories of a place come to: whoever asks for none of them reads one row instead of many. */
function togetherOf(heads: ReadonlyMap<number, ReturnType<typeof noSums>>) {
  const all = {
    attendances: 0,
    head_seconds: 0,
    drop_in_heads: 0,
    people: 0,
    women: 0,
    men: 0,
    teachers: 0,
    cohort_people: 0,
    people_seconds: 0,
  };
  for (const [number, sums] of heads) {
    const { sex, role } = categoryOf(number);
    all.attendances += sums.heads;
    all.head_seconds += sums.head_seconds;
    all.drop_in_heads += sums.drop_in_heads;
    all.people += sums.people;
    if (sex === 'female') all.women += sums.people;
    if (sex === 'male') all.men += sums.people;
    if (role === 'teacher') all.teachers += sums.people;
    all.cohort_people += sums.cohort_people;
    all.people_seconds += sums.people_seconds;
  }
  return all;
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
