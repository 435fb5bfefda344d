/** The outbox in PostgreSQL: what is written down with an alert, put together once by whichever replica, tidied. */
import { randomUUID } from 'node:crypto';
import type { Actor } from '@digitruck/contract/people';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { alertStore } from '../../src/store/alerts/alerts.ts';
import { channelStore } from '../../src/store/alerts/channels.ts';
import { deliveryStore } from '../../src/store/alerts/deliveries.ts';
import type { DueOnChannel } from '../../src/store/alerts/delivery-compose.ts';
import { type Db, openDb } from '../../src/store/db.ts';
import { sql } from '../../src/store/drizzle.ts';
import { change, clear, emailBody, raise, truck, webhookBody } from '../support/alerts.ts';
import { atEnd } from '../support/at-end.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';

const ANN: Actor = { personId: null, name: 'Ann', via: 'session' };
const NOW = Date.parse('2026-11-23T09:00:00.000Z');
const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

const storesOf = (db: Db) => ({
  alerts: alertStore(db),
  channels: channelStore(db),
  deliveries: deliveryStore(db),
});
let database: TestDatabase;
let stores: ReturnType<typeof storesOf>;
beforeAll(async () => {
  database = await freshDatabase();
  stores = storesOf(database.db);
});
beforeEach(async () => {
  for (const table of ['alert_deliveries', 'alert_channels', 'alerts', 'alert_state']) {
    await database.db.execute(sql.raw(`delete from ${table}`));
  }
});

const apply = (nowMs: number, ...said: Parameters<typeof stores.alerts.apply>[1]) =>
  stores.alerts.apply(truck('DT-01'), said, {}, nowMs);
async function outbox() {
  const { rows } = await database.db.execute<{ row: string }>(sql`
    select what || ' ' || state || ' in ' || extract(epoch from due_at - ${new Date(NOW).toISOString()}::timestamptz)::int as row
    from alert_deliveries order by created_at, what, due_at`);
  return rows.map(({ row }) => row);
}
/** Everything that is due, each a message of its own. */
const eachAlone = ({ due }: DueOnChannel) => ({
  drop: [],
  postpone: [],
  messages: due.map(({ deliveryId }) => ({
    messageId: randomUUID(),
    kind: 'single' as const,
    deliveryIds: [deliveryId],
  })),
});

describe('what is written down', () => {
  test('at once for a webhook, in a minute for an e-mail, later for an escalation; not below the severity, not for other trucks', async () => {
    await stores.channels.create(ANN, webhookBody());
    await stores.channels.create(ANN, emailBody());
    await stores.channels.create(ANN, webhookBody({ afterMinutes: 30 }));
    await stores.channels.create(ANN, webhookBody({ minSeverity: 'urgent' }));
    await stores.channels.create(ANN, webhookBody({ truckIds: ['DT-02'] }));
    await stores.channels.create(ANN, webhookBody({ enabled: false }));
    await apply(NOW, raise());
    expect(await outbox()).toEqual([
      'escalated waiting in 1800',
      'raised waiting in 0',
      'raised waiting in 60',
    ]);
    await apply(NOW, raise(), change());
    expect(await outbox()).toHaveLength(3);
    // Urgent now: for the one that only wants those it is new; what waits is not told twice.
    await apply(NOW + 1000, change({}, { severity: 'urgent' }));
    expect(await outbox()).toEqual([
      'escalated waiting in 1800',
      'raised waiting in 0',
      'raised waiting in 60',
      'raised waiting in 1',
    ]);
    await apply(NOW + 5000, clear());
    expect((await outbox()).slice(0, 3)).toEqual([
      'escalated waiting in 5',
      'raised waiting in 0',
      'raised waiting in 5',
    ]);
    expect((await outbox()).filter((row) => row.startsWith('cleared'))).toHaveLength(4);
  });

  test('what was told already is told again as worse', async () => {
    const { channel } = await stores.channels.create(ANN, webhookBody());
    await apply(NOW, raise());
    const { items } = await stores.deliveries.list({ limit: 10 });
    const ids = items.map(({ deliveryId }) => deliveryId);
    await stores.deliveries.settle(channel.channelId, ids, { state: 'told', note: '' }, NOW);
    await apply(NOW + 1000, change({}, { severity: 'urgent' }));
    await apply(NOW + 2000, change({}, { severity: 'soon' }));
    expect(await outbox()).toEqual(['raised told in 0', 'worse waiting in 1']);
  });

  test('a channel that goes takes its deliveries along, and never an alert', async () => {
    const made = await Promise.all([1, 2, 3, 4].map(() => stores.channels.create(ANN, webhookBody())));
    await Promise.all([
      ...made.map(({ channel }) => stores.channels.remove(ANN, channel.channelId, 1)),
      ...(['battery-low', 'flapping', 'clock-wrong', 'class-empty'] as const).map((kind) =>
        apply(NOW, raise({ kind })),
      ),
    ]);
    expect(await outbox()).toEqual([]);
    expect(await stores.alerts.openCounts()).toEqual({ urgent: 0, soon: 4, note: 0 });
  });
});

describe('putting together', () => {
  test('two replicas, alerts that come and go meanwhile: each delivery is handed over once, and nobody waits for ever', async () => {
    const other = openDb({ url: database.url, poolMax: 6, onIdleError: () => {} });
    atEnd(() => other.$client.end());
    const replicas = [stores, storesOf(other)];
    const { channel } = await stores.channels.create(ANN, webhookBody());
    const handed: string[] = [];
    const kinds = ['battery-low', 'flapping', 'clock-wrong', 'class-empty'] as const;
    const compose = (replica: typeof stores) =>
      replica.deliveries.compose(channel.channelId, NOW + DAY_MS, MINUTE_MS, eachAlone, async (messages) => {
        handed.push(...messages.flatMap(({ deliveryIds }) => deliveryIds));
      });
    for (let round = 0; round < 6; round++) {
      await Promise.all(
        replicas.flatMap((replica, index) => [
          replica.alerts.apply(
            truck('DT-01'),
            kinds.map((kind) => raise({ kind })),
            {},
            NOW + round,
          ),
          compose(replica),
          replica.alerts.apply(truck('DT-02'), [raise({ truckId: truck('DT-02') })], {}, NOW + round),
          compose(replica),
          index === 0
            ? replica.alerts.apply(truck('DT-02'), [clear({ truckId: truck('DT-02') })], {}, NOW + round)
            : compose(replica),
        ]),
      );
    }
    await compose(stores);
    expect(new Set(handed).size).toBe(handed.length);
    const { rows } = await database.db.execute<{ total: number; handed: number }>(sql`
      select count(*)::int as total, count(message_id)::int as handed from alert_deliveries`);
    expect(rows[0]).toEqual({ total: handed.length, handed: handed.length });
  });

  test('what could not be handed over stays as it was', async () => {
    const { channel } = await stores.channels.create(ANN, webhookBody());
    await apply(NOW, raise());
    const failing = stores.deliveries.compose(channel.channelId, NOW, MINUTE_MS, eachAlone, async () => {
      throw new Error('no jobs');
    });
    await expect(failing).rejects.toThrow('no jobs');
    expect(await stores.deliveries.dueChannels(NOW)).toEqual([channel.channelId]);
  });

  test('what was handed over and lost is due again after a day; what is settled and old is forgotten', async () => {
    const { channel } = await stores.channels.create(ANN, webhookBody());
    await apply(NOW, raise());
    const compose = (nowMs: number) =>
      stores.deliveries.compose(channel.channelId, nowMs, MINUTE_MS, eachAlone, async () => {});
    await compose(NOW);
    expect(await stores.deliveries.dueChannels(NOW + DAY_MS)).toEqual([]);
    expect(await stores.deliveries.tidy(NOW, NOW - 90 * DAY_MS)).toBe(0);
    expect(await stores.deliveries.tidy(NOW + 1, NOW - 90 * DAY_MS)).toBe(1);
    expect(await stores.deliveries.dueChannels(NOW)).toEqual([channel.channelId]);
    const { items } = await stores.deliveries.list({ limit: 10 });
    const ids = items.map(({ deliveryId }) => deliveryId);
    await stores.deliveries.settle(channel.channelId, ids, { state: 'failed', fault: 'no' }, NOW);
    await stores.deliveries.tidy(NOW, NOW + DAY_MS);
    expect(await outbox()).toEqual(['raised failed in 0']);
    await apply(NOW + 1000, clear());
    await stores.deliveries.tidy(NOW, NOW + DAY_MS);
    expect(await outbox()).toEqual([]);
    expect(await stores.deliveries.counts()).toEqual({
      waiting: 0,
      quiet: 0,
      told: 0,
      failed: 0,
      dropped: 0,
    });
  });
});
