/** Sealed columns: opened by their own key at their own place, and by nothing else. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { samePerson } from '../../src/store/learners/same-person.ts';
import { makeSeals } from '../../src/store/learners/sealed.ts';

const OLD = Buffer.alloc(32, 1);
const NEW = Buffer.alloc(48, 2);

test('what was sealed is opened, also after the key was changed', () => {
  const old = makeSeals([OLD]);
  const both = makeSeals([NEW, OLD]);
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.string(), (text, place) => {
      expect(both.open(old.seal(text, place), place)).toEqual({ ok: true, text });
      expect(both.open(both.seal(text, place), place)).toEqual({ ok: true, text });
      expect(old.open(both.seal(text, place), place)).toEqual({ ok: false, reason: 'no-key' });
    }),
    { numRuns: 30 },
  );
  expect(old.seal('', 'a').equals(old.seal('', 'a'))).toBe(false);
});

test('a value that was moved to another row, or of which a bit is turned, does not open', () => {
  const seals = makeSeals([OLD]);
  const sealed = seals.seal('Amina', 'learners.name/1');
  expect(seals.open(sealed, 'learners.name/2')).toEqual({ ok: false, reason: 'damaged' });
  expect(seals.open(sealed, 'learners.phone/1')).toEqual({ ok: false, reason: 'damaged' });
  for (let at = 0; at < sealed.length; at += 1) {
    const turned = Buffer.from(sealed);
    turned[at] = (turned[at] ?? 0) ^ 1;
    expect(seals.open(turned, 'learners.name/1').ok, String(at)).toBe(false);
  }
  for (const cut of [0, 5, 17, 32])
    expect(seals.open(sealed.subarray(0, cut), 'learners.name/1').ok).toBe(false);
});

test.each([
  ['the same words in another order, with marks', 'Wéré, Adhiambo', '0722000111', null, true],
  ['the phone with its country', 'Adhiambo Were', '+254 722 000 111', 2003, true],
  ['only the year', 'adhiambo were', null, 2003, true],
  ['nothing but the name', 'Adhiambo Were', null, null, false],
  ['a phone that is another', 'Adhiambo Were', '0733000111', 2003, false],
  ['a year that is another', 'Adhiambo Were', '0722000111', 1999, false],
  ['a family’s phone', 'Otieno Were', '0722000111', 2003, false],
  ['no name', null, '0722000111', 2003, false],
])('one person? %s', (_, name, phone, birthYear, expected) => {
  const known = { name: 'Adhiambo Were', phone: '0722 000 111', birthYear: 2003 };
  expect(samePerson(known, { name, phone, birthYear }) !== undefined).toBe(expected);
});
