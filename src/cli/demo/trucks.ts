/**
 * The demo's trucks, in a process of their own: two weeks of history as fast as the service takes it, then live, on the way that their
 * visits in the service give them.
 * Started by demo.ts, told everything by its first message; ends when its parent does.
 */
import { type FleetProgress, runFleet } from '../../../simulators/fleet/fleet.ts';
import { Scenario } from '../../../simulators/fleet/scenario.ts';
import type { Stay } from '../../../simulators/truck/spec.ts';
import { toIso } from '../../kernel/clock.ts';
import { zoneOffsetMs } from '../../kernel/zone.ts';
import { demoFleet } from './fleet.ts';
import { brokenDown, type DemoStay, demoItinerary } from './visits.ts';

export type DemoTrucksOrder = {
  readonly mqttUrl: string;
  readonly startMs: number;
  readonly nowMs: number;
  readonly timeZone: string;
  readonly visits: readonly DemoStay[];
};
export type DemoTrucksProgress = Pick<FleetProgress, 'phase' | 'simMs' | 'connected' | 'unsent' | 'problem'>;

/** What goes wrong in this fleet: a silent truck, dead sensors, a clock reset, a broken people counter. */
const TROUBLES = Scenario.parse({
  name: 'demo',
  description: 'An ordinary fortnight with a few troubles',
  link: { outagesPerDay: 0.6 },
  events: [
    { kind: 'outage', from: '12d22h', trucks: { ids: ['DT-03'] } },
    { kind: 'outage', from: '6d', to: '8d', trucks: { ids: ['DT-09'] } },
    {
      kind: 'dead-sensor',
      from: '10d',
      trucks: { ids: ['DT-06'] },
      readings: ['insideTempC'],
      how: 'missing',
    },
    {
      kind: 'dead-sensor',
      from: '4d',
      to: '5d',
      trucks: { ids: ['DT-11'] },
      readings: ['occupancy'],
      how: 'text',
    },
    { kind: 'reboot', at: '9d4h', trucks: { ids: ['DT-08'] } },
    { kind: 'clock', from: '9d4h', to: '9d5h', trucks: { ids: ['DT-08'] }, how: 'epoch' },
    { kind: 'garbage', from: '11d', to: '11d3h', trucks: { ids: ['DT-05'] }, percent: 3 },
  ],
});

/** A truck whose visits were all cancelled has none, and gets a seeded way. */
const wayOf = (itinerary: Stay[]) => (itinerary.length > 0 ? { itinerary } : {});

async function run({ mqttUrl, startMs, nowMs, timeZone, visits }: DemoTrucksOrder): Promise<void> {
  const fleet = demoFleet(toIso(nowMs).slice(0, 10));
  const stopping = new AbortController();
  process.on('disconnect', () => process.exit(0));
  process.on('SIGINT', () => {});
  process.on('message', (message) => {
    if (message === 'stop') stopping.abort();
  });
  await runFleet({
    mqttUrl,
    seed: 'demo',
    startMs,
    pace: 'catch-up',
    intervalS: 60,
    scenario: TROUBLES,
    signal: stopping.signal,
    drainMs: 3000,
    trucks: fleet.trucks.map((truck, index) => ({
      truckId: truck.truckId,
      seats: truck.seats,
      // One battery has aged badly and one array is half shaded: somebody has to need help.
      array: { peakW: (truck.array?.peakW ?? 5000) * (index === 6 ? 0.45 : 1) },
      battery: { capacityWh: (truck.battery?.capacityWh ?? 20_000) * (index === 9 ? 0.4 : 1) },
      utcOffsetMin: zoneOffsetMs(nowMs, timeZone) / 60_000,
      ...wayOf(demoItinerary(truck.truckId, visits, nowMs, timeZone)),
      // What happened is history; from now on whoever moves a visit in the console moves the truck.
      followSchedule: !brokenDown(truck.truckId),
      followFromMs: nowMs,
    })),
    onProgress: ({ phase, simMs, connected, unsent, problem }) =>
      process.send?.({ phase, simMs, connected, unsent, problem } satisfies DemoTrucksProgress),
  });
  process.exit(0);
}

process.once('message', (order) => void run(order as DemoTrucksOrder));
