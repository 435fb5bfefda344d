/**
 * From publish to commit and to screen: probes of trucks of their own, one at a time each, amid the load.
 *
 * A probe is published with MQTT.js; its commit is seen when the notification sent in its transaction comes (PostgreSQL delivers it
 * behind the commit), its screen when the live feed's WebSocket brings it.
 */
import { READINGS } from '@digitruck/contract/readings';
import mqtt from 'mqtt';
import pg from 'pg';
import { CHANGES_CHANNEL, decodeChanges } from '../../../src/store/changes.ts';
import { OFFICE } from '../bench-broker.ts';
import type { BenchService } from '../bench-service.ts';
import { percentile, rounded } from '../figures.ts';

const PROBE_TRUCKS = 40;
/** Up to this long a probe's truck waits before its next one, so that probes meet the feed's rhythm at any point. */
const PAUSE_MAX_MS = 700;
const LOST_AFTER_MS = 15_000;

export const probeTruckIds = Array.from({ length: PROBE_TRUCKS }, (_, i) => `PROBE-${i + 1}`);

export type LatencyFigures = {
  readonly probes: number;
  readonly lost: number;
  readonly commitMsP50: number | undefined;
  readonly commitMsP99: number | undefined;
  readonly screenMsP50: number | undefined;
  readonly screenMsP99: number | undefined;
};

type Probe = { seq: number; sentMs: number; commitMs?: number; screenMs?: number; seen: () => void };

export async function startProbes(options: { service: BenchService; databaseUrl: string }) {
  const { service } = options;
  const waiting = new Map<string, Probe>();
  const note = (truckId: string, what: 'commitMs' | 'screenMs', atMs: number) => {
    const probe = waiting.get(truckId);
    if (probe === undefined || probe[what] !== undefined) return;
    probe[what] = atMs - probe.sentMs;
    if (probe.commitMs !== undefined && probe.screenMs !== undefined) probe.seen();
  };

  const listener = new pg.Client({ connectionString: options.databaseUrl });
  listener.on('error', () => {});
  listener.on('notification', ({ payload }) => {
    const atMs = performance.now();
    for (const truckId of decodeChanges(payload ?? '')?.trucks ?? []) note(truckId, 'commitMs', atMs);
  });
  await listener.connect();
  await listener.query(`listen ${CHANGES_CHANNEL}`);
  const screen = await service.watch((message, atMs) => {
    if (message.type === 'closing') return;
    for (const { truckId, latest } of message.trucks) {
      const seq = waiting.get(truckId)?.seq;
      if (seq !== undefined && (latest?.seq ?? -1) >= seq) note(truckId, 'screenMs', atMs);
    }
  });
  const client = await mqtt.connectAsync(service.mqttUrl, {
    ...OFFICE,
    clientId: 'bench-probes',
    reconnectPeriod: 0,
  });

  const commits: number[] = [];
  const screens: number[] = [];
  let lost = 0;
  let counting = false;
  let stopped = false;
  const readings = Object.fromEntries(Object.entries(READINGS).map(([name, { range }]) => [name, range[0]]));

  async function probeAgainAndAgain(truckId: string): Promise<void> {
    for (let seq = 0; !stopped; seq++) {
      await new Promise((resolve) => setTimeout(resolve, Math.random() * PAUSE_MAX_MS));
      if (stopped) return;
      const sample = { ...readings, bootId: 'probe', seq, sampledAt: new Date().toISOString() };
      const wasCounting = counting;
      let timer: NodeJS.Timeout | undefined;
      const probe: Probe = { seq, sentMs: performance.now(), seen: () => {} };
      const isSeen = await new Promise<boolean>((resolve) => {
        probe.seen = () => resolve(true);
        timer = setTimeout(() => resolve(false), LOST_AFTER_MS);
        waiting.set(truckId, probe);
        client.publish(`digitruck/v1/${truckId}/telemetry`, JSON.stringify(sample), { qos: 1 });
      });
      clearTimeout(timer);
      waiting.delete(truckId);
      // The first one makes the boot and brings the truck online, which is notified for itself.
      if (seq === 0 || !wasCounting || stopped) continue;
      if (!isSeen) lost++;
      if (probe.commitMs !== undefined) commits.push(probe.commitMs);
      if (probe.screenMs !== undefined) screens.push(probe.screenMs);
    }
  }
  for (const truckId of probeTruckIds) void probeAgainAndAgain(truckId);

  return {
    /** Warm-up is over. */
    count: () => {
      counting = true;
    },
    figures: (): LatencyFigures => ({
      probes: commits.length,
      lost,
      commitMsP50: rounded(percentile(commits, 0.5), 1),
      commitMsP99: rounded(percentile(commits, 0.99), 1),
      screenMsP50: rounded(percentile(screens, 0.5), 1),
      screenMsP99: rounded(percentile(screens, 0.99), 1),
    }),
    async stop() {
      stopped = true;
      for (const { seen } of waiting.values()) seen();
      screen.close();
      await client.endAsync(true);
      await listener.end();
    },
  };
}
