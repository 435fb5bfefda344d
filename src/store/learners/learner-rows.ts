/** A learner's row and what it says: sealing on the way in, opening on the way out, and what the audit log may have of it (no names). */

import type { LearnerId } from '@digitruck/contract/ids';
import type { Consent, Learner, LearnerBody } from '@digitruck/contract/learners';
import { PERSONAL_FIELDS } from '@digitruck/contract/learners';
import type { AgeBand } from '@digitruck/contract/session-words';
import type { learners } from '../tables/learners.ts';
import { rowMetaOf } from '../versions.ts';
import type { Seals } from './sealed.ts';

export type LearnerRow = typeof learners.$inferSelect;
export type Personal = Pick<LearnerBody, (typeof PERSONAL_FIELDS)[number]>;

const SEALED = {
  name: 'nameSealed',
  phone: 'phoneSealed',
  note: 'noteSealed',
  birthYear: 'birthYearSealed',
} as const;
export const NOTHING_SEALED = {
  nameSealed: null,
  phoneSealed: null,
  noteSealed: null,
  birthYearSealed: null,
};

const placeOf = (field: keyof Personal, learnerId: LearnerId) => `learners.${field}/${learnerId}`;

/** The columns of what was given; what is left out stays as it is. */
export function sealPersonal(
  seals: Seals,
  learnerId: LearnerId,
  personal: { readonly [Field in keyof Personal]?: Personal[Field] | undefined },
): Partial<Record<(typeof SEALED)[keyof typeof SEALED], Buffer | null>> {
  const columns: Partial<Record<(typeof SEALED)[keyof typeof SEALED], Buffer | null>> = {};
  for (const field of PERSONAL_FIELDS) {
    const value = personal[field];
    if (value === undefined) continue;
    columns[SEALED[field]] =
      value === null || value === '' ? null : seals.seal(String(value), placeOf(field, learnerId));
  }
  return columns;
}

export function learnerOf(row: LearnerRow, seals: Seals): Learner {
  let unreadable = false;
  const open = (field: keyof Personal): string | null => {
    const sealed = row[SEALED[field]];
    if (sealed === null) return null;
    const opened = seals.open(sealed, placeOf(field, row.learnerId));
    if (opened.ok) return opened.text;
    unreadable = true;
    return null;
  };
  const birthYear = open('birthYear');
  const personal = {
    name: open('name'),
    phone: open('phone'),
    note: open('note'),
    birthYear: birthYear === null ? null : Number(birthYear),
  };
  const { updatedAt, updatedBy, version } = rowMetaOf(row);
  return {
    learnerId: row.learnerId,
    ...personal,
    sex: row.sex,
    role: row.role,
    schoolSiteId: row.schoolSiteId,
    schoolName: row.schoolName,
    consent: {
      state: row.consent,
      askedBy: row.consentAskedBy,
      wording: row.consentWording === '' ? null : row.consentWording,
      at: row.consentAt?.toISOString() ?? null,
    },
    unreadable,
    sameAs: row.sameAs,
    erasedAt: row.erasedAt?.toISOString() ?? null,
    version,
    updatedAt,
    updatedBy,
  };
}

/** Sealed again with the key of today; undefined where nothing has to be, or nothing can be opened. */
export function resealed(row: LearnerRow, seals: Seals): ReturnType<typeof sealPersonal> | undefined {
  const columns: ReturnType<typeof sealPersonal> = {};
  for (const field of PERSONAL_FIELDS) {
    const sealed = row[SEALED[field]];
    if (sealed === null || sealed.subarray(0, seals.head.length).equals(seals.head)) continue;
    const place = placeOf(field, row.learnerId);
    const opened = seals.open(sealed, place);
    if (opened.ok) columns[SEALED[field]] = seals.seal(opened.text, place);
  }
  return Object.keys(columns).length === 0 ? undefined : columns;
}

export function consentColumns(consent: Consent, wordingNow: string, byName: string, nowIso: string) {
  const asked = consent.state === 'given' || consent.state === 'refused' || consent.state === 'withdrawn';
  return {
    consent: consent.state,
    consentAskedBy: asked ? consent.askedBy || byName : '',
    consentWording: asked ? (consent.wording ?? wordingNow) : '',
    consentAt: asked ? new Date(consent.at ?? nowIso) : null,
  };
}

/** For the audit log: which personal fields there are, never what they say. */
export function auditViewOf(row: LearnerRow): object {
  return {
    has: PERSONAL_FIELDS.filter((field) => row[SEALED[field]] !== null),
    sex: row.sex,
    role: row.role,
    schoolSiteId: row.schoolSiteId,
    consent: row.consent,
    consentAskedBy: row.consentAskedBy,
    consentWording: row.consentWording,
    sameAs: row.sameAs,
    erasedAt: row.erasedAt?.toISOString() ?? null,
    version: row.version,
  };
}

const BANDS: readonly (readonly [upTo: number, band: AgeBand])[] = [
  [14, '0-14'],
  [17, '15-17'],
  [24, '18-24'],
  [34, '25-34'],
  [64, '35-64'],
  [130, '65+'],
];

/** In the year the course began; without the month it may be a year off. */
export function ageBandOf(birthYear: number | null, firstDay: string): AgeBand {
  if (birthYear === null) return 'unknown';
  const age = Number(firstDay.slice(0, 4)) - birthYear;
  return age < 0 ? 'unknown' : (BANDS.find(([upTo]) => age <= upTo)?.[1] ?? 'unknown');
}
