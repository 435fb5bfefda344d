/** Rows of a roster's file become learners, or reasons why not. Pure. Who did not agree loses the name here, before anything is kept. */
import { CONSENT_WORDING } from '@digitruck/contract/cohort-words';
import type { EnrolmentBody } from '@digitruck/contract/cohorts';
import { LearnerBody } from '@digitruck/contract/learners';
import type { ImportRowProblem } from '@digitruck/contract/registry';
import type { z } from 'zod';
import { foldText } from '../../kernel/fold.ts';

export type RowProblem = z.infer<typeof ImportRowProblem>;

/** Fields, and what headers call them; compared without case, accents, spaces and signs. */
const SYNONYMS = {
  name: 'name fullname learner learnername student studentname participant nom nomcomplet jina jinakamili pangalan',
  firstName: 'firstname givenname prenom',
  lastName: 'lastname surname familyname',
  phone: 'phone telephone tel mobile phonenumber simu telepono',
  sex: 'sex gender sexe genre jinsia kasarian',
  birthYear: 'birthyear yearofbirth yob born anneedenaissance mwakawakuzaliwa',
  birthDate: 'birthdate dateofbirth dob datedenaissance',
  age: 'age umri edad',
  role: 'role type category',
  school: 'school schoolname ecole shule paaralan',
  county: 'county district schoolcounty comte departement kaunti wilaya lalawigan probinsya',
  consent: 'consent agreed consentement idhini pahintulot',
  note: 'note notes remarks comment comments',
} as const;
export type RosterField = keyof typeof SYNONYMS;
const FIELDS = Object.keys(SYNONYMS) as RosterField[];

const bare = (header: string) => foldText(header).replace(/[^a-z0-9]/g, '');

export function rosterColumns(header: readonly string[]): {
  readonly at: ReadonlyMap<RosterField, number>;
  readonly read: Record<string, string | null>;
} {
  const at = new Map<RosterField, number>();
  const read: Record<string, string | null> = {};
  header.forEach((name, index) => {
    const field = FIELDS.find((one) => !at.has(one) && SYNONYMS[one].split(' ').includes(bare(name)));
    if (field !== undefined) at.set(field, index);
    read[name.trim() === '' ? `(column ${index + 1})` : name.trim()] = field ?? null;
  });
  return { at, read };
}

const SEX_WORDS: readonly (readonly [RegExp, LearnerBody['sex']])[] = [
  [/^(f|female|w|woman|girl|femme|fille|mke|mwanamke|babae)$/, 'female'],
  [/^(m|male|man|boy|homme|garcon|mume|mwanaume|lalaki)$/, 'male'],
  [/^(o|other|autre|x|nyingine|iba)$/, 'other'],
];
const ROLE_WORDS: readonly (readonly [RegExp, LearnerBody['role']])[] = [
  [/teach|enseign|profess|mwalimu|walimu|guro/, 'teacher'],
  [/^(learner|student|pupil|apprenant|eleve|mwanafunzi|mag-?aaral|youth)?$/, 'learner'],
];
const YES = /^(y|yes|true|1|given|agreed|oui|ndiyo|oo|x)$/;
const NO = /^(n|no|false|0|refused|non|hapana|hindi)$/;

export type RosterRow = {
  readonly body: EnrolmentBody;
  readonly unnamed: boolean;
  /** Where a teacher teaches, as the file says. */
  readonly school?: { readonly name: string; readonly county: string };
};

export function rosterRowChecker(options: {
  readonly at: ReadonlyMap<RosterField, number>;
  readonly certifies: boolean;
  readonly consent: 'not-asked' | 'given';
  readonly askedBy: string;
  /** The year in which the course begins. */
  readonly year: number;
}): (line: number, cells: readonly string[]) => { row?: RosterRow; problems: RowProblem[] } {
  const { at, certifies, consent, askedBy, year } = options;
  return (line, cells) => {
    const problems: RowProblem[] = [];
    const text = (field: RosterField) => (cells[at.get(field) ?? -1] ?? '').trim();
    // Values are not repeated: a list of what is wrong must not become a list of names.
    const bad = (field: string, problem: string) =>
      void problems.push({ row: line, field, value: null, problem });
    const word = <Value>(
      field: RosterField,
      words: readonly (readonly [RegExp, Value])[],
      none: Value,
    ): Value => {
      const folded = foldText(text(field));
      if (folded === '') return none;
      const found = words.find(([pattern]) => pattern.test(folded));
      if (found === undefined)
        bad(field, 'is none of the words that are known; see the description of the import');
      return found?.[1] ?? none;
    };
    const name =
      text('name') || [text('firstName'), text('lastName')].filter((part) => part !== '').join(' ');
    const birthYear = birthYearOf();
    const said = foldText(text('consent'));
    if (said !== '' && !YES.test(said) && !NO.test(said)) bad('consent', 'must be yes or no');
    const state = said === '' ? consent : YES.test(said) ? 'given' : 'refused';
    const named = certifies && state === 'given';
    if (named && name === '')
      bad('name', 'is missing; somebody who agreed has a name, or say "no" under consent');
    const parsed = LearnerBody.safeParse({
      name: named ? name || null : null,
      phone: named && text('phone') !== '' ? text('phone') : null,
      note: named && text('note') !== '' ? text('note') : null,
      birthYear: named ? birthYear : null,
      sex: word('sex', SEX_WORDS, 'unknown'),
      role: word('role', ROLE_WORDS, 'learner'),
      schoolName: text('school'),
      consent: certifies
        ? { state, askedBy, wording: state === 'not-asked' ? null : CONSENT_WORDING }
        : { state: 'not-asked' },
    });
    for (const issue of parsed.error?.issues ?? []) bad(issue.path.join('.'), issue.message);
    if (problems.length > 0 || !parsed.success) return { problems };
    const ageBand = named || birthYear === null ? undefined : bandOf(year - birthYear);
    const body: EnrolmentBody = { learner: parsed.data, ...(ageBand === undefined ? {} : { ageBand }) };
    const { role, schoolName } = parsed.data;
    const school =
      role === 'teacher' && schoolName !== '' ? { school: { name: schoolName, county: text('county') } } : {};
    return { row: { body, unnamed: !named, ...school }, problems };

    function birthYearOf(): number | null {
      const [given, date, age] = [text('birthYear'), text('birthDate'), text('age')];
      if (given !== '')
        return /^(19|20)\d\d$/.test(given) ? Number(given) : wrong('birthYear', 'must be a year, e.g. 2003');
      if (date !== '') {
        const found = /\b(19|20)\d\d\b/.exec(date);
        return found === null
          ? wrong('birthDate', 'must have a year of four digits, e.g. 2003-05-31')
          : Number(found[0]);
      }
      if (age === '') return null;
      return /^\d{1,3}$/.test(age) && Number(age) < 120
        ? year - Number(age)
        : wrong('age', 'must be years, e.g. 23');
    }
    function wrong(field: string, what: string): null {
      bad(field, what);
      return null;
    }
  };
}

function bandOf(age: number): NonNullable<EnrolmentBody['ageBand']> {
  if (age < 15) return '0-14';
  if (age < 18) return '15-17';
  if (age < 25) return '18-24';
  if (age < 35) return '25-34';
  return age < 65 ? '35-64' : '65+';
}
