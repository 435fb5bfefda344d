/**
 * From what stays were counted to figures by a key: what adds up is added, and people at one place are told by names or by heads, whichever
 * shows more: those counted by heads in one course may be those named or counted in another, and nobody can tell. Of several courses told by
 * heads the largest one counts.
 *
 * Pure, and one pass over the rows: a database made ten of it, each over a copy.
 */
import type { ImpactLine } from '@digitruck/contract/impact';
import { CATEGORIES, HEADS_WIDTH, type Heads, type Sums } from './counted.ts';

export type KeyFigures = {
  readonly key: string;
  held: number;
  cancelled: number;
  seconds: number;
  attendances: number;
  attendanceSeconds: number;
  dropIn: number;
  people: number;
  women: number;
  men: number;
  teachers: number;
  noShows: number;
  /** People called in rolls. */
  called: number;
  /** Of people and courses: who takes two is in it twice. For time per person. */
  places: number;
  placeSeconds: number;
  certified: number;
};

/** What one stay, or the part of it that is asked for, was counted at one truck, site and course. */
export type StayRow = Sums & {
  /** The site; or the stay, where no site is known. */
  readonly place: string;
  readonly siteId: string | null;
  readonly courseId: string | null;
  readonly heads: Heads;
  /** Who is in this stay and course alone: a category, how many were called, came, and their seconds; again and again. */
  readonly named: readonly number[];
  /** All others: person, category, first day, classes they were in, seconds; again and again. */
  readonly shared: readonly (string | number)[];
};
export const NAMED_WIDTH = 4;
export const SHARED_WIDTH = 5;

/** By a category's number: whether it is asked for; undefined where all are. */
export type Asked = readonly boolean[] | undefined;
/** Hears of every part that people are told by. */
export type OnPeople = (siteId: string | null, category: number, people: number) => void;

type Found = { row: StayRow; category: number; firstDay: number };
type Key = {
  readonly figures: KeyFigures;
  /** The last row of each place; each row knows the one before it. */
  readonly places: Map<string, number>;
  /** How often whoever was called was there. */
  readonly called: Map<string, number>;
};

export const noFigures = (key: string): KeyFigures => ({
  key,
  held: 0,
  cancelled: 0,
  seconds: 0,
  attendances: 0,
  attendanceSeconds: 0,
  dropIn: 0,
  people: 0,
  women: 0,
  men: 0,
  teachers: 0,
  noShows: 0,
  called: 0,
  places: 0,
  placeSeconds: 0,
  certified: 0,
});

export function figuresBy<Row extends StayRow>(
  rows: readonly Row[],
  keyOf: (row: Row) => string,
  asked: Asked,
  onPeople?: OnPeople,
): KeyFigures[] {
  const keys = new Map<string, Key>();
  // Rows of one key and place are a chain: most have one, and ten thousands of lists would cost more than all the counting.
  const before = new Int32Array(rows.length);
  for (const [at, row] of rows.entries()) {
    const name = keyOf(row);
    let key = keys.get(name);
    if (key === undefined) {
      key = { figures: noFigures(name), places: new Map(), called: new Map() };
      keys.set(name, key);
    }
    addSums(key.figures, row, asked);
    if (row.named.length + row.shared.length > 0) addRoll(key, row, asked);
    before[at] = key.places.get(row.place) ?? -1;
    key.places.set(row.place, at);
  }
  const ofPlace = (last: number): Row[] => {
    const chain: Row[] = [];
    for (let at = last; at >= 0; at = before[at] ?? -1) {
      const row = rows[at];
      if (row !== undefined) chain.push(row);
    }
    return chain;
  };
  for (const { figures, places, called } of keys.values()) {
    tellPeople(figures, places.values().map(ofPlace), asked, onPeople);
    figures.called += called.size;
    for (const present of called.values()) if (present === 0) figures.noShows += 1;
  }
  return [...keys.values()].map(({ figures }) => figures);
}

function addSums(figures: KeyFigures, row: StayRow, asked: Asked): void {
  figures.held += row.held;
  figures.cancelled += row.cancelled;
  figures.seconds += row.seconds;
  if (asked === undefined) {
    figures.attendances += row.attendances;
    figures.attendanceSeconds += row.attendanceSeconds;
    figures.dropIn += row.dropIn;
    figures.places += row.places;
    figures.placeSeconds += row.placeSeconds;
    return;
  }
  const { heads } = row;
  for (let at = 0; at < heads.length; at += HEADS_WIDTH) {
    if (asked[heads[at] ?? 0] !== true) continue;
    figures.attendances += heads[at + 1] ?? 0;
    figures.attendanceSeconds += heads[at + 2] ?? 0;
    figures.dropIn += heads[at + 3] ?? 0;
    figures.places += heads[at + 5] ?? 0;
    figures.placeSeconds += heads[at + 6] ?? 0;
  }
}

/** Names: who was called, who came, and for how long. */
function addRoll({ figures, called }: Key, { named, shared }: StayRow, asked: Asked): void {
  for (let at = 0; at < named.length; at += NAMED_WIDTH) {
    if (asked !== undefined && asked[named[at] ?? 0] !== true) continue;
    const [people = 0, came = 0] = [named[at + 1], named[at + 2]];
    figures.called += people;
    figures.noShows += people - came;
    figures.places += came;
    figures.placeSeconds += named[at + 3] ?? 0;
  }
  for (let at = 0; at < shared.length; at += SHARED_WIDTH) {
    if (asked !== undefined && asked[Number(shared[at + 1])] !== true) continue;
    const person = String(shared[at]);
    const present = Number(shared[at + 3]);
    called.set(person, (called.get(person) ?? 0) + present);
    if (present > 0) figures.places += 1;
    figures.placeSeconds += Number(shared[at + 4]);
  }
}

/** How many of a place are known by name. */
function namedAt(rows: readonly StayRow[]): number {
  let people = 0;
  let persons: Set<string> | undefined;
  for (const { named, shared } of rows) {
    for (let at = 0; at < named.length; at += NAMED_WIDTH) people += named[at + 2] ?? 0;
    for (let at = 0; at < shared.length; at += SHARED_WIDTH)
      if (Number(shared[at + 3]) > 0) {
        persons ??= new Set();
        persons.add(String(shared[at]));
      }
  }
  return people + (persons?.size ?? 0);
}

function tellPeople(
  figures: KeyFigures,
  places: Iterable<readonly StayRow[]>,
  asked: Asked,
  onPeople: OnPeople | undefined,
): void {
  const add = (siteId: string | null, category: number, people: number) => {
    if (people === 0 || (asked !== undefined && asked[category] !== true)) return;
    const of = CATEGORIES[category];
    figures.people += people;
    if (of?.sex === 'female') figures.women += people;
    if (of?.sex === 'male') figures.men += people;
    if (of?.role === 'teacher') figures.teachers += people;
    onPeople?.(siteId, category, people);
  };
  const persons = new Map<string, Found>();
  for (const rows of places) {
    const largest = largestCourse(rows);
    if (largest.people <= namedAt(rows)) {
      for (const row of rows) {
        for (let at = 0; at < row.named.length; at += NAMED_WIDTH)
          add(row.siteId, row.named[at] ?? 0, row.named[at + 2] ?? 0);
        findPersons(persons, row);
      }
      continue;
    }
    for (const row of rows) {
      if (row.courseId !== largest.courseId) continue;
      if (asked === undefined && onPeople === undefined) {
        figures.people += row.people;
        figures.women += row.women;
        figures.men += row.men;
        figures.teachers += row.teachers;
      } else
        for (let at = 0; at < row.heads.length; at += HEADS_WIDTH)
          add(row.siteId, row.heads[at] ?? 0, row.heads[at + 4] ?? 0);
    }
  }
  for (const { row, category } of persons.values()) add(row.siteId, category, 1);
}

/** Of courses that are as large the one whose id comes first. */
function largestCourse(rows: readonly StayRow[]): {
  readonly courseId: string | null;
  readonly people: number;
} {
  const [only] = rows;
  if (only === undefined) return { courseId: null, people: 0 };
  if (rows.length === 1) return { courseId: only.courseId, people: only.people };
  const courses = new Map<string | null, number>();
  for (const { courseId, people } of rows) courses.set(courseId, (courses.get(courseId) ?? 0) + people);
  let largest: { courseId: string | null; people: number } | undefined;
  for (const [courseId, people] of courses)
    if (
      largest === undefined ||
      people > largest.people ||
      (people === largest.people && comesBefore(courseId, largest.courseId))
    )
      largest = { courseId, people };
  return largest ?? { courseId: null, people: 0 };
}
const comesBefore = (a: string | null, b: string | null) => a !== null && (b === null || a < b);

/** Each once, as what they were in the first class they came to. */
function findPersons(persons: Map<string, Found>, row: StayRow): void {
  const { shared } = row;
  for (let at = 0; at < shared.length; at += SHARED_WIDTH) {
    if (Number(shared[at + 3]) === 0) continue;
    const person = String(shared[at]);
    const one = { row, category: Number(shared[at + 1]), firstDay: Number(shared[at + 2]) };
    const other = persons.get(person);
    if (other === undefined || isFirst(one, other)) persons.set(person, one);
  }
}
function isFirst(a: Found, b: Found): boolean {
  if (a.firstDay !== b.firstDay) return a.firstDay < b.firstDay;
  if (a.row.place !== b.row.place) return a.row.place < b.row.place;
  if (a.row.courseId !== b.row.courseId) return comesBefore(a.row.courseId, b.row.courseId);
  const [one, other] = [CATEGORIES[a.category], CATEGORIES[b.category]];
  if (one?.age_band !== other?.age_band) return (one?.age_band ?? '') < (other?.age_band ?? '');
  return (one?.sex ?? '') < (other?.sex ?? '');
}

/** The lines that a whole is made of: people by category, and by site where that is asked for, with whatever else is told of them. */
export function linesOf(bySite: boolean) {
  const lines = new Map<string, ImpactLine>();
  const line = (siteId: string | null, category: number) => {
    const key = `${bySite ? siteId : ''} ${category}`;
    const {
      sex,
      age_band: ageBand,
      role,
    } = CATEGORIES[category] ?? {
      sex: 'unknown',
      age_band: 'unknown',
      role: 'other',
    };
    const found =
      lines.get(key) ??
      ({
        siteId: (bySite ? siteId : null) as ImpactLine['siteId'],
        ...{ sex, ageBand, role },
        ...{ people: 0, attendances: 0, certified: 0 },
      } as ImpactLine);
    lines.set(key, found);
    return found;
  };
  return {
    addPeople(siteId: string | null, category: number, people: number): void {
      line(siteId, category).people += people;
    },
    addAttendances(rows: readonly StayRow[], asked: Asked): void {
      for (const { siteId, heads } of rows)
        for (let at = 0; at < heads.length; at += HEADS_WIDTH)
          if (asked === undefined || asked[heads[at] ?? 0] === true)
            line(siteId, heads[at] ?? 0).attendances += heads[at + 1] ?? 0;
    },
    addCertified(siteId: string | null, category: number, people: number): void {
      line(siteId, category).certified += people;
    },
    /** By site, role, sex and age. */
    sorted: (): ImpactLine[] =>
      [...lines.values()]
        .filter(({ people, attendances, certified }) => people + attendances + certified > 0)
        .sort((a, b) => inOrder([a.siteId, a.role, a.sex, a.ageBand], [b.siteId, b.role, b.sex, b.ageBand])),
  };
}

function inOrder(a: readonly (string | null)[], b: readonly (string | null)[]): number {
  for (const [index, one] of a.entries()) {
    const other = b[index] ?? null;
    if (one !== other) return comesBefore(one, other) ? -1 : 1;
  }
  return 0;
}
