/**
 * What each figure of impact is, in one place: the API serves these words with every answer, and the screens show them.
 *
 * The rules are chosen so that no figure can say more than what happened: where something cannot be told apart (a head counted in one class
 * and in another), it counts once. `store/impact/counted.ts` and `store/impact/told.ts` do what is written here.
 */
import type { MeasureDefinition } from '@digitruck/contract/impact';
import { MEASURES, type Measure, type SdgIndicator } from '@digitruck/contract/impact-words';
import type { Language } from '@digitruck/contract/people';
import { ENGLISH } from './words-en.ts';
import { FILIPINO } from './words-fil.ts';
import { FRENCH } from './words-fr.ts';
import { SWAHILI } from './words-sw.ts';

export type ImpactWords = {
  readonly measures: Readonly<Record<Measure, { readonly rule: string; readonly why: string }>>;
  readonly sdg: Readonly<Record<SdgIndicator, { readonly is: string; readonly isNot: string }>>;
};

const WORDS: Readonly<Record<Language, ImpactWords>> = {
  en: ENGLISH,
  fr: FRENCH,
  sw: SWAHILI,
  fil: FILIPINO,
};

/** Units as the contract writes them, and the tables a figure is counted from. */
const FACTS: Readonly<Record<Measure, { readonly unit: string; readonly source: string }>> = {
  people: { unit: 'people', source: 'session_reports, session_heads, session_attendance, learners' },
  women: { unit: 'people', source: 'session_heads, learners' },
  teachers: { unit: 'people', source: 'session_heads, learners' },
  certified: { unit: 'people', source: 'certificates' },
  sessionsHeld: { unit: 'sessions', source: 'session_reports' },
  sessionsCancelled: { unit: 'sessions', source: 'session_reports' },
  hours: { unit: 'h', source: 'session_reports' },
  attendances: { unit: 'attendances', source: 'session_heads' },
  attendanceHours: { unit: 'h', source: 'session_reports, session_heads' },
  dropInAttendances: { unit: 'attendances', source: 'session_heads' },
  hoursPerPerson: { unit: 'h', source: 'session_reports, session_heads, session_attendance' },
  noShows: { unit: 'people', source: 'session_attendance' },
  schoolsConnected: { unit: 'schools', source: 'impact_schools' },
  costPerPerson: { unit: 'currency', source: 'impact_costs' },
  parity: { unit: 'ratio', source: 'session_heads, learners' },
};

export const unitOf = (id: Measure): string => FACTS[id].unit;

export function definitionOf(id: Measure, language: Language): MeasureDefinition {
  return { id, ...FACTS[id], ...WORDS[language].measures[id] };
}

export function definitionsIn(language: Language): MeasureDefinition[] {
  return MEASURES.map((id) => definitionOf(id, language));
}

export function sdgWords(indicator: SdgIndicator, language: Language) {
  return WORDS[language].sdg[indicator];
}
