/**
 * The operator page's words for what the office does not take, in English, the pattern of its other languages: loaded only where something has to be
 * mended. `#` is what the fault speaks of.
 */
import type { FieldFault } from '@digitruck/contract/problems';

export const fixEn = {
  faults: {
    missing: 'It is missing. Fill it in.',
    'unknown-field': 'The office does not know this yet. Tell the office, then send again.',
    'wrong-type': 'This does not belong here. Fill it in again.',
    'wrong-format': 'The office cannot read it. Fill it in again.',
    'not-one-of': 'The office does not know this choice. Choose another.',
    'too-small': 'Less than # is not possible. Correct it.',
    'too-big': 'More than # is not possible. Correct it.',
    'too-short': 'At least # letters are needed.',
    'too-long': 'At most # letters have room. Shorten it.',
    'too-few': 'At least # are needed.',
    'too-many': 'At most # have room. Remove some.',
    twice: 'Something is there twice. Remove one.',
    unwritable: 'It has a sign that cannot be kept. Type it again.',
    'not-there': 'The office does not have it. Choose another, or send without it.',
    'end-missing': 'A class that was held has ended. Say when.',
    'ends-before': 'It ends before it began. Correct one of the two.',
    'too-many-hours': 'A class has at most # hours. Correct one of the two times.',
    'reason-missing': 'Tap why it was not held.',
    'other-truck':
      'This report was made on truck #. Say there that it was a mistake, and make a new one here.',
    'not-your-truck': 'Truck # is not yours. Ask a coordinator for it, then send again.',
    'no-picture': 'It is no picture that can be kept. Take it again.',
  } satisfies Record<FieldFault, string>,
  /** Of the whole. */
  whole: {
    'not-allowed': 'Who is signed in may not report. Sign in as an operator, or ask a coordinator.',
    'too-large': 'It is too large. Shorten the notes or take topics out.',
    'in-use': 'Something else holds it. Ask the office.',
    'not-found': 'The office does not have it any more.',
    other: 'The office refuses it and says:',
  },
  fields: {
    visitId: 'Stay',
    siteId: 'Place',
    cohortId: 'Group',
    plannedStartsAt: 'Planned for',
    state: 'Held or not',
    device: 'This phone',
    body: 'Report',
    picture: 'Photo',
    consent: 'Consent',
    takenOn: 'Day of the exam',
    results: 'Results',
  },
  without: 'Send without',
};

/** The same keys in every language. */
export type FixText = {
  readonly [Key in keyof typeof fixEn]: (typeof fixEn)[Key] extends string
    ? string
    : { readonly [Word in keyof (typeof fixEn)[Key]]: string };
};
