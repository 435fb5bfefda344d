/** Replays are the live rules on the past: deterministic, however the samples were cut; and what of two replays is told as changed. */
import type { ReplayedAlert } from '@digitruck/contract/alerts';
import type { TruckId } from '@digitruck/contract/ids';
import { READING_NAMES } from '@digitruck/contract/readings';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { NO_ENERGY } from '../../src/alerts/facts.ts';
import { replayTruck } from '../../src/alerts/replay.ts';
import { diffAlerts } from '../../src/alerts/replay-diff.ts';
import { scheduleOf } from '../../src/alerts/schedule.ts';
import { DEFAULT_RULES, overlaid, rulesOf } from '../../src/alerts/settings.ts';
import { breaksOf } from '../../src/derive/alerts/rule-replay.ts';
import { rowReader } from '../../src/store/samples/replay-samples.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS, MONDAY_8, sampleAt, stay, TRUCK } from './truck.ts';

function replay(options: { breaks?: { fromMs: number; toMs: number }[]; toMin?: number } = {}) {
  const { truckId } = TRUCK;
  const changed = { fleet: { 'battery-low': { thresholds: { raiseAbovePct: 10 } } }, trucks: {} } as const;
  return replayTruck({
    truck: TRUCK,
    stayAt: scheduleOf([stay(0, 5)], TRUCK.utcOffsetMs),
    energyAt: () => NO_ENERGY,
    rules: [rulesOf(DEFAULT_RULES, truckId), rulesOf(overlaid(DEFAULT_RULES, changed), truckId)],
    fromMs: MONDAY_8,
    toMs: MONDAY_8 + (options.toMin ?? 1440) * MINUTE_MS,
    breaks: options.breaks ?? [],
  });
}
const story = (alerts: readonly ReplayedAlert[] | undefined) =>
  (alerts ?? []).map(({ kind, raisedAt, clearedAt }) => [
    kind,
    (Date.parse(raisedAt) - MONDAY_8) / MINUTE_MS,
    clearedAt === null ? null : (Date.parse(clearedAt) - MONDAY_8) / MINUTE_MS,
  ]);

describe('a replay', () => {
  const minute = fc.record({
    socPct: fc.integer({ min: 0, max: 100 }),
    gap: fc.boolean(),
    lateMin: fc.constantFrom(0, 0, 0, 30, 120),
  });
  test('says the same of the same samples, whatever memory they come in, and moves with time', () => {
    fc.assert(
      fc.property(fc.array(minute, { minLength: 50, maxLength: 300 }), (minutes) => {
        const samples = minutes
          .flatMap(({ socPct, gap, lateMin }, min) =>
            gap
              ? []
              : [
                  sampleAt(
                    MONDAY_8 + min * MINUTE_MS,
                    { batterySocPct: socPct / 2 },
                    MONDAY_8 + (min + lateMin) * MINUTE_MS + 500,
                  ),
                ],
          )
          .sort((a, b) => a.receivedMs - b.receivedMs);
        const [one, reused] = [replay(), replay()];
        const memory = new Float64Array(READING_NAMES.length);
        for (const sample of samples) {
          one.add(sample);
          memory.set(sample.values as number[]);
          reused.add({ ...sample, values: memory });
        }
        expect(reused.finish()).toEqual(one.finish());
      }),
      { numRuns: 40 },
    );
  });

  test('judges both sets in one pass, minute by minute, to the end', () => {
    const both = replay({ toMin: 300 });
    for (let min = 0; min < 60; min++)
      both.add(sampleAt(MONDAY_8 + min * MINUTE_MS, { batterySocPct: min < 30 ? 25 : 18 }));
    const [asIs, changed] = both.finish();
    expect(story(asIs)).toEqual([
      ['battery-low', 35, null],
      ['truck-silent', 119, null],
    ]);
    expect(story(changed)).toEqual([
      ['battery-low', 5, null],
      ['truck-silent', 119, null],
    ]);
  });

  test('holds a break of ours against nobody', () => {
    const gap = { fromMs: MONDAY_8 + 60 * MINUTE_MS, toMs: MONDAY_8 + 400 * MINUTE_MS };
    const broken = replay({ toMin: 440, breaks: [gap] });
    for (let min = 0; min < 60; min++)
      broken.add(sampleAt(MONDAY_8 + min * MINUTE_MS, { batterySocPct: 50 }));
    expect(broken.finish().map(story)).toEqual([[], []]);
  });

  test('finds breaks between quarter hours in which anything was heard', () => {
    const quarter = 15 * MINUTE_MS;
    expect(breaksOf([0, quarter, 2 * quarter, 8 * quarter, 9 * quarter])).toEqual([
      { fromMs: 3 * quarter, toMs: 8 * quarter },
    ]);
    expect(breaksOf([])).toEqual([]);
  });
});

describe('the difference', () => {
  const alert = (
    raisedMs: number,
    clearedMs: number | null,
    kind: ReplayedAlert['kind'] = 'battery-low',
  ): ReplayedAlert => ({
    truckId: 'DT-1' as TruckId,
    kind,
    subject: '',
    severity: 'soon',
    raisedAt: new Date(MONDAY_8 + raisedMs).toISOString(),
    clearedAt: clearedMs === null ? null : new Date(MONDAY_8 + clearedMs).toISOString(),
    facts: {},
  });
  const changes = (asIs: ReplayedAlert[], changed: ReplayedAlert[]) =>
    diffAlerts(asIs, changed).map(({ change, byS }) => [change, byS]);

  test('tells new, gone, earlier, later and the same apart', () => {
    expect(changes([alert(0, HOUR_MS)], [alert(0, 2 * HOUR_MS)])).toEqual([['same', 0]]);
    expect(changes([alert(HOUR_MS, null)], [alert(0, null)])).toEqual([['earlier', -3600]]);
    expect(changes([alert(0, null)], [alert(30 * HOUR_MS, null)])).toEqual([['later', 108_000]]);
    expect(changes([alert(0, HOUR_MS)], [])).toEqual([['gone', null]]);
    expect(changes([], [alert(0, HOUR_MS)])).toEqual([['new', null]]);
    expect(changes([alert(0, HOUR_MS)], [alert(2 * DAY_MS, null)])).toEqual([
      ['gone', null],
      ['new', null],
    ]);
    expect(changes([alert(0, null)], [alert(0, null, 'truck-silent')])).toEqual([
      ['gone', null],
      ['new', null],
    ]);
  });

  test('every alert is in exactly one line, in order of time', () => {
    const list = fc
      .uniqueArray(fc.integer({ min: 0, max: 500 }), { maxLength: 20 })
      .map((hours) =>
        [...hours]
          .sort((a, b) => a - b)
          .map((hour, i, all) => alert(hour * HOUR_MS, Math.min(hour + 5, all[i + 1] ?? 1000) * HOUR_MS)),
      );
    fc.assert(
      fc.property(list, list, (asIs, changed) => {
        const lines = diffAlerts(asIs, changed);
        expect(lines.flatMap((line) => line.asIs ?? [])).toHaveLength(asIs.length);
        expect(new Set(lines.flatMap((line) => line.asIs ?? []))).toEqual(new Set(asIs));
        expect(lines.flatMap((line) => line.changed ?? [])).toHaveLength(changed.length);
        expect(new Set(lines.flatMap((line) => line.changed ?? []))).toEqual(new Set(changed));
        const starts = lines.map((line) =>
          Math.min(...[line.asIs, line.changed].map((one) => Date.parse(one?.raisedAt ?? '9999'))),
        );
        expect(starts).toEqual([...starts].sort((a, b) => a - b));
        expect(diffAlerts(asIs, asIs).every(({ change }) => change === 'same')).toBe(true);
      }),
    );
  });
});

test('a binary copy that is none, or has other fields, is refused', () => {
  const reader = () => rowReader(['batterySocPct'], () => {});
  expect(() => reader().read(Buffer.from('something else altogether'))).toThrow('no binary copy');
  const header = Buffer.concat([Buffer.from('PGCOPY\n\xff\r\n\0', 'latin1'), Buffer.alloc(8)]);
  const two = Buffer.alloc(2);
  two.writeInt16BE(2);
  expect(() => reader().read(Buffer.concat([header, two]))).toThrow('2 fields instead of 5');
  const end = Buffer.alloc(2);
  end.writeInt16BE(-1);
  const ended = reader();
  ended.read(Buffer.concat([header, end]));
  expect(ended.rows()).toBe(0);
});
