/** The service itself: latency at a given rate, then as many single samples as it takes, then batches; with everything on. */
import { startMosquittoAsShipped } from '../bench-broker.ts';
import { type BenchLoad, startLoad } from '../bench-load.ts';
import type { BenchDatabase } from '../bench-postgres.ts';
import { type BenchService, loadTruckIds, registerTrucks, startBenchService } from '../bench-service.ts';
import { rounded } from '../figures.ts';
import { usageOf } from '../usage.ts';
import { type LatencyFigures, probeTruckIds, startProbes } from './latency.ts';
import { rowsCommitted, samplesOfBoot } from './rows.ts';
import { AHEAD_BATCHED_SAMPLES, AHEAD_SAMPLES, type RunContext, WARM_UP_MS } from './run-context.ts';
import { cpuUsPer, measureWindow, type Watched, type Window } from './window.ts';

export const LATENCY_RATE_PER_S = 2000;
export const BATCH_SAMPLES = 500;
const MILLION = 1_000_000;

export type RateFigures = {
  readonly perS: number;
  readonly cpuUsPerSample: Record<string, number>;
  readonly cores: Readonly<Record<string, number>>;
};
export type ServiceFigures = {
  readonly latency: LatencyFigures;
  readonly single: RateFigures;
  readonly batched: RateFigures;
  readonly rssMb: Window['rssMb'];
  readonly peakRssMb: Window['peakRssMb'];
};

type Running = {
  readonly service: BenchService;
  readonly database: BenchDatabase;
  readonly processes: Readonly<Record<string, Watched>>;
};

/** Everything on: the service, its broker, its database, registered trucks, a browser on the live feed. */
function withService<T>(
  context: RunContext,
  work: (running: Running, onEnd: (end: () => Promise<unknown>) => void) => Promise<T>,
): Promise<T> {
  return context.scope(async (onEnd) => {
    context.say('starting the service, registering trucks');
    const database = await context.postgres.database('bench_service');
    onEnd(database.close);
    const broker = context.broker === 'mosquitto' ? await startMosquittoAsShipped() : undefined;
    if (broker !== undefined) onEnd(broker.stop);
    const service = await startBenchService({
      databaseUrl: database.url,
      mqttUrl: broker?.url,
      profileDir: context.profileDir,
      onLost: context.fail,
    });
    onEnd(service.stop);
    await registerTrucks(service, [...loadTruckIds(context.trucks), ...probeTruckIds]);
    const processes = {
      ...(broker === undefined ? {} : { broker: { pid: broker.pid } }),
      service: { pid: service.pid },
      postgres: { pid: context.postgres.pid, tree: true },
    };
    return work({ service, database, processes }, onEnd);
  });
}

export function measureService(context: RunContext): Promise<ServiceFigures> {
  return withService(context, async (running, onEnd) => {
    const { service, database } = running;
    const forMs = context.seconds * 1000;

    context.say(`publish to commit and to screen, at ${LATENCY_RATE_PER_S} messages/s`);
    const probes = await startProbes({ service, databaseUrl: database.url });
    onEnd(probes.stop);
    const calm = loadOf(context, running, { bootId: 'latency', ratePerS: LATENCY_RATE_PER_S });
    onEnd(calm.stop);
    await context.sleep(WARM_UP_MS);
    probes.count();
    await context.sleep(forMs);
    const latency = probes.figures();
    await probes.stop();
    await calm.stop();

    const { single, batched, rssMb, peakRssMb } = await context.scope(async (onPhaseEnd) => {
      const screen = await service.watch(() => {});
      onPhaseEnd(async () => screen.close());
      context.say('single samples, stored and acknowledged');
      const one = await measureRate(context, running, { bootId: 'single' });
      context.say(`batches of ${BATCH_SAMPLES} samples`);
      const many = await measureRate(context, running, {
        bootId: 'batched',
        samplesPerMessage: BATCH_SAMPLES,
      });
      const { rssMb, peakRssMb } = many.window;
      return { single: one.figures, batched: many.figures, rssMb, peakRssMb };
    });
    return { latency, single, batched, rssMb, peakRssMb };
  });
}

function loadOf(
  context: RunContext,
  { service, database }: Running,
  order: { bootId: string; ratePerS?: number; samplesPerMessage?: number },
): BenchLoad {
  return startLoad(
    {
      ...order,
      mqttUrl: service.mqttUrl,
      trucks: context.trucks,
      settled: () => samplesOfBoot(database.pool, order.bootId),
      aheadSamples: order.samplesPerMessage === undefined ? AHEAD_SAMPLES : AHEAD_BATCHED_SAMPLES,
    },
    context.fail,
  );
}

async function measureRate(
  context: RunContext,
  running: Running,
  order: { bootId: string; samplesPerMessage?: number },
): Promise<{ figures: RateFigures; window: Window }> {
  return context.scope(async (onEnd) => {
    const load = loadOf(context, running, order);
    onEnd(load.stop);
    const window = await measureWindow({
      warmUpMs: WARM_UP_MS,
      forMs: context.seconds * 1000,
      processes: { generator: { pid: load.pid }, ...running.processes },
      sleep: context.sleep,
    });
    await load.stop();
    const rows = await rowsCommitted(running.database.pool, window.fromMs, window.toMs);
    const perS = (rows * 1000) / (window.toMs - window.fromMs);
    return { figures: { perS, cpuUsPerSample: cpuUsPer(window, perS), cores: window.cores }, window };
  });
}

export type MemoryStep = {
  readonly samplesStored: number;
  readonly rssMb: Readonly<Record<string, number>>;
  /** Of the service: what its objects take, live ones and those not collected yet, and buffers beside them. */
  readonly heapMb: number | undefined;
  readonly externalMb: number | undefined;
  /** Since the step before. */
  readonly perS: number | undefined;
  readonly cpuUsPerSample: Readonly<Record<string, number>>;
};

/** Memory, and CPU a sample, at each million samples stored. */
export function measureMemory(
  context: RunContext,
  options: { readonly samples: number; readonly samplesPerMessage: number },
): Promise<MemoryStep[]> {
  return withService(context, async (running, onEnd) => {
    const { samples, samplesPerMessage } = options;
    const screen = await running.service.watch(() => {});
    onEnd(async () => screen.close());
    const order = { bootId: 'memory', ...(samplesPerMessage > 1 ? { samplesPerMessage } : {}) };
    const load = loadOf(context, running, order);
    onEnd(load.stop);
    const processes = { generator: { pid: load.pid }, ...running.processes };
    const look = memoryLook(running.service, processes, context.say);
    const stepSamples = Math.min(MILLION, samples / 5);
    const seen = [await look(0)];
    for (let next = stepSamples; ; next += stepSamples) {
      let stored = 0;
      do {
        await context.sleep(100);
        stored = await samplesOfBoot(running.database.pool, 'memory');
      } while (stored < next);
      seen.push(await look(stored));
      if (stored >= samples) return seen;
    }
  });
}

function memoryLook(
  service: BenchService,
  processes: Readonly<Record<string, Watched>>,
  say: (text: string) => void,
): (samplesStored: number) => Promise<MemoryStep> {
  let before: { samples: number; atMs: number; cpuS: Map<string, number> } | undefined;
  return async (samplesStored) => {
    const usage = Object.entries(processes).flatMap(([name, { pid, tree }]) => {
      const now = pid === undefined ? undefined : usageOf([pid], { tree });
      return now === undefined ? [] : [[name, now] as const];
    });
    const atMs = performance.now();
    const metrics = await (await service.get('/metrics')).text();
    const mbOf = (name: string) =>
      rounded(Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(metrics)?.[1]) / 1024 / 1024);
    const more = before === undefined ? 0 : samplesStored - before.samples;
    const step: MemoryStep = {
      samplesStored,
      rssMb: Object.fromEntries(usage.map(([name, { rssMb }]) => [name, rounded(rssMb)])),
      heapMb: mbOf('nodejs_heap_size_used_bytes'),
      externalMb: mbOf('nodejs_external_memory_bytes'),
      perS: before === undefined ? undefined : rounded((more * 1000) / (atMs - before.atMs)),
      cpuUsPerSample: Object.fromEntries(
        more === 0
          ? []
          : usage.map(([name, { cpuS }]) => [
              name,
              rounded(((cpuS - (before?.cpuS.get(name) ?? 0)) * 1e6) / more, 1),
            ]),
      ),
    };
    before = { samples: samplesStored, atMs, cpuS: new Map(usage.map(([name, { cpuS }]) => [name, cpuS])) };
    const words = (record: Readonly<Record<string, number>>, unit: string) =>
      Object.entries(record)
        .map(([name, value]) => `${name} ${value} ${unit}`)
        .join(', ');
    const heap = `heap of the service ${step.heapMb ?? '?'} MB`;
    const cpu = more === 0 ? '' : `; CPU a sample: ${words(step.cpuUsPerSample, 'us')}`;
    say(
      `${(samplesStored / MILLION).toFixed(2)} million samples stored: ${words(step.rssMb, 'MB')}, ${heap}${cpu}`,
    );
    return step;
  };
}
