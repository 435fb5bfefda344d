/**
 * When two rows look like one person. Names are the same without case, accents, signs and order of words; and the phone (its last nine digits) or
 * the year of birth is the same, while the other is the same too or not known of one of them. A phone alone says little where families share
 * one, and a name alone nothing. Pure; whoever decides is a coordinator.
 */
import { foldText } from '../../kernel/fold.ts';

export const SAME_PERSON_RULE =
  'Names are the same without case, accents, signs and order of words; and the last nine digits of the phone or the year of birth are the same, and neither contradicts.';

export type Known = {
  readonly name: string | null;
  readonly phone: string | null;
  readonly birthYear: number | null;
};
export type Because = 'name' | 'phone' | 'birth-year';

export function nameKey(name: string): string {
  return foldText(name)
    .replace(/[^\p{L}\p{N} ]/gu, '')
    .split(' ')
    .filter((word) => word !== '')
    .sort()
    .join(' ');
}

const PHONE_DIGITS = 9;
export function phoneKey(phone: string | null): string | null {
  const digits = (phone ?? '').replace(/\D/g, '');
  return digits.length < PHONE_DIGITS ? null : digits.slice(-PHONE_DIGITS);
}

/** Why they look the same; undefined if they do not. */
export function samePerson(a: Known, b: Known): Because[] | undefined {
  if (a.name === null || b.name === null || nameKey(a.name) === '' || nameKey(a.name) !== nameKey(b.name))
    return undefined;
  const phone = compared(phoneKey(a.phone), phoneKey(b.phone));
  const year = compared(a.birthYear, b.birthYear);
  if (phone === 'other' || year === 'other') return undefined;
  if (phone === 'unknown' && year === 'unknown') return undefined;
  return [
    'name',
    ...(phone === 'same' ? ['phone' as const] : []),
    ...(year === 'same' ? ['birth-year' as const] : []),
  ];
}

function compared<Value>(a: Value | null, b: Value | null): 'same' | 'other' | 'unknown' {
  if (a === null || b === null) return 'unknown';
  return a === b ? 'same' : 'other';
}
