/** The Plan screen without a browser: days, bars, where arrows lead, where a visit lands, and reasons in words. */

import { DisruptionBody } from '@digitruck/contract/disruptions';
import { LANGUAGES } from '@digitruck/contract/people-words';
import type { DisruptionNamed, PlanNote } from '@digitruck/contract/plan-notes';
import type { PlanVisit, Reason } from '@digitruck/contract/plans';
import { REASON_CODES } from '@digitruck/contract/plans';
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import {
  barOn,
  boardOf,
  landing,
  monthStarts,
  neighbour,
  stepFrom,
  withGhost,
} from '../../src/console/dispatch/plan/board-model.ts';
import { drawnRows, ROW_PX, rowsNear } from '../../src/console/dispatch/plan/board-window.ts';
import { addDays, dateOf, dayNumber, nextMonday, weekdayOf } from '../../src/console/dispatch/plan/days.ts';
import {
  bodyOf,
  type DisruptionDraft,
  emptyDraft,
  outlineOf,
} from '../../src/console/dispatch/plan/disruptions/draft.ts';
import { dragPeek } from '../../src/console/dispatch/plan/drag-peek.ts';
import { disruptionWords, noteWords } from '../../src/console/dispatch/plan/note-words.ts';
import { reasonText } from '../../src/console/dispatch/plan/reason-text.ts';
import { helpWords, reasonWords } from '../../src/console/dispatch/plan/reason-words.ts';
import { makeFormat } from '../../src/console/shared/format.ts';
import { planText } from '../../src/console/shared/i18n/plan.ts';
import { planNotesText } from '../../src/console/shared/i18n/plan-notes.ts';

const visit = (
  id: string,
  truckId: string,
  firstDay: string,
  lastDay: string,
  more: Partial<PlanVisit> = {},
) =>
  ({
    visitId: id,
    truckId,
    firstDay,
    lastDay,
    arrives: firstDay,
    km: 100,
    learners: 50,
    ...more,
  }) as PlanVisit;
const plan = {
  from: '2027-01-04',
  to: '2027-01-31',
  visits: [
    visit('b', 'DT-2', '2027-01-18', '2027-01-22', { arrives: '2027-01-16' as PlanVisit['arrives'] }),
    visit('a', 'DT-2', '2027-01-04', '2027-01-13'),
    visit('c', 'DT-10', '2027-01-20', '2027-01-28'),
  ],
};
const board = boardOf(plan, [{ truckId: 'DT-3', name: 'Simba' }]);

describe('days', () => {
  it('count across months, years and leap days', () => {
    expect(addDays('2027-02-28', 1)).toBe('2027-03-01');
    expect(addDays('2028-02-28', 1)).toBe('2028-02-29');
    expect(addDays('2027-01-01', -1)).toBe('2026-12-31');
    expect(nextMonday('2027-01-04')).toBe('2027-01-04');
    expect(nextMonday('2027-01-05')).toBe('2027-01-11');
    expect(weekdayOf(dayNumber('2027-01-10'))).toBe(6);
    expect(dayNumber('no date')).toBeNaN();
  });
  it('are the same there and back, whatever the day', () => {
    fc.assert(
      fc.property(fc.integer({ min: -20_000, max: 40_000 }), (day) => {
        expect(dayNumber(dateOf(day))).toBe(day);
        expect(weekdayOf(day)).toBe((new Date(day * 86_400_000).getUTCDay() + 6) % 7);
      }),
    );
  });
});

describe('the board', () => {
  it('has every truck, also without visits, in order of their numbers, each with its visits in order of time', () => {
    expect(
      board.rows.map(({ truckId, name, bars }) => [truckId, name, bars.map((bar) => bar.visit.visitId)]),
    ).toEqual([
      ['DT-2', 'DT-2', ['a', 'b']],
      ['DT-3', 'Simba', []],
      ['DT-10', 'DT-10', ['c']],
    ]);
    expect(board.days).toBe(28);
    expect(board.rows[0]).toMatchObject({ km: 200, learners: 100 });
  });
  it('shows the way between the stop before and the arrival, and no way backwards', () => {
    expect(barOn(board, 'b')).toMatchObject({ start: 14, length: 5, travelStart: 10, travelEnd: 12 });
    expect(barOn(board, 'a')).toMatchObject({ start: 0, length: 10, travelStart: 0, travelEnd: 0 });
    expect(barOn(board, 'c')).toMatchObject({ travelStart: 15, travelEnd: 16 });
    const tight = boardOf(
      { ...plan, visits: [...plan.visits, visit('d', 'DT-2', '2027-01-23', '2027-01-25')] },
      [],
    );
    expect(barOn(tight, 'd')).toMatchObject({ travelStart: 19, travelEnd: 19 });
  });
  it('leads by arrows along the row, and to the nearest in time over empty rows', () => {
    expect(neighbour(board, 'a', 'right')).toBe('b');
    expect(neighbour(board, 'a', 'left')).toBeUndefined();
    expect(neighbour(board, 'a', 'down')).toBe('c');
    expect(neighbour(board, 'c', 'up')).toBe('b');
    expect(neighbour(board, 'unknown', 'up')).toBeUndefined();
  });
  it('steps by a day or a truck, and not over its edge', () => {
    const place = { truckId: 'DT-2', firstDay: '2027-01-04' };
    expect(stepFrom(board, place, 'left')).toBeUndefined();
    expect(stepFrom(board, place, 'up')).toBeUndefined();
    expect(stepFrom(board, place, 'right')).toEqual({ truckId: 'DT-2', firstDay: '2027-01-05' });
    expect(stepFrom(board, place, 'down')).toEqual({ truckId: 'DT-3', firstDay: '2027-01-04' });
    expect(stepFrom(board, { ...place, firstDay: '2027-01-31' }, 'right')).toBeUndefined();
  });
  it('keeps what is let go beyond its edge within its days', () => {
    fc.assert(
      fc.property(fc.integer({ min: -400, max: 400 }), (days) => {
        const bar = barOn(board, 'b');
        if (bar === undefined) throw new Error('no bar');
        const { firstDay } = landing(board, bar, days, 'DT-3');
        expect(firstDay >= plan.from && firstDay <= plan.to).toBe(true);
        if (days >= -14 && days <= 13) expect(firstDay).toBe(addDays('2027-01-18', days));
      }),
    );
  });
  it('draws anew only the rows that a moving visit leaves and enters', () => {
    const moved = withGhost(board, 'a', { truckId: 'DT-3', firstDay: '2027-01-06' });
    expect(moved.rows[2]).toBe(board.rows[2]);
    expect(moved.rows[0]?.bars.map((bar) => bar.visit.visitId)).toEqual(['b']);
    expect(moved.rows[1]?.bars[0]).toMatchObject({ start: 2, length: 10 });
    const within = withGhost(board, 'a', { truckId: 'DT-2', firstDay: '2027-01-25' });
    expect(within.rows[0]?.bars.map((bar) => bar.visit.visitId)).toEqual(['b', 'a']);
    expect(withGhost(board, 'unknown', { truckId: 'DT-3', firstDay: '2027-01-06' })).toBe(board);
  });
  it('keeps the rows of which nothing has changed, so that they are not drawn anew', () => {
    const [b, a, c] = plan.visits as [PlanVisit, PlanVisit, PlanVisit];
    const trucks = [{ truckId: 'DT-3', name: 'Simba' }];
    const before = boardOf(plan, trucks);
    const after = boardOf({ ...plan, visits: [b, { ...a, pinned: true }, c] }, trucks, before);
    expect(after.rows.map((row, index) => row === before.rows[index])).toEqual([false, true, true]);
    expect(boardOf({ ...plan, from: '2027-01-05' }, trucks, before).rows[2]?.bars[0]?.start).toBe(15);
    expect(boardOf(plan, [{ truckId: 'DT-3', name: 'Tembo' }], before).rows[1]?.name).toBe('Tembo');
  });
  it('draws the rows near the view, and those that must be there', () => {
    expect(rowsNear(0, 460, 50)).toEqual({ from: 0, to: 50 });
    expect(rowsNear(0, 460, 500)).toEqual({ from: 0, to: 70 });
    expect(rowsNear(46 * 200, 460, 500)).toEqual({ from: 140, to: 270 });
    expect(rowsNear(46 * 800, 460, 500)).toEqual({ from: 440, to: 500 });
    expect(drawnRows({ from: 3, to: 6 }, 5, [0, 4, -1, 9])).toEqual([0, 3, 4]);
    fc.assert(
      fc.property(
        fc.nat(20_000),
        fc.integer({ min: 1, max: 900 }),
        fc.integer({ min: 1, max: 400 }),
        (top, high, rows) => {
          const drawn = new Set(drawnRows(rowsNear(top, high, rows), rows, []));
          for (let row = 0; row < rows; row += 1) {
            const seen = (row + 1) * ROW_PX > top && row * ROW_PX < top + high;
            if (seen) expect(drawn.has(row)).toBe(true);
          }
          expect(drawn.size).toBeLessThanOrEqual(Math.ceil(high / ROW_PX) + 121);
        },
      ),
    );
  });
  it('asks what would follow where a dragged bar rests, one question at a time, each place once', async () => {
    const asked: string[] = [];
    const shown: (string | undefined)[] = [];
    let answer: (() => void) | undefined;
    const peek = dragPeek<string>({
      ask: ({ firstDay }) => {
        asked.push(firstDay);
        return new Promise((resolve) => {
          answer = () => resolve(`fits ${firstDay}`);
        });
      },
      show: (words) => shown.push(words),
      restMs: 0,
    });
    const at = (firstDay: string) => ({ truckId: 'DT-2', firstDay });
    peek.over(at('1'));
    peek.over(at('2'));
    await vi.waitUntil(() => asked.length === 1);
    peek.over(at('3'));
    answer?.();
    await vi.waitUntil(() => asked.length === 2);
    expect(asked).toEqual(['2', '3']);
    answer?.();
    await vi.waitUntil(() => shown.includes('fits 3'));
    peek.over(at('2'));
    expect(shown.at(-1)).toBe('fits 2');
    expect(shown.filter((words) => words !== undefined)).toEqual(['fits 3', 'fits 2']);
    expect(peek.answerAt(at('3'))).toBe('fits 3');
    peek.over(undefined);
    peek.end();
    expect(asked).toHaveLength(2);
  });
  it('knows where months begin', () => {
    expect(monthStarts({ days: 70, first: dayNumber('2027-01-04') })).toEqual([0, 28, 56]);
  });
});

describe('reasons', () => {
  const english = makeFormat('en', 'Africa/Nairobi');
  const reason = (code: Reason['code'], facts: Reason['facts'], firstDay: string | null = null) =>
    ({ code, truckId: 'DT-02', firstDay, lastDay: firstDay, facts, words: 'In English.' }) as Reason;
  const said = (...of: Parameters<typeof reason>) => reasonWords(reason(...of), reasonText.en, english);

  it('are sentences with their numbers and dates', () => {
    expect(said('BATTERY_RESERVE', { day: '2027-05-09', chargePct: 11, reservePct: 20 })).toBe(
      'DT-02 could come, but its battery would fall to 11% on Sun 9 May; its reserve is 20%.',
    );
    expect(said('TRAVEL_TIME', { lateDays: 2 }, '2027-05-09')).toBe(
      'DT-02 could begin on Sun 9 May at the earliest, 2 days too late.',
    );
    expect(said('LOWER_VALUE', { displaces: 'Garissa', netLearners: -40 })).toBe(
      'It would push out Garissa: 40 fewer people in all.',
    );
    expect(said('NO_CAPABLE_TRUCK', { causes: 'LORRY_ACCESS' })).toContain('lorry cannot reach');
    expect(said('TRAVEL_TIME', { why: 'TRAVEL_TIME', other: 'Voi' }, '2027-05-09')).toBe(
      'DT-02 cannot be there by Sun 9 May, coming from Voi.',
    );
  });
  it('never contradict themselves: more people is not told as fewer, and nobody is nobody’s name', () => {
    expect(said('LOWER_VALUE', { displaces: 'Garissa', netLearners: 12 })).not.toContain('fewer');
    expect(said('LOWER_VALUE', { displaces: 'nobody', netLearners: -3 })).not.toContain('nobody');
    expect(helpWords(reason('LOWER_VALUE', { displaces: 'nobody' }), reasonText.en, english)).toBeUndefined();
  });
  it('say something of every code in every language, whatever facts are missing', () => {
    for (const language of LANGUAGES) {
      const format = makeFormat(language, 'Africa/Nairobi');
      for (const code of REASON_CODES) {
        for (const firstDay of [null, '2027-05-09']) {
          const words = reasonWords(reason(code, {}, firstDay), reasonText[language], format);
          expect(words, `${language} ${code}`).toMatch(/\S/);
          expect(words, `${language} ${code}`).not.toMatch(/undefined|null|NaN/);
        }
      }
    }
  });
});

const notes: readonly PlanNote[] = [
  { kind: 'roads-by-air', params: { factor: 1.3 } },
  { kind: 'roads-by-service', params: { service: 'osrm', pairs: 210 } },
  {
    kind: 'roads-fell-back',
    params: { service: 'valhalla', fault: 'timeout', detail: 'after 5 s', pairs: 12, factor: 1.25 },
  },
  { kind: 'place-off-road', params: { place: 'Lodwar', siteId: null } },
  { kind: 'no-road', params: { from: 'Lamu', to: 'Pate' } },
  { kind: 'no-road-more', params: { pairs: 3 } },
  { kind: 'sun-usual', params: {} },
  { kind: 'truck-without-place', params: { truckId: 'DT-9' as PlanVisit['truckId'] } },
  { kind: 'text', params: { text: 'Of an earlier version.' } },
];
const out: Omit<DisruptionNamed, 'disruptionId'> = {
  kind: 'truck-out',
  name: 'DT-3',
  from: '2027-01-04',
  to: '2027-01-08',
  reason: 'gearbox; parts on Friday.',
};

describe('notes and disruptions in words', () => {
  it('say what is known, in every language, with its numbers and names', () => {
    for (const language of LANGUAGES) {
      const format = makeFormat(language, 'Africa/Nairobi');
      const write = (note: PlanNote) => noteWords(note, planNotesText[language], planText[language], format);
      const said = notes.map(write);
      expect(new Set(said).size, language).toBe(notes.length);
      for (const line of said) expect(line, language).not.toMatch(/undefined|NaN|\[object|#/);
      expect(write(notes[2] as PlanNote)).toMatch(/Valhalla.*12.*1[.,]25.*\(after 5 s\)/);
      expect(write(notes[4] as PlanNote)).toMatch(/Lamu.*Pate/);
      const named = disruptionWords(out, planNotesText[language], planText[language], format);
      expect(named, language).toMatch(/DT-3.*4.*8.*\(gearbox; parts on Friday\)$/);
    }
  });
  it('leave out days and reasons that nobody gave', () => {
    const format = makeFormat('en', 'Africa/Nairobi');
    const say = (part: Partial<typeof out>) =>
      disruptionWords({ ...out, ...part }, planNotesText.en, planText.en, format);
    expect(say({})).toBe('DT-3 is out of service, Mon 4 Jan to Fri 8 Jan (gearbox; parts on Friday)');
    expect(say({ to: null })).toBe('DT-3 is out of service, from Mon 4 Jan (gearbox; parts on Friday)');
    expect(say({ from: null, to: null, reason: '' })).toBe('DT-3 is out of service');
    expect(say({ kind: 'road-closed', name: 'B8 – Garissa', reason: '' })).toBe(
      'the road is closed: B8 – Garissa, Mon 4 Jan to Fri 8 Jan',
    );
  });
});

describe('a disruption while it is written', () => {
  const site = (siteId: string, lat: number) => ({ siteId, name: `Site ${siteId}`, lat, lon: 37 });
  const draft = (part: Partial<DisruptionDraft>) => ({
    ...emptyDraft('2027-01-04', {}),
    reason: 'gearbox',
    ...part,
  });
  it('is sent once enough is said, and is what the contract takes', () => {
    const uuid = (n: number) => `00000000-0000-4000-8000-00000000000${n}`;
    const whole: readonly Partial<DisruptionDraft>[] = [
      { truckId: 'DT-1' },
      { kind: 'battery', truckId: 'DT-1', capacityPct: '60', to: '2027-01-09' },
      { kind: 'battery', truckId: 'DT-1', capacityPct: '100', vr: false },
      { kind: 'road-closed', placeName: 'B8', lat: '-0.5', lon: '39.6', radiusKm: '20' },
      { kind: 'road-closed', shape: 'between', ends: [site(uuid(1), 1), site(uuid(2), 2)], detourKm: '50' },
      { kind: 'site-cancels', site: site(uuid(1), 1), from: '' },
      { kind: 'site-cancels', visit: { visitId: uuid(3), site: 'Site' }, from: '' },
    ];
    for (const part of whole) {
      const body = bodyOf(draft(part));
      expect(DisruptionBody.safeParse(body).error, JSON.stringify(part)).toBeUndefined();
      expect(body).toMatchObject({ kind: part.kind ?? 'truck-out', reason: 'gearbox' });
    }
  });
  it('is not sent while something is missing or contradicts itself', () => {
    const one = site('a', 1);
    const short: readonly Partial<DisruptionDraft>[] = [
      {},
      { truckId: 'DT-1', reason: '  ' },
      { truckId: 'DT-1', from: '' },
      { truckId: 'DT-1', to: '2027-01-03' },
      { kind: 'battery', truckId: 'DT-1', capacityPct: '100' },
      { kind: 'road-closed', placeName: 'B8', lat: '-0.5', lon: '' },
      { kind: 'road-closed', placeName: '', lat: '-0.5', lon: '39' },
      { kind: 'road-closed', placeName: 'B8', lat: '-95', lon: '39' },
      { kind: 'road-closed', shape: 'between', ends: [one, undefined] },
      { kind: 'road-closed', shape: 'between', ends: [one, one] },
      { kind: 'site-cancels' },
      { kind: 'site-cancels', site: one, from: '', to: '2027-01-09' },
    ];
    for (const part of short) expect(bodyOf(draft(part)), JSON.stringify(part)).toBeUndefined();
  });
  it('is drawn as a ring as wide as it says', () => {
    const ring = outlineOf(
      draft({ kind: 'road-closed', placeName: 'B8', lat: '60', lon: '25', radiusKm: '20' }),
    );
    // A degree is 111 km; of longitude half of that at 60 degrees north.
    expect(Math.max(...ring.map(({ lat }) => lat)) - 60).toBeCloseTo(20 / 111.32, 6);
    expect(Math.max(...ring.map(({ lon }) => lon)) - 25).toBeCloseTo(40 / 111.32, 3);
    expect(ring[0]).toEqual(ring.at(-1));
  });
});
