import type { Language } from '@digitruck/contract/people';
import { describe, expect, it } from 'vitest';
import { cityOf, makeFormat, stepUp, UNKNOWN } from '../../src/console/shared/format.ts';

const en = makeFormat('en', 'Africa/Nairobi');
const NOW = Date.parse('2026-11-24T07:42:00Z');
const HOUR_MS = 3_600_000;

describe('ages', () => {
  it('are told in one unit, hours up to two days', () => {
    expect(en.ago(NOW - 4_000, NOW)).toBe('4 s ago');
    expect(en.ago(NOW - 59_999, NOW)).toBe('59 s ago');
    expect(en.ago(NOW - 60_000, NOW)).toBe('1 min ago');
    expect(en.ago(NOW - 26 * HOUR_MS, NOW)).toBe('26 h ago');
    expect(en.ago(NOW - 49 * HOUR_MS, NOW)).toBe('2 d ago');
  });

  it('take RFC 3339 texts, and say never when there is none', () => {
    expect(en.ago('2026-11-24T07:40:00Z', NOW)).toBe('2 min ago');
    expect(en.ago(null, NOW)).toBe('never');
    expect(en.ago('not a time', NOW)).toBe('never');
  });

  it('forgive a clock that is a little ahead, and say so when it is far ahead', () => {
    expect(en.ago(NOW + 2_000, NOW)).toBe('0 s ago');
    expect(en.ago(NOW + 20 * 60_000, NOW)).toBe('in 20 min');
  });

  it('follow the language', () => {
    const age = NOW - 26 * HOUR_MS;
    expect(makeFormat('fr', 'UTC').ago(age, NOW)).toBe('il y a 26 h');
    expect(makeFormat('sw', 'UTC').ago(age, NOW)).toBe('saa 26 zilizopita');
    expect(makeFormat('fil', 'UTC').ago(age, NOW)).toBe('26 oras ang nakalipas');
  });
});

describe('times', () => {
  it('are of the programme, or of the zone that is asked for', () => {
    expect(en.time(NOW)).toBe('10:42');
    expect(en.time(NOW, 'UTC')).toBe('07:42');
    expect(en.date('2026-11-23T22:30:00Z')).toBe('24 Nov 2026');
    expect(en.date('2026-11-23T22:30:00Z', 'UTC')).toBe('23 Nov 2026');
  });

  it('have 24 hours, midnight is 00', () => {
    expect(en.time('2026-11-23T21:00:00Z')).toBe('00:00');
    expect(makeFormat('fil', 'Asia/Manila').time('2026-11-24T10:05:00Z')).toBe('18:05');
  });

  it('name the city of a zone', () => {
    expect(cityOf('Africa/Dar_es_Salaam')).toBe('Dar es Salaam');
    expect(cityOf('UTC')).toBe('UTC');
  });
});

describe('numbers', () => {
  it('show unknown as a dash, which is not zero', () => {
    expect(en.number(0)).toBe('0');
    for (const nothing of [null, undefined, Number.NaN]) {
      expect(en.number(nothing)).toBe(UNKNOWN);
      expect(en.percent(nothing)).toBe(UNKNOWN);
      expect(en.unit(nothing, 'W')).toBe(UNKNOWN);
      expect(en.duration(nothing)).toBe(UNKNOWN);
    }
  });

  it('never show a negative zero', () => {
    expect(en.number(-0.2)).toBe('0');
  });

  it('group by language', () => {
    expect(en.number(18420)).toBe('18,420');
    expect(makeFormat('fr', 'UTC').number(18420).replace(/\s/g, ' ')).toBe('18 420');
  });

  it('carry their unit, stepped up when large', () => {
    expect(en.unit(1830.5, 'W')).toBe('1.83\u00a0kW');
    expect(en.unit(-420, 'W')).toBe('-420\u00a0W');
    expect(en.unit(18_400, 'kbit/s')).toBe('18.4\u00a0Mbit/s');
    expect(en.unit(31.2, 'degC')).toBe('31\u00a0°C');
    expect(en.unit(37, '%')).toBe('37%');
    expect(stepUp(15_321, 'MB')).toEqual({ value: 15.321, unit: 'GB' });
    expect(stepUp(5000, 'people')).toEqual({ value: 5000, unit: 'people' });
  });
});

it('a length that people are told is in years where it is whole years', () => {
  const told = (language: Language, days: number) =>
    makeFormat(language, 'Africa/Nairobi').calendarSpan(days);
  expect([told('en', 1096), told('en', 365), told('en', 90), told('en', 400)]).toEqual([
    '3 years',
    '1 year',
    '90 days',
    '400 days',
  ]);
  expect([told('fr', 1096), told('sw', 1096), told('fil', 1096)]).toEqual(['3 ans', 'miaka 3', '3 taon']);
});
