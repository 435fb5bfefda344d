/** Consumers to compare with: one that does nothing, and a plain one that inserts a row a message. */
import { bootMonthOf, ensurePartitions } from '../../../src/store/samples/partitions.ts';
import { OFFICE } from '../bench-broker.ts';
import { startLoad } from '../bench-load.ts';
import { startChild } from '../children.ts';
import { type Reading, ratePerS } from '../figures.ts';
import { rowsCommitted } from './rows.ts';
import { AHEAD_SAMPLES, type RunContext, startBroker, WARM_UP_MS } from './run-context.ts';
import { cpuUsPer, measureWindow } from './window.ts';

export type ConsumerFigures = { readonly perS: number; readonly cpuUsPerMessage: Record<string, number> };

/** Messages a second that an MQTT.js subscriber gets which only counts them. */
export function measureNoop(context: RunContext): Promise<ConsumerFigures> {
  return context.scope(async (onEnd) => {
    const broker = await startBroker(context);
    onEnd(broker.stop);
    const readings: Reading[] = [];
    const consumer = startChild<Reading>('children/noop-subscriber.ts', {
      env: { BENCH_MQTT_URL: broker.url, MQTT_USERNAME: OFFICE.username, MQTT_PASSWORD: OFFICE.password },
      onSaid: (reading) => readings.push(reading),
      onLost: context.fail,
    });
    onEnd(consumer.stop);
    await consumer.ready;
    const load = startLoad(
      {
        mqttUrl: broker.url,
        trucks: context.trucks,
        bootId: 'noop',
        settled: () => readings.at(-1)?.count ?? 0,
        aheadSamples: AHEAD_SAMPLES,
      },
      context.fail,
    );
    onEnd(load.stop);
    const window = await measureWindow({
      warmUpMs: WARM_UP_MS,
      forMs: context.seconds * 1000,
      processes: {
        generator: { pid: load.pid },
        broker: { pid: broker.pid },
        subscriber: { pid: consumer.pid },
      },
      sleep: context.sleep,
    });
    const perS = ratePerS(readings, window.fromMs, window.toMs) ?? 0;
    return { perS, cpuUsPerMessage: cpuUsPer(window, perS) };
  });
}

/** Rows a second of the consumer that one would write first. */
export function measurePlainConsumer(context: RunContext): Promise<ConsumerFigures> {
  return context.scope(async (onEnd) => {
    const database = await context.postgres.database('bench_plain');
    onEnd(database.close);
    await ensurePartitions(database.pool, Date.now());
    const broker = await startBroker(context);
    onEnd(broker.stop);
    const consumer = startChild<Reading>('children/plain-consumer.ts', {
      env: {
        BENCH_MQTT_URL: broker.url,
        BENCH_BOOT_MONTH: bootMonthOf(Date.now()),
        MQTT_USERNAME: OFFICE.username,
        MQTT_PASSWORD: OFFICE.password,
        DATABASE_URL: database.url,
      },
      onLost: context.fail,
    });
    onEnd(consumer.stop);
    await consumer.ready;
    const load = startLoad(
      {
        mqttUrl: broker.url,
        trucks: context.trucks,
        bootId: 'plain',
        settled: () => consumer.said()?.count ?? 0,
        aheadSamples: AHEAD_SAMPLES / 4,
      },
      context.fail,
    );
    onEnd(load.stop);
    const window = await measureWindow({
      warmUpMs: WARM_UP_MS,
      forMs: context.seconds * 1000,
      processes: {
        generator: { pid: load.pid },
        broker: { pid: broker.pid },
        consumer: { pid: consumer.pid },
        postgres: { pid: context.postgres.pid, tree: true },
      },
      sleep: context.sleep,
    });
    const rows = await rowsCommitted(database.pool, window.fromMs, window.toMs);
    const perS = (rows * 1000) / (window.toMs - window.fromMs);
    return { perS, cpuUsPerMessage: cpuUsPer(window, perS) };
  });
}
