/**
 * Which of our sites a school of a file is: the same name, else the same name as people write it (case, accents, signs, "Pri. Sch." for "Primary School").
 * Only one that stands alone is taken; of several, and of those that only look alike, somebody chooses. Pure.
 */
import type { RosterSchool } from '@digitruck/contract/cohorts';
import type { SiteId } from '@digitruck/contract/ids';
import { foldText } from '../../kernel/fold.ts';

export type KnownSchool = {
  readonly siteId: SiteId;
  readonly name: string;
  readonly county: string;
};
export type NamedSchool = { readonly name: string; readonly county: string };

const CANDIDATES_MAX = 8;
/** As they stand on signboards and in lists of ministries. */
const SHORT: { readonly [word: string]: string } = {
  pri: 'primary',
  prim: 'primary',
  pry: 'primary',
  primaire: 'primary',
  sec: 'secondary',
  secondaire: 'secondary',
  sch: 'school',
  schl: 'school',
  skul: 'school',
  ecole: 'school',
  shule: 'school',
  coll: 'college',
  col: 'college',
  acad: 'academy',
  tech: 'technical',
  inst: 'institute',
  voc: 'vocational',
  trg: 'training',
  nur: 'nursery',
  comp: 'comprehensive',
  st: 'saint',
  ste: 'saint',
  mt: 'mount',
};
/** Whole endings of a name: "Kabel P/S". */
const ENDINGS: readonly (readonly [RegExp, string])[] = [
  [/ p s$/, ' primary school'],
  [/ ps$/, ' primary school'],
  [/ s s$/, ' secondary school'],
  [/ ss$/, ' secondary school'],
  [/ ttc$/, ' teachers training college'],
];
/** Where one of these says what it is, "school" says nothing more. */
const KINDS = ['primary', 'secondary', 'high', 'nursery', 'comprehensive', 'girls', 'boys', 'academy'];

/** What two writings of a school's name have in common. */
export function schoolKey(name: string): string {
  let text = foldText(name).replace(/'/g, '').replace(/&/g, ' and ');
  text = text.replace(/[^\p{L}\p{N}]+/gu, ' ').trim();
  for (const [ending, whole] of ENDINGS) text = text.replace(ending, whole);
  const words = text.split(' ').map((word) => SHORT[word] ?? word);
  const isKind = words.some((word) => KINDS.includes(word));
  // "Ecole primaire Kabel" and "Kabel Primary School": the order is the language's.
  return words
    .filter((word) => word !== 'the' && !(isKind && word === 'school'))
    .sort()
    .join(' ');
}

const OF_A_KIND = new Set([
  ...KINDS,
  ...Object.values(SHORT),
  'and',
  'of',
  'mixed',
  'day',
  'boarding',
  'teachers',
]);
const ownWords = (key: string) => key.split(' ').filter((word) => word !== '' && !OF_A_KIND.has(word));

/** Looks schools up among those of the country; each list is gone through once. */
export function schoolFinder(known: readonly KnownSchool[]) {
  const byName = Map.groupBy(known, ({ name }) => foldText(name));
  const byKey = Map.groupBy(known, ({ name }) => schoolKey(name));
  const byWord = new Map<string, KnownSchool[]>();
  for (const school of known)
    for (const word of new Set(ownWords(schoolKey(school.name)))) {
      const list = byWord.get(word);
      if (list === undefined) byWord.set(word, [school]);
      else list.push(school);
    }

  return ({ name, county }: NamedSchool): Pick<RosterSchool, 'match' | 'siteId' | 'candidates'> => {
    const inCounty = (list: readonly KnownSchool[] = []) =>
      county === '' ? list : list.filter((one) => foldText(one.county) === foldText(county));
    for (const [match, list] of [
      ['exact', byName.get(foldText(name))],
      ['alike', byKey.get(schoolKey(name))],
    ] as const) {
      const found = inCounty(list);
      const [only] = found;
      if (found.length === 1 && only !== undefined) return { match, siteId: only.siteId, candidates: [only] };
      if (found.length > 1)
        return { match: 'ambiguous', siteId: null, candidates: found.slice(0, CANDIDATES_MAX) };
    }
    return { match: 'unknown', siteId: null, candidates: near(name, county) };
  };

  /** Of the same own words, in whatever order and of whatever kind: the nearest first. */
  function near(name: string, county: string): KnownSchool[] {
    const words = ownWords(schoolKey(name));
    const shared = new Map<KnownSchool, number>();
    for (const word of words)
      for (const one of byWord.get(word) ?? []) shared.set(one, (shared.get(one) ?? 0) + 1);
    const worth = (one: KnownSchool, count: number) =>
      (2 * count) / (words.length + ownWords(schoolKey(one.name)).length) +
      (county !== '' && foldText(one.county) === foldText(county) ? 0.25 : 0);
    return [...shared]
      .map(([one, count]) => ({ one, worth: worth(one, count) }))
      .filter((each) => each.worth >= 0.5)
      .sort((a, b) => b.worth - a.worth || (a.one.name < b.one.name ? -1 : 1))
      .slice(0, CANDIDATES_MAX)
      .map(({ one }) => one);
  }
}
