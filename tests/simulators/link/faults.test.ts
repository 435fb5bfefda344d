import { expect, test } from 'vitest';
import { Scenario } from '../../../simulators/fleet/scenario.ts';
import { truckFaults } from '../../../simulators/link/faults.ts';
import { rng } from '../../../src/kernel/rng.ts';

const START_MS = Date.UTC(2026, 5, 8);
const HOUR_MS = 3_600_000;
const QUIET = { outagesPerDay: 0, duplicatePct: 0, reorderPct: 0 };

function faultsOf(scenario: object, index = 0) {
  return truckFaults({
    scenario: Scenario.parse({ name: 'x', description: '', link: QUIET, ...scenario }),
    truckId: `DT-0${index + 1}`,
    index,
    seed: 's',
    startMs: START_MS,
    random: rng(`faults/${index}`),
  });
}
const readings = () => ({ lat: -1, lon: 37, batteryV: 52, solarWh: 5000, dataUsedMb: 100 });
const at = (hours: number) => START_MS + hours * HOUR_MS;

test('a quiet link does nothing', () => {
  const quiet = faultsOf({});
  expect(quiet.linkDown(at(5))).toBe(false);
  expect(quiet.clockMs(at(5))).toBe(at(5));
  expect(quiet.distort(at(5), readings())).toEqual(readings());
  expect(quiet.extraCopies(at(5))).toBe(0);
  expect(quiet.heldBack(at(5))).toBe(false);
  expect(quiet.garbage(at(5))).toBeUndefined();
});

test('an outage lasts from and to its times, for those it concerns', () => {
  const events = [{ kind: 'outage', from: '1h', to: '2h', trucks: { first: 1 } }];
  const first = faultsOf({ events });
  expect([0.99, 1, 1.99, 2].map((h) => first.linkDown(at(h)))).toEqual([false, true, true, false]);
  expect(faultsOf({ events }, 1).linkDown(at(1.5))).toBe(false);
  const named = [{ kind: 'outage', trucks: { ids: ['DT-02'] } }];
  expect(faultsOf({ events: named }).linkDown(at(1))).toBe(false);
  expect(faultsOf({ events: named }, 1).linkDown(at(1))).toBe(true);
});

test('a share of the fleet is about that many, always the same', () => {
  const events = [{ kind: 'outage', trucks: { share: 0.3 } }];
  const hit = () => Array.from({ length: 200 }, (_, i) => faultsOf({ events }, i).linkDown(at(1)));
  const count = hit().filter(Boolean).length;
  expect(count).toBeGreaterThan(35);
  expect(count).toBeLessThan(85);
  expect(hit()).toEqual(hit());
});

test('ordinary outages come as often and last as long as asked', () => {
  const faults = faultsOf({ link: { ...QUIET, outagesPerDay: 4, outageMedianMin: 10 } });
  let [begun, minutes, before] = [0, 0, false];
  for (let minute = 0; minute < 60 * 24 * 60; minute++) {
    const down = faults.linkDown(START_MS + minute * 60_000);
    if (down) minutes++;
    if (down && !before) begun++;
    before = down;
  }
  expect(begun / 60).toBeGreaterThan(3);
  expect(begun / 60).toBeLessThan(5);
  expect(minutes / begun).toBeGreaterThan(10);
  expect(minutes / begun).toBeLessThan(22);
});

test('drops and reboots fall into the interval they happen in, once', () => {
  const faults = faultsOf({
    events: [
      { kind: 'drop', at: '1h' },
      { kind: 'reboot', at: '2h' },
    ],
  });
  expect(faults.drops(at(0.5), at(1))).toBe(true);
  expect(faults.drops(at(1), at(1.5))).toBe(false);
  expect(faults.reboots(at(1.9), at(2.1))).toBe(true);
  expect(faults.reboots(at(0), at(1.9))).toBe(false);
});

test('clocks lie in three ways', () => {
  const clock = (how: string, offset?: string) =>
    faultsOf({ events: [{ kind: 'clock', from: '1h', to: '3h', how, offset }] }).clockMs(at(2));
  expect(clock('epoch')).toBe(HOUR_MS);
  expect(clock('ahead', '10m')).toBe(at(2) + 600_000);
  expect(clock('behind', '1d')).toBe(at(2) - 24 * HOUR_MS);
});

test('sensors die in seven ways', () => {
  const dead = (how: string) => {
    const faults = faultsOf({ events: [{ kind: 'dead-sensor', from: '1h', readings: ['batteryV'], how }] });
    expect(faults.distort(at(0.5), readings()).batteryV).toBe(52);
    faults.distort(at(1), readings());
    return JSON.parse(JSON.stringify(faults.distort(at(2), { ...readings(), batteryV: 53 }))).batteryV;
  };
  expect(dead('missing')).toBeUndefined();
  expect(dead('null')).toBeNull();
  expect(dead('stuck')).toBe(52);
  expect(dead('zero')).toBe(0);
  expect(dead('text')).toBe('53');
  expect(dead('nan')).toBe('NaN');
  expect(dead('huge')).toBe(1e308);
});

test('a reset counter counts from zero again', () => {
  const faults = faultsOf({ events: [{ kind: 'counter-reset', at: '1h', readings: ['solarWh'] }] });
  expect(faults.distort(at(0.9), readings()).solarWh).toBe(5000);
  expect(faults.distort(at(1), readings()).solarWh).toBe(0);
  expect(faults.distort(at(2), { ...readings(), solarWh: 5600 })).toMatchObject({
    solarWh: 600,
    dataUsedMb: 100,
  });
});

test('positions fail in three ways', () => {
  const gps = (how: string) => faultsOf({ events: [{ kind: 'gps', how }] }).distort(at(1), readings());
  expect(gps('zero')).toMatchObject({ lat: 0, lon: 0 });
  expect(gps('no-fix')).not.toHaveProperty('lat');
  expect(Number(gps('jump').lat)).toBeGreaterThan(3);
});

test('duplicates, overtaking and garbage come as often as asked', () => {
  const faults = faultsOf({
    events: [
      { kind: 'duplicates', percent: 40, copies: 3 },
      { kind: 'reorder', percent: 30 },
      { kind: 'garbage', percent: 20 },
    ],
  });
  const share = (happens: () => unknown) => {
    let times = 0;
    for (let i = 0; i < 2000; i++) if (happens()) times++;
    return times / 2000;
  };
  expect(share(() => faults.extraCopies(at(1)) === 3)).toBeCloseTo(0.4, 1);
  expect(share(() => faults.heldBack(at(1)))).toBeCloseTo(0.3, 1);
  expect(share(() => faults.garbage(at(1)) !== undefined)).toBeCloseTo(0.2, 1);
});
