/** Alerts in PostgreSQL: one open alert a cause whatever replicas do, what people do about it, what is to be told. */
import { randomUUID } from 'node:crypto';
import { type AlertQuery, AlertQuery as Query } from '@digitruck/contract/alerts';
import type { AlertId, SiteId, VisitId } from '@digitruck/contract/ids';
import type { Actor } from '@digitruck/contract/people';
import fc from 'fast-check';
import pg from 'pg';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { manualClock } from '../../src/kernel/clock.ts';
import { type AlertStore, alertStore } from '../../src/store/alerts/alerts.ts';
import { type DecodedChanges, decodeChanges } from '../../src/store/changes.ts';
import type { Db } from '../../src/store/db.ts';
import { openDb } from '../../src/store/db.ts';
import { sql } from '../../src/store/drizzle.ts';
import { auditStore } from '../../src/store/people/audit.ts';
import { change, clear, keyOf, late, raise, truck } from '../support/alerts.ts';
import { atEnd } from '../support/at-end.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import { until } from '../support/until.ts';

const ANN: Actor = { personId: 'p-ann', name: 'Ann', via: 'session' };
const START_MS = Date.parse('2026-11-23T07:00:00.000Z');
const DT01 = truck('DT-01');

let database: TestDatabase;
let db: Db;
let store: AlertStore;
let clock: ReturnType<typeof manualClock>;
beforeAll(async () => {
  database = await freshDatabase();
  db = database.db;
  store = alertStore(db);
  await db.execute(
    sql`insert into trucks (truck_id, name, updated_by) values ('DT-01', 'Simba', 'test'), ('DT-02', '', 'test')`,
  );
  await db.execute(sql`insert into people (id, name, email, role, disabled) values
    ('p-ann', 'Ann', 'ann@example.org', 'coordinator', false), ('p-off', 'Off', 'off@example.org', 'operator', true)`);
});
beforeEach(async () => {
  clock = manualClock(START_MS);
  await db.execute(sql`delete from alert_deliveries`);
  await db.execute(sql`delete from alert_channels`);
  await db.execute(sql`delete from alerts`);
  await db.execute(sql`delete from alert_state`);
});

const apply = (...transitions: Parameters<AlertStore['apply']>[1]) =>
  store.apply(transitions[0]?.key.truckId ?? DT01, transitions, {}, clock.nowMs());
const list = (query: Partial<AlertQuery> = {}) => store.list({ ...Query.parse({}), ...query }, clock.nowMs());
const find = async (alertId: AlertId) => {
  const found = await store.find(alertId, clock.nowMs());
  if (found === undefined) throw new Error(`no alert ${alertId}`);
  return found;
};
const only = async (query: Partial<AlertQuery> = {}) => {
  const { items } = await list(query);
  expect(items).toHaveLength(1);
  const [item] = items;
  if (item === undefined) throw new Error('none');
  return item;
};
const kindsOf = async (alertId: AlertId) => (await find(alertId)).events.map(({ kind }) => kind);

describe('transitions', () => {
  test('a raised alert is kept with all that it says, an event, the rules’ state and a word to the live feed', async () => {
    const heard: DecodedChanges[] = [];
    const listener = new pg.Client({ connectionString: database.url });
    await listener.connect();
    await listener.query('listen changes');
    listener.on('notification', ({ payload }) => heard.push(decodeChanges(payload ?? '') as DecodedChanges));
    const visitId = randomUUID() as VisitId;
    const siteId = randomUUID() as SiteId;
    await store.apply(DT01, [raise({}, { visitId, siteId })], { memory: 1 }, START_MS);
    expect(await only()).toEqual({
      alertId: expect.any(String),
      kind: 'battery-low',
      severity: 'soon',
      state: 'raised',
      truckId: 'DT-01',
      truckName: 'Simba',
      subject: '',
      visitId,
      siteId,
      since: '2026-11-23T06:50:00.000Z',
      raisedAt: '2026-11-23T07:00:00.000Z',
      updatedAt: '2026-11-23T07:00:00.000Z',
      clearedAt: null,
      clearedWhy: null,
      facts: { batterySocPct: 24 },
      groupedUnder: null,
      acknowledgedBy: null,
      acknowledgedAt: null,
      assignedTo: null,
      snoozedUntil: null,
      raisedLast30Days: 1,
    });
    expect((await find((await only()).alertId)).events).toEqual([
      {
        at: '2026-11-23T07:00:00.000Z',
        kind: 'raised',
        by: 'rules',
        note: '',
        facts: { batterySocPct: 24, severity: 'soon' },
      },
    ]);
    expect(await store.states()).toEqual([{ truckId: 'DT-01', state: { memory: 1 }, evaluatedMs: START_MS }]);
    await until('the notification', () => heard.length > 0);
    expect(heard).toEqual([{ trucks: ['DT-01'], subjects: ['alerts'] }]);
    await listener.end();
  });

  test('state alone is written without an event; an older one never replaces a newer one', async () => {
    await store.apply(DT01, [], { at: 2 }, START_MS + 2);
    await store.apply(DT01, [], { at: 1 }, START_MS + 1);
    await store.apply(null, [], { service: true }, START_MS);
    expect((await store.states()).sort((a, b) => b.evaluatedMs - a.evaluatedMs)).toEqual([
      { truckId: 'DT-01', state: { at: 2 }, evaluatedMs: START_MS + 2 },
      { truckId: null, state: { service: true }, evaluatedMs: START_MS },
    ]);
  });

  test('an open alert that is raised again is a change; another subject is another alert', async () => {
    await apply(raise());
    const { alertId } = await only();
    clock.advance(60_000);
    await apply(raise({}, { facts: { batterySocPct: 20 } }), raise({ subject: 'batteryV' }));
    const { items, total } = await list();
    expect(total).toBe(2);
    expect(items.find((one) => one.subject === '')).toMatchObject({
      alertId,
      facts: { batterySocPct: 20 },
      raisedAt: '2026-11-23T07:00:00.000Z',
      updatedAt: '2026-11-23T07:01:00.000Z',
    });
    expect(await kindsOf(alertId)).toEqual(['raised']);
  });

  test('a refresh of facts is no event, worse and better are; worse has to be seen anew', async () => {
    await apply(raise());
    const { alertId } = await only();
    await store.acknowledge(ANN, alertId, { acknowledged: true, note: '' }, START_MS);
    await store.snooze(ANN, alertId, { forMinutes: 60, note: '' }, START_MS);
    await apply(change());
    expect(await find(alertId)).toMatchObject({ state: 'acknowledged', acknowledgedBy: 'Ann' });
    await apply(change({}, { severity: 'note' }));
    expect(await find(alertId)).toMatchObject({ state: 'acknowledged', severity: 'note' });
    await apply(change({}, { severity: 'urgent' }));
    expect(await find(alertId)).toMatchObject({
      state: 'raised',
      acknowledgedBy: null,
      snoozedUntil: null,
      severity: 'urgent',
    });
    expect(await kindsOf(alertId)).toEqual(['raised', 'acknowledged', 'snoozed', 'better', 'worse']);
  });

  test('cleared with the reason; the next of the kind is another alert and counts', async () => {
    await apply(raise());
    const first = await only();
    clock.advance(3_600_000);
    await apply(clear());
    expect(await find(first.alertId)).toMatchObject({
      state: 'cleared',
      clearedAt: '2026-11-23T08:00:00.000Z',
      clearedWhy: 'over',
    });
    expect((await list()).items).toEqual([]);
    clock.advance(10 * 86_400_000);
    await apply(raise());
    expect(await only()).toMatchObject({ raisedLast30Days: 2 });
    clock.advance(25 * 86_400_000);
    await apply(clear(), raise());
    const again = await only();
    expect(again.alertId).not.toBe(first.alertId);
    expect(again.raisedLast30Days).toBe(2);
    expect((await find(first.alertId)).raisedLast30Days).toBe(1);
  });

  test('clearing or changing what is not open does nothing', async () => {
    await apply(clear(), change());
    expect((await list({ state: 'all' })).total).toBe(0);
  });

  test('one cause groups others, also when it stands behind them; they are freed when it clears', async () => {
    const cause = keyOf({ kind: 'truck-silent' });
    await apply(raise({}, { groupedUnder: cause }), raise(cause));
    const { items } = await list();
    const silent = items.find((one) => one.kind === 'truck-silent');
    const battery = items.find((one) => one.kind === 'battery-low');
    expect(battery?.groupedUnder).toBe(silent?.alertId);
    expect(silent?.groupedUnder).toBeNull();
    await apply(clear(cause));
    expect(await only()).toMatchObject({ kind: 'battery-low', groupedUnder: null });
  });

  test('late data never opens an alert: it is noted on the one it belongs to, or stands in the history', async () => {
    await apply(late());
    expect((await list()).items).toEqual([]);
    const alone = await only({ state: 'cleared' });
    expect(alone).toMatchObject({
      clearedWhy: 'late-data',
      since: '2026-11-20T06:00:00.000Z',
      facts: { batterySocPct: 19, to: '2026-11-20T07:00:00.000Z' },
    });
    const nextMs = Date.parse('2026-11-20T08:30:00.000Z');
    await apply(late({}, { fromMs: nextMs, toMs: nextMs + 600_000 }));
    expect(await only({ state: 'cleared' })).toMatchObject({ facts: { to: '2026-11-20T08:40:00.000Z' } });
    expect(await kindsOf(alone.alertId)).toEqual(['late-data', 'late-data']);
    await apply(raise());
    const open = await only();
    expect(open.raisedLast30Days).toBe(1);
    await apply(late({}, { fromMs: START_MS - 600_000, toMs: START_MS }));
    expect(await kindsOf(open.alertId)).toEqual(['raised', 'late-data']);
    expect((await list({ state: 'all' })).total).toBe(2);
  });

  test('two replicas that say the same at once make one alert', async () => {
    const other = openDb({ url: database.url, poolMax: 6, onIdleError: () => {} });
    atEnd(() => other.$client.end());
    const replicas = [store, alertStore(other)];
    const kinds = ['battery-low', 'truck-silent', 'clock-wrong', 'flapping'] as const;
    for (let round = 0; round < 5; round++) {
      const said = kinds.map((kind) => raise({ kind }));
      await Promise.all(
        [0, 1, 0, 1, 0, 1].map((one) =>
          replicas[one]?.apply(DT01, one === 0 ? said : [...said].reverse(), { round }, clock.nowMs()),
        ),
      );
      expect((await list()).total).toBe(kinds.length);
      await Promise.all(
        replicas.map((one) =>
          one.apply(
            DT01,
            kinds.map((kind) => clear({ kind })),
            { round },
            clock.nowMs(),
          ),
        ),
      );
      expect((await list()).total).toBe(0);
    }
    const { rows } = await db.execute<{ kind: string; count: number }>(
      sql`select kind, count(*)::int as count from alert_events group by kind order by kind`,
    );
    expect(rows).toEqual([
      { kind: 'cleared', count: 5 * kinds.length },
      { kind: 'raised', count: 5 * kinds.length },
    ]);
  });

  test('whatever is said in whatever order: at most one open alert a key, and exactly the raised ones are open', async () => {
    const step = fc.record({
      type: fc.constantFrom('raise', 'change', 'clear', 'late'),
      kind: fc.constantFrom('battery-low' as const, 'truck-silent' as const),
      severity: fc.constantFrom('note' as const, 'soon' as const, 'urgent' as const),
      grouped: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(step, { maxLength: 5 }), { maxLength: 6 }), async (batches) => {
        await db.execute(sql`delete from alerts`);
        const open = new Map<string, string>();
        for (const batch of batches) {
          const said = batch.map(({ type, kind, severity, grouped }) => {
            const other = keyOf({ kind: kind === 'battery-low' ? 'truck-silent' : 'battery-low' });
            const groupedUnder = grouped ? other : null;
            if (type === 'clear') open.delete(kind);
            if (type === 'raise' || (type === 'change' && open.has(kind))) open.set(kind, severity);
            if (type === 'clear') return clear({ kind });
            if (type === 'late') return late({ kind });
            return type === 'raise'
              ? raise({ kind }, { severity, groupedUnder })
              : change({ kind }, { severity, groupedUnder });
          });
          await store.apply(DT01, said, {}, clock.nowMs());
          clock.advance(1000);
        }
        const { items } = await list();
        expect(new Map(items.map((one) => [one.kind, one.severity]))).toEqual(open);
      }),
      { numRuns: 40 },
    );
  });
});

describe('lists', () => {
  test('open ones by urgency, then the newest; pages neither repeat nor skip', async () => {
    const kinds = ['battery-low', 'truck-silent', 'clock-wrong', 'flapping', 'class-empty'] as const;
    const severities = ['note', 'urgent', 'soon', 'urgent', 'note'] as const;
    for (const [index, kind] of kinds.entries()) {
      await apply(raise({ kind, truckId: truck('DT-02') }, { severity: severities[index] ?? 'note' }));
      clock.advance(1000);
    }
    const all = await list();
    expect(all.items.map(({ kind }) => kind)).toEqual([
      'flapping',
      'truck-silent',
      'clock-wrong',
      'class-empty',
      'battery-low',
    ]);
    expect(all.items[0]).toMatchObject({ truckName: 'DT-02' });
    const paged = [];
    let cursor: string | undefined;
    do {
      const page = await list({ limit: 2, cursor });
      paged.push(...page.items);
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
    expect(paged).toEqual(all.items);
    expect(await store.openCounts()).toEqual({ urgent: 2, soon: 1, note: 2 });
    expect((await list({ severity: 'urgent' })).total).toBe(2);
    expect((await list({ kind: 'clock-wrong' })).total).toBe(1);
    expect((await list({ truckId: DT01 })).total).toBe(0);
    expect((await list({ from: '2026-11-23T07:00:02.000Z', to: '2026-11-23T07:00:03.000Z' })).total).toBe(2);
    expect((await list({ cursor: 'nonsense' })).items).toHaveLength(5);
  });

  test('one of the service itself has no truck', async () => {
    await store.apply(null, [raise({ kind: 'quarantine-rising', truckId: null })], {}, START_MS);
    expect(await only()).toMatchObject({ truckId: null, truckName: null });
  });
});

describe('what people do', () => {
  const open = async () => {
    await apply(raise());
    return (await only()).alertId;
  };

  test('acknowledged by a person, taken back, and the audit log says so', async () => {
    const alertId = await open();
    expect(
      await store.acknowledge(ANN, alertId, { acknowledged: true, note: 'on it' }, START_MS + 5000),
    ).toEqual({ ok: true });
    expect(await find(alertId)).toMatchObject({
      state: 'acknowledged',
      acknowledgedBy: 'Ann',
      acknowledgedAt: '2026-11-23T07:00:05.000Z',
    });
    expect((await list({ state: 'acknowledged' })).total).toBe(1);
    expect((await list({ state: 'raised' })).total).toBe(0);
    // The same again changes nothing.
    await store.acknowledge(ANN, alertId, { acknowledged: true, note: '' }, START_MS + 6000);
    await store.acknowledge(ANN, alertId, { acknowledged: false, note: '' }, START_MS + 7000);
    const found = await find(alertId);
    expect(found).toMatchObject({ state: 'raised', acknowledgedBy: null, acknowledgedAt: null });
    expect(found.events.map(({ kind, by, note }) => [kind, by, note])).toEqual([
      ['raised', 'rules', ''],
      ['acknowledged', 'Ann', 'on it'],
      ['unacknowledged', 'Ann', ''],
    ]);
    const { items } = await auditStore(db).list({ subject: 'alert', subjectId: alertId, limit: 10 });
    expect(items.map(({ action, actor }) => [action, actor.name])).toEqual([
      ['alert.unacknowledge', 'Ann'],
      ['alert.acknowledge', 'Ann'],
    ]);
    expect(items[1]).toMatchObject({
      before: { state: 'raised' },
      after: { state: 'acknowledged', note: 'on it' },
    });
  });

  test('a snoozed one wakes by itself, or when told', async () => {
    const alertId = await open();
    await store.snooze(ANN, alertId, { forMinutes: 30, note: '' }, clock.nowMs());
    expect(await only()).toMatchObject({ snoozedUntil: '2026-11-23T07:30:00.000Z' });
    expect((await list({ snoozed: 'hidden' })).total).toBe(0);
    clock.advance(30 * 60_000);
    expect(await only({ snoozed: 'hidden' })).toMatchObject({ snoozedUntil: null });
    await store.snooze(ANN, alertId, { forMinutes: 30, note: '' }, clock.nowMs());
    await store.snooze(ANN, alertId, { forMinutes: 0, note: '' }, clock.nowMs());
    await store.snooze(ANN, alertId, { forMinutes: 0, note: '' }, clock.nowMs());
    expect(await only({ snoozed: 'hidden' })).toMatchObject({ snoozedUntil: null });
    expect((await find(alertId)).events.slice(1).map(({ kind, facts }) => [kind, facts])).toEqual([
      ['snoozed', { snoozedUntil: '2026-11-23T07:30:00.000Z' }],
      ['snoozed', { snoozedUntil: '2026-11-23T08:00:00.000Z' }],
      ['snoozed', { snoozedUntil: null }],
    ]);
  });

  test('given to a person who can sign in, and to nobody', async () => {
    const alertId = await open();
    const assign = (personId: string | null) => store.assign(ANN, alertId, { personId, note: '' }, START_MS);
    expect(await assign('p-ann')).toEqual({ ok: true });
    expect(await only({ assignedTo: 'p-ann' })).toMatchObject({
      assignedTo: { personId: 'p-ann', name: 'Ann' },
    });
    for (const nobody of ['p-off', 'p-none']) {
      expect(await assign(nobody)).toMatchObject({ reason: 'no-such', field: 'personId', value: nobody });
    }
    await assign(null);
    expect((await find(alertId)).assignedTo).toBeNull();
    expect(await store.assignees()).toEqual([{ personId: 'p-ann', name: 'Ann', role: 'coordinator' }]);
  });

  test('a cleared one stays as it is, but can be noted on; one that is not there is not', async () => {
    const alertId = await open();
    await apply(clear());
    await store.acknowledge(ANN, alertId, { acknowledged: true, note: '' }, START_MS);
    await store.snooze(ANN, alertId, { forMinutes: 5, note: '' }, START_MS);
    expect(await find(alertId)).toMatchObject({ state: 'cleared', acknowledgedBy: null, snoozedUntil: null });
    await store.note(ANN, alertId, 'a fuse', START_MS);
    expect((await find(alertId)).events.at(-1)).toMatchObject({ kind: 'note', by: 'Ann', note: 'a fuse' });
    const nowhere = randomUUID() as AlertId;
    expect(await store.note(ANN, nowhere, 'x', START_MS)).toEqual({ ok: false, reason: 'not-found' });
    expect(await store.find(nowhere, START_MS)).toBeUndefined();
  });
});
