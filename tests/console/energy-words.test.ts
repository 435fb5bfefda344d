/** The days ahead in one sentence: what is covered, when the reserve is reached, what to switch off. */
import type { ForecastDay } from '@digitruck/contract/energy';
import { describe, expect, test } from 'vitest';
import { headlineOf, reserveOf } from '../../src/console/dispatch/truck/energy-words.ts';
import { makeFormat } from '../../src/console/shared/format.ts';
import { energyText } from '../../src/console/shared/i18n/energy.ts';

const NOW = Date.parse('2026-11-26T04:30:00.000Z');
const format = makeFormat('en', 'Africa/Nairobi');
const wh = { p10: 1, p50: 2, p90: 3 };
const day = (classes: Partial<ForecastDay['classes']>, over: Partial<ForecastDay> = {}): ForecastDay => ({
  day: '2026-11-26',
  visitId: null,
  siteName: null,
  classes: { planned: 5, over: 0, coveredP10: 5, coveredP50: 5, coveredP10AfterShedding: 5, ...classes },
  reserveAtP10: null,
  reserveAtP50: null,
  shed: [],
  potentialWh: wh,
  harvestWh: wh,
  loadWh: 1,
  socLowPct: wh,
  ...over,
});
const headline = (days: readonly ForecastDay[], atReserve = false) =>
  headlineOf(days, energyText.en, format, NOW, atReserve);

describe('the headline', () => {
  test('all covered is good, and needs no advice', () => {
    expect(headline([day({})])).toEqual({
      text: 'All 5 classes of today are covered, on a gloomy day too.',
      advice: undefined,
      tone: 'good',
    });
  });

  test('some at risk on a gloomy day: when the reserve is reached, what to switch off from when', () => {
    const short = day(
      { coveredP10: 3 },
      {
        reserveAtP10: '2026-11-26T11:15:00.000Z',
        shed: [
          { kind: 'vr', from: '2026-11-26T06:40:00.000Z', savesWh: 900 },
          { kind: 'fans', from: '2026-11-26T08:50:00.000Z', savesWh: 200 },
        ],
      },
    );
    expect(headline([short])).toEqual({
      text: '3 of today’s 5 classes are safely covered, 5 on an ordinary day. On a gloomy day the battery reaches its reserve at 14:15.',
      advice: 'Switch off VR and fans from 09:40 and 5 of 5 are safely covered.',
      tone: 'warn',
    });
  });

  test('short on an ordinary day too is worse; advice that would not help is none', () => {
    const short = day(
      { coveredP10: 2, coveredP50: 2, coveredP10AfterShedding: 2 },
      { shed: [{ kind: 'vr', from: '2026-11-26T06:40:00.000Z', savesWh: 900 }] },
    );
    expect(headline([short])).toMatchObject({ tone: 'danger', advice: undefined });
  });

  test('a day off tells the next day with classes, or that there is none', () => {
    const off = day({ planned: 0, coveredP10: 0, coveredP50: 0, coveredP10AfterShedding: 0 });
    const friday = { ...day({ coveredP10: 4 }), day: '2026-11-27' };
    expect(headline([off, friday]).text).toBe(
      'No classes today. Next on Fri 27 Nov: 4 of 5 classes safely covered.',
    );
    expect(headline([off, off])).toMatchObject({
      text: 'No classes today. No classes are planned in the next seven days.',
      tone: 'quiet',
    });
    expect(headline([])).toMatchObject({ tone: 'quiet' });
  });
});

describe('the reserve', () => {
  const at = (reserveAtP10: string | null, atReserve: boolean) => reserveOf({ reserveAtP10 }, NOW, atReserve);
  test('foretold for later is told with its time, whatever the charge is now', () => {
    expect(at('2026-11-26T04:30:01.000Z', false)).toBe('2026-11-26T04:30:01.000Z');
    expect(at('2026-11-26T04:30:01.000Z', true)).toBe('2026-11-26T04:30:01.000Z');
  });
  test('foretold for a time that is past has come, or it has not: the charge tells', () => {
    expect(at('2026-11-26T04:30:00.000Z', true)).toBe('now');
    expect(at('2026-11-26T04:30:00.000Z', false)).toBeUndefined();
  });
  test('not foretold is not told', () => {
    expect(at(null, true)).toBeUndefined();
  });
});
