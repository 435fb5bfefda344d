/**
 * What the rules said about a truck, written down: the alerts, what happened to them, the state that the rules carry on, and what is
 * to be told. One transaction, so that a restart or a second replica neither loses a finding nor makes two of it.
 */
import type { AlertEvent, AlertFacts, AlertKey, AlertTransition } from '@digitruck/contract/alerts';
import type { AlertId, TruckId } from '@digitruck/contract/ids';
import { notifyChanges } from '../changes.ts';
import type { Db, Tx } from '../db.ts';
import { and, desc, eq, ne, sql } from '../drizzle.ts';
import { alertEvents, alertState, alerts, type TruckKey } from '../tables/alerts.ts';
import { severityRank, tellCleared, tellRaised, tellWorse } from './outbox.ts';

/** Who did it, in events, when it was no person and no channel. */
export const RULES = 'rules';
/** Why an alert that was never open is cleared: late data showed that it had been so. */
export const LATE_DATA = 'late-data';
/** Late data belongs to the latest alert of its key when it lies so near to it; otherwise it is noted by itself. */
const NEAR_MS = 6 * 3_600_000;
/** What its cause explained gets so long to end with it before it is told by itself. */
const UNGROUPED_WAIT_MS = 120_000;

type Row = typeof alerts.$inferSelect;
type Of<Type extends AlertTransition['type']> = Extract<AlertTransition, { type: Type }>;

/**
 * @param truckId null for the service itself
 * @param state what the evaluation carries on; an older one than what is kept is left
 */
export async function applyTransitions(
  db: Db,
  truckId: TruckId | null,
  transitions: readonly AlertTransition[],
  state: unknown,
  nowMs: number,
): Promise<void> {
  await db.transaction(async (tx) => {
    // Also the lock that lets one replica at a time write about this truck.
    await tx
      .insert(alertState)
      .values({ truckId: keyOf(truckId), state, evaluatedAt: new Date(nowMs) })
      .onConflictDoUpdate({
        target: alertState.truckId,
        set: { state: sql`excluded.state`, evaluatedAt: sql`excluded.evaluated_at` },
        setWhere: sql`${alertState.evaluatedAt} <= excluded.evaluated_at`,
      });
    if (transitions.length === 0) return;
    const grouping: { alertId: AlertId; row: Row; under: AlertKey | null; isNew: boolean; worse: boolean }[] =
      [];
    for (const transition of transitions) {
      switch (transition.type) {
        case 'raise':
        case 'change': {
          const done = await raiseOrChange(tx, transition, nowMs);
          if (done !== undefined) {
            grouping.push({ ...done, alertId: done.row.alertId, under: transition.groupedUnder });
          }
          break;
        }
        case 'clear':
          await clear(tx, transition, nowMs);
          break;
        case 'late':
          await noteLate(tx, transition, nowMs);
          break;
      }
    }
    // The alert that explains another may stand behind it in the list, so this comes when all are there.
    for (const one of grouping) await groupAndTell(tx, one, nowMs);
    await notifyChanges(tx, { trucks: truckId === null ? [] : [truckId], subjects: ['alerts'] });
  });
}

async function raiseOrChange(
  tx: Tx,
  transition: Of<'raise'> | Of<'change'>,
  nowMs: number,
): Promise<{ row: Row; isNew: boolean; worse: boolean } | undefined> {
  const { key, severity, facts } = transition;
  const now = new Date(nowMs);
  if (transition.type === 'raise') {
    const [made] = await tx
      .insert(alerts)
      .values({
        truckId: keyOf(key.truckId),
        kind: key.kind,
        subject: key.subject,
        severity,
        visitId: transition.visitId,
        siteId: transition.siteId,
        since: new Date(transition.sinceMs),
        raisedAt: now,
        updatedAt: now,
        facts,
      })
      .onConflictDoNothing()
      .returning();
    if (made !== undefined) {
      await addEvent(tx, made, now, { kind: 'raised', facts: { ...facts, severity } });
      return { row: made, isNew: true, worse: false };
    }
  }
  const row = await openAlert(tx, key);
  if (row === undefined) return undefined;
  const step = severityRank(severity) - severityRank(row.severity);
  // Somebody has seen a lesser thing: what is worse counts as new, and a snooze ends.
  const seenAgain =
    step > 0
      ? { state: 'raised' as const, acknowledgedBy: null, acknowledgedAt: null, snoozedUntil: null }
      : {};
  const [changed] = await tx
    .update(alerts)
    .set({ severity, facts, updatedAt: now, ...seenAgain })
    .where(isAlert(row))
    .returning();
  if (step !== 0) {
    await addEvent(tx, row, now, { kind: step > 0 ? 'worse' : 'better', facts: { ...facts, severity } });
  }
  return { row: changed ?? row, isNew: false, worse: step > 0 };
}

async function groupAndTell(
  tx: Tx,
  one: { row: Row; under: AlertKey | null; isNew: boolean; worse: boolean },
  nowMs: number,
): Promise<void> {
  const { row, isNew, worse } = one;
  // Without a lock: the other's own transaction may be waiting for this truck's alerts.
  const parent = one.under === null ? undefined : await findOpen(tx, one.under);
  const groupedUnder = parent === undefined || parent.alertId === row.alertId ? null : parent.alertId;
  if (groupedUnder !== row.groupedUnder) {
    await tx.update(alerts).set({ groupedUnder }).where(isAlert(row));
  }
  if (groupedUnder !== null) return;
  if (isNew || row.groupedUnder !== null) await tellRaised(tx, row, nowMs);
  else if (worse) await tellWorse(tx, row, nowMs);
}

async function clear(tx: Tx, { key, facts, why }: Of<'clear'>, nowMs: number): Promise<void> {
  const row = await openAlert(tx, key);
  if (row === undefined) return;
  const now = new Date(nowMs);
  await tx
    .update(alerts)
    .set({ state: 'cleared', clearedAt: now, clearedWhy: why, updatedAt: now, snoozedUntil: null })
    .where(isAlert(row));
  await addEvent(tx, row, now, { kind: 'cleared', note: why, facts });
  await tellCleared(tx, row.alertId, nowMs);
  // What this one explained stands by itself now.
  const freed = await tx
    .update(alerts)
    .set({ groupedUnder: null })
    .where(and(eq(alerts.groupedUnder, row.alertId), ne(alerts.state, 'cleared')))
    .returning();
  for (const child of freed) await tellRaised(tx, child, nowMs, UNGROUPED_WAIT_MS);
}

/** On the alert that it belongs to, or as one that was over before anybody could know: in the history, never among the open ones. */
async function noteLate(tx: Tx, late: Of<'late'>, nowMs: number): Promise<void> {
  const { key, severity } = late;
  const now = new Date(nowMs);
  const facts: AlertFacts = {
    ...late.facts,
    severity,
    from: new Date(late.fromMs).toISOString(),
    to: new Date(late.toMs).toISOString(),
  };
  const [latest] = await tx
    .select()
    .from(alerts)
    .where(hasKey(key))
    .orderBy(sql`${alerts.state} = 'cleared'`, desc(alerts.since))
    .limit(1);
  if (latest !== undefined && isNear(latest, late)) {
    await addEvent(tx, latest, now, { kind: 'late-data', facts });
    if (latest.clearedWhy === LATE_DATA) await stretch(tx, latest, facts);
    return;
  }
  const [made] = await tx
    .insert(alerts)
    .values({
      truckId: keyOf(key.truckId),
      kind: key.kind,
      subject: key.subject,
      severity,
      state: 'cleared',
      since: new Date(late.fromMs),
      raisedAt: now,
      updatedAt: now,
      clearedAt: now,
      clearedWhy: LATE_DATA,
      facts,
    })
    .returning();
  if (made !== undefined) await addEvent(tx, made, now, { kind: 'late-data', facts });
}

/** What late data made grows with the next late data. */
async function stretch(tx: Tx, row: Row, { from, to }: AlertFacts): Promise<void> {
  const since = new Date(Math.min(row.since.getTime(), Date.parse(String(from))));
  const before = String(row.facts.to);
  const facts = { ...row.facts, from: since.toISOString(), to: before > String(to) ? before : String(to) };
  await tx.update(alerts).set({ since, facts }).where(isAlert(row));
}

function isNear(row: Row, { fromMs, toMs }: Of<'late'>): boolean {
  const { to } = row.facts;
  // One that late data made ended when the data says, not when it came.
  const lateEndMs = row.clearedWhy === LATE_DATA && typeof to === 'string' ? Date.parse(to) : undefined;
  const endMs = lateEndMs ?? row.clearedAt?.getTime() ?? Number.POSITIVE_INFINITY;
  return fromMs <= endMs + NEAR_MS && toMs >= row.since.getTime() - NEAR_MS;
}

/** Writes what happened to an alert. */
export async function addEvent(
  tx: Tx,
  alert: { readonly truckId: TruckKey; readonly alertId: AlertId },
  at: Date,
  event: { kind: AlertEvent['kind']; by?: string; note?: string; facts?: AlertFacts | null },
): Promise<void> {
  const { kind, by = RULES, note = '', facts = null } = event;
  const { truckId, alertId } = alert;
  await tx.insert(alertEvents).values({ truckId, alertId, at, kind, byWhom: by, note, facts });
}

export function keyOf(truckId: TruckId | null): TruckKey {
  return truckId ?? '';
}

export function isAlert({ truckId, alertId }: { readonly truckId: TruckKey; readonly alertId: AlertId }) {
  return and(eq(alerts.truckId, truckId), eq(alerts.alertId, alertId));
}

function hasKey({ truckId, kind, subject }: AlertKey) {
  return and(eq(alerts.truckId, keyOf(truckId)), eq(alerts.kind, kind), eq(alerts.subject, subject));
}

async function openAlert(tx: Tx, key: AlertKey): Promise<Row | undefined> {
  const [row] = await openOnes(tx, key).for('no key update');
  return row;
}

async function findOpen(tx: Tx, key: AlertKey): Promise<Row | undefined> {
  const [row] = await openOnes(tx, key);
  return row;
}

function openOnes(tx: Tx, key: AlertKey) {
  return tx
    .select()
    .from(alerts)
    .where(and(hasKey(key), ne(alerts.state, 'cleared')));
}
