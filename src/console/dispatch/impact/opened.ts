/** A number that was opened: what it is called, by which rule it is counted, and where what makes it is found. */
import type { Impact } from '@digitruck/contract/impact';
import { type Measure, SDG_OF } from '@digitruck/contract/impact-words';
import type { Session } from '@digitruck/contract/sessions';

type Days = { readonly from: string; readonly to: string };
/** What is behind a number where no classes are. */
export type Behind =
  | ({ readonly what: 'schools' } & Days)
  | ({
      readonly what: 'costs';
      readonly currency: string;
      readonly truckId: string | undefined;
      readonly funder: string | undefined;
      readonly people: number | null;
    } & Days);

export type Opened = {
  readonly title: string;
  /** Of its classes, as a figure's `open` says it. */
  readonly path: string | null;
  readonly definition?: { readonly rule: string; readonly why: string } | undefined;
  /** What it must not be taken for. */
  readonly isNot?: string;
  readonly behind?: Behind | undefined;
};

/** Of a measure that classes do not make. */
export function behindOf(id: Measure, { from, to }: Days): Behind | undefined {
  return id === 'schoolsConnected' ? { what: 'schools', from, to } : undefined;
}

/** Of the days, places and people of an answer. */
export function pathOf({ from, to, filter }: Impact, more: Readonly<Record<string, string>>): string {
  return `/api/v1/impact/sessions?${new URLSearchParams({ from, to, ...filter, ...more })}`;
}

/** How many of a class's heads a number is told of; undefined where it is told of all of them. */
export function headsAsked(path: string | null): ((session: Session) => number) | undefined {
  const asked = new URLSearchParams(path?.split('?')[1]);
  const measure = asked.get('measure');
  const sdg = asked.get('sdg') as keyof typeof SDG_OF | null;
  const { sexes, ageBands } = sdg === null ? {} : SDG_OF[sdg];
  const one = (name: string) => asked.get(name) ?? undefined;
  const only = {
    sex: oneOr(measure === 'women' ? 'female' : one('sex'), sexes),
    ageBand: oneOr(one('ageBand'), ageBands),
    role: oneOr(measure === 'teachers' ? 'teacher' : one('role')),
  };
  // Who is certified is told by cohorts, whoever came.
  if (measure === 'certified' || sdg === '4.4.2' || Object.values(only).every((of) => of === undefined))
    return undefined;
  const isIn = (of: readonly string[] | undefined, word: string) => of?.includes(word) !== false;
  return ({ headCounts }) =>
    headCounts
      .filter(
        ({ sex, ageBand, role }) =>
          isIn(only.sex, sex) && isIn(only.ageBand, ageBand) && isIn(only.role, role),
      )
      .reduce((sum, { count }) => sum + count, 0);
}

function oneOr(one: string | undefined, several?: readonly string[]): readonly string[] | undefined {
  return one === undefined ? several : [one];
}
