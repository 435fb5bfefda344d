/** From a pack and what was reported to a day of classes, a filled-in form, and a report that the office takes. */

import { SessionBody } from '@digitruck/contract/sessions';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { batteryTold } from '../../../src/console/operator/battery.ts';
import { classesOfDay, forgottenClasses, nextThing } from '../../../src/console/operator/day.ts';
import { doubtsOf, draftOf, reportFrom, withAbsent } from '../../../src/console/operator/draft.ts';
import { scoreOf } from '../../../src/console/operator/exam-sheets.ts';
import {
  countsOf,
  linesOf,
  NOBODY,
  offeredHeads,
  scaledTo,
  totalOf,
} from '../../../src/console/operator/heads.ts';
import { withoutNames } from '../../../src/console/operator/names.ts';
import { broughtIn } from '../../../src/console/operator/outbox/brought-in.ts';
import { bodyOf, type Kept, saved } from '../../../src/console/operator/outbox/kept.ts';
import {
  gathered,
  gatheredText,
  readRescue,
  rescueCodes,
  rescueFile,
} from '../../../src/console/operator/outbox/rescue.ts';
import { fitted } from '../../../src/console/operator/picture-size.ts';
import { uuid4 } from '../../../src/console/operator/uuid.ts';
import { learntLoads } from '../../../src/energy/loads-seen.ts';
import { truckForecast } from '../../../src/energy/truck-forecast.ts';
import { truckInput } from '../../bench/forecast/trucks.ts';
import { aKept, aPack, at, COHORT, COURSE, DAY, DEVICE, id, ms, VISIT } from './a-pack.ts';

const pack = aPack();
const day = (kept: readonly Kept[], time: string, of = pack) => classesOfDay(of, kept, DAY, ms(time));
const classAt = (time: string, kept: readonly Kept[] = [], now = time) => {
  const found = day(kept, now).find(({ startsAt }) => startsAt === at(time));
  if (found === undefined) throw new Error(`no class at ${time}`);
  return found;
};

describe('a day', () => {
  test('says of each class whether it is to come, on, running, closed, not held, or was not reported', () => {
    const states = (kept: readonly Kept[], time: string) => day(kept, time).map(({ state }) => state);
    expect(states([], '06:00')).toEqual(['to-come', 'to-come', 'to-come']);
    expect(states([], '09:30')).toEqual(['not-reported', 'due', 'to-come']);
    const kept = [
      aKept(1, { plannedStartsAt: at('07:30'), state: 'cancelled', problems: [{ kind: 'power' }] }),
      aKept(2, { plannedStartsAt: at('09:40'), state: 'started', endedAt: null }),
      aKept(3, { plannedStartsAt: null, startedAt: at('18:00'), endedAt: at('19:00') }),
      aKept(4, { plannedStartsAt: at('11:50'), state: 'withdrawn' }),
    ];
    expect(states(kept, '19:30')).toEqual(['cancelled', 'running', 'not-reported', 'closed']);
    expect(nextThing(day(kept, '19:30'))?.kept?.sessionId).toBe(id(2));
    expect(nextThing(day([], '05:00'))).toBeUndefined();
    const report = {
      sessionId: id(7),
      visitId: VISIT,
      plannedStartsAt: at('07:30'),
      state: 'held',
      heads: 19,
    };
    const [elsewhere] = day([], '12:00', aPack({ reports: [report] }));
    expect([elsewhere?.state, elsewhere?.elsewhere?.heads]).toEqual(['closed', 19]);
  });

  test('of the days before, tells what nobody reported; days without classes are none', () => {
    const forgotten = forgottenClasses(
      pack,
      [aKept(1, { plannedStartsAt: at('07:30', '2026-11-25') })],
      DAY,
      ms('06:00'),
    );
    expect(forgotten.map(({ startsAt }) => startsAt)).toEqual([
      at('07:30', '2026-11-23'),
      at('09:40', '2026-11-23'),
      at('11:50', '2026-11-23'),
      at('09:40', '2026-11-25'),
      at('11:50', '2026-11-25'),
    ]);
  });
});

describe('a form', () => {
  test('is filled in from the roll, all present; who is tapped is absent, and the heads follow', () => {
    const draft = draftOf(pack, [], classAt('07:30', [], '09:29'), { sessionId: id(1), nowMs: ms('09:29') });
    expect(draft).toMatchObject({
      named: true,
      cohortId: COHORT,
      startedAt: at('07:30'),
      endedAt: at('09:29'),
    });
    expect(countsOf(draft.lines)).toEqual([
      { sex: 'female', ageBand: '18-24', role: 'learner', count: 12 },
      { sex: 'male', ageBand: '18-24', role: 'learner', count: 8 },
    ]);
    const away = withAbsent(draft, pack, id(100));
    expect(totalOf(away.lines)).toBe(19);
    expect(totalOf(withAbsent(away, pack, id(100)).lines)).toBe(20);
    const report = reportFrom(away, 'held', pack, undefined);
    expect(report.attendance).toHaveLength(20);
    expect(report.attendance?.filter(({ present }) => !present)).toEqual([
      { learnerId: id(100), present: false },
    ]);
    const kept = saved(undefined, { sessionId: id(1), report, deviceId: DEVICE, atMs: ms('09:30') });
    expect(SessionBody.parse(bodyOf(kept, ms('09:31')))).toMatchObject({
      headCounts: [{ count: 11 }, { count: 8 }],
    });
  });

  test('without a roll, as in the last class of that hour; an old one that was forgotten ends as planned', () => {
    const heads = [{ sex: 'male', ageBand: '25-34', role: 'teacher', count: 7 }] as const;
    const kept = [
      aKept(1, {
        plannedStartsAt: at('09:40', '2026-11-25'),
        startedAt: at('09:45', '2026-11-25'),
        headCounts: [...heads],
      }),
      aKept(2, {
        plannedStartsAt: at('07:30'),
        startedAt: at('07:30'),
        headCounts: [{ ...heads[0], count: 9 }],
      }),
    ];
    const draft = draftOf(pack, kept, classAt('09:40', kept, '17:00'), {
      sessionId: id(3),
      nowMs: ms('17:00'),
    });
    expect([draft.linesFrom, countsOf(draft.lines), draft.endedAt]).toEqual([
      'last-class',
      heads,
      at('11:40'),
    ]);
    // No class of that hour yet: the latest of the visit.
    expect(countsOf(offeredHeads(pack, kept, classAt('11:50', kept)).lines)[0]?.count).toBe(9);
  });

  test('refuses what the office would, doubts what it would ask, and keeps an edit true to what was reported', () => {
    const draft = draftOf(pack, [], classAt('09:40'), { sessionId: id(1), nowMs: ms('11:30') });
    expect(doubtsOf({ ...draft, endedAt: at('09:00') }, 'held', 20).hard).toEqual(['ends-before']);
    expect(doubtsOf(draft, 'cancelled', 20).hard).toEqual(['no-reason']);
    expect(doubtsOf(draft, 'held', 20)).toEqual({ hard: [], soft: ['nobody'] });
    const many = { ...draft, lines: [{ ...NOBODY, female: 21 }], walkIns: 30 };
    expect(doubtsOf(many, 'held', 20).soft).toEqual(['more-walk-ins', 'above-seats']);

    const roll = [{ learnerId: id(100), present: true }];
    const kept = aKept(1, {
      plannedStartsAt: at('09:40'),
      topics: ['Files'],
      problems: [{ kind: 'fuel', note: 'none left' }],
      headCounts: [{ sex: 'other', ageBand: '65+', role: 'other', count: 3 }],
      attendance: roll,
      walkIns: 2,
      notes: 'hot',
    });
    const again = draftOf(pack, [kept], classAt('09:40', [kept]), { sessionId: id(1), nowMs: ms('18:00') });
    // The names have left the phone; what was said of them stays.
    const bare = aPack({ cohorts: [] });
    const report = reportFrom(again, 'held', bare, kept.report);
    expect({ ...report, siteId: undefined, cohortId: undefined }).toMatchObject({
      ...kept.report,
      problems: [{ kind: 'fuel', note: 'none left' }],
      attendance: roll,
      walkIns: 2,
    });
  });

  test('a split that is scaled has exactly as many people', () => {
    const line = fc.record({ female: fc.nat(40), male: fc.nat(40), other: fc.nat(3), unknown: fc.nat(3) });
    fc.assert(
      fc.property(fc.array(line, { minLength: 1, maxLength: 4 }), fc.nat(200), (counts, people) => {
        const lines = counts.map((each) => ({ ...NOBODY, ...each }));
        fc.pre(totalOf(lines) > 0);
        expect(totalOf(scaledTo(lines, people))).toBe(people);
        expect(totalOf(linesOf(countsOf(lines)))).toBe(totalOf(lines));
      }),
    );
    expect(scaledTo([{ ...NOBODY, female: 12, male: 8 }], 19)).toEqual([{ ...NOBODY, female: 11, male: 8 }]);
  });
});

describe('rescue', () => {
  const kept = [aKept(1, { notes: 'Déjà vu à “Wajir” 🎓', plannedStartsAt: null }), aKept(2, { walkIns: 0 })];
  test('codes read in any order, twice, among others, give the same reports; one misread letter gives none', () => {
    const codes = rescueCodes(rescueFile([...kept, ...kept, ...kept], ms('12:00')));
    expect(codes.length).toBeGreaterThan(2);
    let set = gathered(undefined, 'https://example.org');
    expect(set).toBeUndefined();
    for (const code of [...codes].reverse().concat(codes[0] ?? '')) set = gathered(set, code) ?? set;
    const text = set === undefined ? undefined : gatheredText(set);
    const read = readRescue(text ?? '');
    expect(read?.map(({ code, revision, deviceId }) => [code, revision, deviceId]).slice(0, 2)).toEqual(
      kept.map(({ code }) => [code, 1, DEVICE]),
    );
    const wrong = gathered(set, (codes[0] ?? '').replace('Wajir', 'Wajik').replace('DT-01', 'DT-02'));
    expect(wrong === undefined ? '' : gatheredText(wrong)).toBeUndefined();
    for (const bad of ['', '{}', '{"kind":"digitruck-reports","schema":1,"reports":[{"sessionId":"x"}]}'])
      expect(readRescue(bad)).toBeUndefined();
  });

  test('a sign of two halves is in one code or the next, never in both: codes carry UTF-8', () => {
    const utf8 = (code: string) => new TextDecoder().decode(new TextEncoder().encode(code));
    for (const notes of ['🎓'.repeat(600), `.${'🎓'.repeat(600)}`]) {
      let set = undefined as ReturnType<typeof gathered>;
      for (const code of rescueCodes(rescueFile([aKept(1, { notes })], ms('12:00'))))
        set = gathered(set, utf8(code));
      expect(readRescue((set && gatheredText(set)) ?? '')?.[0]?.report.notes).toBe(notes);
    }
  });

  test('bringing in changes nothing that is as new here', () => {
    const [first] = kept as [Kept];
    expect(broughtIn(undefined, first)).toBe(first);
    expect(broughtIn({ ...first, officeRevision: 1 }, first)).toBeUndefined();
    const edited = { ...first, revision: 2 };
    expect(broughtIn(first, edited)).toMatchObject({ revision: 2, writes: 2 });
    expect(broughtIn({ ...first, deviceId: id(9) }, edited)).toBeUndefined();
  });
});

test('names leave once the cohort has no class to come and all its reports are counted', () => {
  const names = (of: typeof pack, kept: readonly Kept[], nowMs: number) =>
    withoutNames(of, kept, nowMs).cohorts[0]?.roster?.length;
  expect(names(pack, [], ms('12:00'))).toBe(20);
  const over = ms('12:00', '2026-12-20');
  const late = aPack({ madeAt: at('06:00', '2026-12-19') });
  const held = aKept(1, { cohortId: COHORT, plannedStartsAt: at('07:30', '2026-12-04') });
  expect(names(late, [held], over)).toBe(20);
  const counted: Kept = { ...held, officeRevision: 1, officeStep: 'counted' };
  expect(names(late, [counted], over)).toBe(0);
  // Results that were noted and not sent are still of somebody.
  expect(withoutNames(late, [counted], over, [COHORT]).cohorts[0]?.roster).toHaveLength(20);
  // Two weeks without the office.
  expect(names(pack, [counted], ms('12:00', '2026-12-11'))).toBe(0);
});

test('the phone tells the battery as the office does, from the same pack; what is read off the display goes before', () => {
  for (const index of [1, 4, 7]) {
    const input = truckInput(index);
    const { forecast } = truckForecast(input);
    const { classW, otherW } = learntLoads(input.days);
    const watts = (path: 'p10' | 'p50' | 'p90') => forecast.hours.map(({ potentialWh }) => potentialWh[path]);
    const energy = {
      battery: input.truck.battery,
      loads: input.truck.loads,
      classW,
      otherW: [...otherW],
      charge: input.charge && { socPct: input.charge.socPct, at: new Date(input.charge.atMs).toISOString() },
      sun: {
        startsAt: forecast.hours[0]?.at,
        madeAt: forecast.madeAt,
        p10W: watts('p10'),
        p50W: watts('p50'),
        p90W: watts('p90'),
      },
    };
    const ofTruck = aPack({
      energy,
      visits: input.visits,
      seats: input.truck.seats,
      timeZone: input.timeZone,
    });
    const told = batteryTold(ofTruck, input.nowMs, undefined);
    expect(told?.days.map(({ classes }) => classes)).toEqual(forecast.days.map(({ classes }) => classes));
    const empty = batteryTold(ofTruck, input.nowMs, { socPct: 5, at: new Date(input.nowMs).toISOString() });
    expect(empty?.from.socPct).toBe(5);
    expect(empty?.days[0]?.classes.coveredP10).toBeLessThanOrEqual(told?.days[0]?.classes.coveredP10 ?? 0);
    // Ten days without the office: the sun of the last day it knew goes on.
    expect(batteryTold(ofTruck, input.nowMs + 10 * 86_400_000, undefined)?.days).toHaveLength(7);
  }
  expect(batteryTold(pack, ms('12:00'), undefined)).toBeUndefined();
});

test('small things', () => {
  expect(fitted(4000, 3000, 1280)).toEqual({ width: 1280, height: 960 });
  expect(fitted(300, 200, 1280)).toEqual({ width: 300, height: 200 });
  expect(uuid4((bytes) => bytes.fill(0xff))).toBe('ffffffff-ffff-4fff-bfff-ffffffffffff');
  expect(uuid4((bytes) => bytes.fill(0))).toBe('00000000-0000-4000-8000-000000000000');
  expect(COURSE).not.toBe(uuid4());
  const typed = ['81,5', ' 100', '0', '100.5', '7.25', '-1', '1e1', ''];
  expect(typed.map(scoreOf)).toEqual([81.5, 100, 0, undefined, undefined, undefined, undefined, undefined]);
});
