/** An alert's words: in each language, of each kind, with and without facts; numbers and times as readers write them. */

import { ALERT_KINDS } from '@digitruck/contract/alert-words';
import { ALERT_ACTIONS, type AlertFacts, type AlertKind } from '@digitruck/contract/alerts';
import { LANGUAGES } from '@digitruck/contract/people-words';
import { describe, expect, test } from 'vitest';
import { RULES } from '../../src/alerts/rules/all.ts';
import { actionOf, wordsOf } from '../../src/alerts/wording/words.ts';

const alert = (kind: AlertKind, facts: AlertFacts, subject = '') => ({
  kind,
  facts,
  subject,
  truckId: 'DT-1',
  truckName: 'Elimu',
});

describe.each(LANGUAGES)('%s', (language) => {
  test.each(ALERT_KINDS)('%s has all four sentences, also when nothing is known', (kind) => {
    for (const subject of RULES[kind].subjects) {
      for (const facts of [{} as AlertFacts, { how: 'missing' }, { how: 'balance' }, { how: 'dropped' }]) {
        const words = wordsOf(alert(kind, facts, subject), language, 'Africa/Nairobi');
        for (const text of Object.values(words)) {
          expect(text.length).toBeGreaterThan(10);
          expect(text).not.toMatch(/undefined|null|NaN|Invalid|\[object/);
        }
        expect(words.title).toContain('Elimu');
      }
    }
  });
});

test('numbers, units and times are the reader’s', () => {
  const facts = {
    batterySocPct: 26,
    drawW: 1234,
    reservePct: 20,
    reserveAt: '2026-11-26T11:05:00.000Z',
    classesPlanned: 5,
    classesCoveredP10: 2,
    classesCoveredP50: 4,
    classesCoveredAfterShedding: 5,
    siteName: 'Garissa',
  };
  const of = (language: 'en' | 'fr') => wordsOf(alert('battery-class', facts), language, 'Africa/Nairobi');
  expect(of('en')).toEqual({
    title: 'DT-1 Elimu: the battery will not last today’s classes',
    cause: 'Charge 26%, drawing 1.2\u00a0kW; the reserve of 20% is reached on 26 Nov, 14:05.',
    consequence: '4 of 5 classes at Garissa are covered, 2 on a gloomy day.',
    action: 'Switch to low power: that covers 5 classes even on a gloomy day.',
  });
  expect(of('fr').cause).toContain('Charge 26\u00a0%, consommation 1,2\u00a0kW');
  expect(of('fr').cause).toMatch(/le 26 nov\.?,? (à )?14:05/);
});

test('a day is that day in every time zone; a truck without a name is called by its id', () => {
  const facts = { day: '2026-11-25', classesPlanned: 5, classesCoveredP10: 2, classesCoveredP50: 3 };
  const words = wordsOf(
    { ...alert('energy-short-ahead', facts), truckName: '' },
    'en',
    'America/Los_Angeles',
  );
  expect(words.title).toBe('DT-1: not enough energy on Wed 25 Nov');
});

test('each kind offers one action', () => {
  for (const kind of ALERT_KINDS) expect(ALERT_ACTIONS).toContain(actionOf(kind, {}));
  expect(actionOf('battery-low', { siteName: 'Garissa' })).toBe('low-power');
  expect(actionOf('battery-low', { siteName: null })).toBe('open-truck');
});

test('a reserve that is reached already is told as such, and no time of the past as one to come', () => {
  const facts = { batterySocPct: 9, reservePct: 20, reserveAt: null, drawW: null, classesPlanned: 5 };
  const { cause } = wordsOf(alert('battery-class', facts), 'en', 'Africa/Nairobi');
  expect(cause).toBe('Charge 9%; the reserve is 20%.');
});
