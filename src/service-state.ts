/** How the service is: what readiness, the live feed's pulse and Prometheus are told. */
import type { Pulse } from '@digitruck/contract/live';
import { Counter, Gauge, type Registry, Summary } from 'prom-client';
import type { IngestStats } from './ingest/pipeline.ts';
import { type Clock, toIso } from './kernel/clock.ts';
import type { Db } from './store/db.ts';

const DATABASE_ANSWERS_WITHIN_MS = 2000;

export function serviceState(options: {
  readonly ingest: () => IngestStats;
  readonly brokerConnected: () => boolean;
  readonly db: Db;
  readonly clock: Clock;
}) {
  const { ingest, brokerConnected, db, clock } = options;
  let denied = 0;

  return {
    /** The embedded broker refused a client what it may not do. */
    noteDenied(): void {
      denied++;
    },

    pulse(): Pulse {
      const { samplesPerS, lastStoredMs, databaseUp } = ingest();
      return {
        samplesPerS,
        lastStoredAt: lastStoredMs === undefined ? null : toIso(lastStoredMs),
        broker: brokerConnected() ? 'connected' : 'down',
        database: databaseUp ? 'up' : 'down',
      };
    },

    async ready() {
      const database = await answers(db, clock);
      const broker = brokerConnected()
        ? { ok: true }
        : { ok: false, reason: 'no connection to the broker; look at MQTT_URL and the broker itself' };
      const { databaseUp } = ingest();
      const writing = databaseUp
        ? { ok: true }
        : { ok: false, reason: 'batches cannot be written; nothing is acknowledged until they are' };
      return { database, broker, ingest: writing };
    },

    register(registry: Registry, live: () => { clients: number; behind: number; dropped: number }): void {
      const registers = [registry];
      const gauge = (name: string, help: string, read: () => number) =>
        new Gauge({
          name: `digitruck_${name}`,
          help,
          registers,
          collect() {
            this.set(read());
          },
        });
      const counter = (name: string, help: string, read: () => number) =>
        new Counter({
          name: `digitruck_${name}_total`,
          help,
          registers,
          collect() {
            this.reset();
            this.inc(read());
          },
        });
      counter('messages', 'Messages taken from the broker', () => ingest().messages);
      counter('samples_stored', 'Samples committed', () => ingest().stored);
      counter('samples_duplicate', 'Samples that were stored before', () => ingest().duplicates);
      counter('samples_conflict', 'Samples with the key of another one', () => ingest().conflicts);
      counter('samples_late', 'Samples received long after they were measured', () => ingest().late);
      counter('samples_bad_clock', 'Samples of a truck whose clock is wrong', () => ingest().badClock);
      counter('readings_dropped', 'Readings that could not be used', () => ingest().readingsDropped);
      counter('broker_denied', 'Clients refused what they may not do', () => denied);
      counter('live_dropped', 'Live clients closed because they did not read', () => live().dropped);
      gauge(
        'ingest_waiting_messages',
        'Messages taken and not yet committed',
        () => ingest().waitingMessages,
      );
      gauge('ingest_waiting_bytes', 'What those take in memory', () => ingest().waitingBytes);
      gauge('database_up', '1 while batches can be written', () => Number(ingest().databaseUp));
      gauge('broker_connected', '1 while the broker is connected', () => Number(brokerConnected()));
      gauge('live_clients', 'Browsers on the live feed', () => live().clients);
      gauge('live_behind', 'Live clients that have not read their last message', () => live().behind);
      new Counter({
        name: 'digitruck_quarantined_total',
        help: 'Messages and samples refused, by reason',
        labelNames: ['reason'] as const,
        registers,
        collect() {
          this.reset();
          for (const [reason, count] of Object.entries(ingest().quarantined)) this.inc({ reason }, count);
        },
      });
      new Summary({
        name: 'digitruck_commit_ms',
        help: 'Time to commit a batch, of the latest thousand',
        percentiles: [0.5, 0.9, 0.99],
        registers,
        collect() {
          this.reset();
          for (const ms of ingest().commitMs) this.observe(ms);
        },
      });
    },
  };
}

async function answers(db: Db, clock: Clock): Promise<{ ok: boolean; reason?: string }> {
  const beginMs = clock.monotonicMs();
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new Error(`no answer within ${DATABASE_ANSWERS_WITHIN_MS} ms`)),
      DATABASE_ANSWERS_WITHIN_MS,
    );
  });
  try {
    await Promise.race([db.$client.query('select 1'), late]);
    return { ok: true };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { ok: false, reason: `${reason} (asked ${Math.round(clock.monotonicMs() - beginMs)} ms ago)` };
  } finally {
    clearTimeout(timer);
  }
}
