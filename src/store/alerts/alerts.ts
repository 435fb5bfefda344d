/**
 * Alerts: what the rules found and what people did about it. The words are not here: they are made from kind and facts, in the reader's
 * language, by whoever shows them.
 */
import type {
  Alert,
  AlertDetail,
  AlertEvent,
  AlertQuery,
  AlertTransition,
  Severity,
} from '@digitruck/contract/alerts';
import type { AlertId, TruckId } from '@digitruck/contract/ids';
import type { Role } from '@digitruck/contract/people';
import type { Db, Tx } from '../db.ts';
import { and, asc, eq, gte, lte, ne, type SQL, sql } from '../drizzle.ts';
import { allOf, type Page, pageOf, type Sort } from '../pages.ts';
import { alertEvents, alertState, alerts, type TruckKey } from '../tables/alerts.ts';
import { people } from '../tables/people.ts';
import { trucks } from '../tables/registry.ts';
import { alertActs } from './acts.ts';
import { applyTransitions, LATE_DATA } from './transitions.ts';

/** An alert but for its words. */
export type StoredAlert = Omit<Alert, 'words' | 'actionKind'>;
export type StoredAlertDetail = StoredAlert & Pick<AlertDetail, 'events'>;
export type AlertCounts = Record<Severity, number>;
export type KeptState = {
  readonly truckId: TruckId | null;
  readonly state: unknown;
  readonly evaluatedMs: number;
};
export type Assignee = { readonly personId: string; readonly name: string; readonly role: Role };

const EVENTS_MAX = 500;
const RECURRING_DAYS = 30;

const SORTS = {
  /** The urgent ones first, then the newest. */
  urgency: {
    key: sql`(case ${alerts.severity} when 'urgent' then '3 ' when 'soon' then '2 ' else '1 ' end
      || to_char(${alerts.raisedAt} at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS.US'))`,
    type: 'text',
    descending: true,
  },
  newest: { key: sql`${alerts.raisedAt}`, type: 'timestamptz', descending: true },
} as const satisfies Record<string, Sort>;

export function alertStore(db: Db) {
  return {
    /** See `alert-transitions.ts`. */
    apply: (
      truckId: TruckId | null,
      transitions: readonly AlertTransition[],
      state: unknown,
      nowMs: number,
    ) => applyTransitions(db, truckId, transitions, state, nowMs),

    /** What the evaluation of each truck's rules carries on; null is the service itself. */
    async states(): Promise<KeptState[]> {
      const rows = await db.select().from(alertState);
      return rows.map(({ truckId, state, evaluatedAt }) => ({
        truckId: truckIdOf(truckId),
        state,
        evaluatedMs: evaluatedAt.getTime(),
      }));
    },

    /** Open ones by urgency, otherwise the newest first. */
    async list(query: AlertQuery, nowMs: number): Promise<Page<StoredAlert>> {
      const name = query.state === 'cleared' || query.state === 'all' ? 'newest' : 'urgency';
      const matches = allOf([
        stateFilter(query.state),
        query.truckId === undefined ? undefined : eq(alerts.truckId, query.truckId),
        query.kind === undefined ? undefined : eq(alerts.kind, query.kind),
        query.severity === undefined ? undefined : eq(alerts.severity, query.severity),
        query.assignedTo === undefined ? undefined : eq(alerts.assignedToId, query.assignedTo),
        query.snoozed === 'shown'
          ? undefined
          : sql`(${alerts.snoozedUntil} is null or ${alerts.snoozedUntil} <= ${new Date(nowMs).toISOString()})`,
        query.from === undefined ? undefined : gte(alerts.raisedAt, new Date(query.from)),
        query.to === undefined ? undefined : lte(alerts.raisedAt, new Date(query.to)),
      ]);
      const by = { name, sort: SORTS[name], id: sql`${alerts.alertId}`, idType: 'uuid' } as const;
      return pageOf(by, query, {
        matches,
        rows: ({ where, orderBy, limit, sortKey }) =>
          selectAlerts(db, sortKey).where(where).orderBy(orderBy).limit(limit),
        total: () => db.$count(alerts, matches),
        idOf: ({ row }) => row.alertId,
        itemOf: (row) => alertOf(row, nowMs),
      });
    },

    /** How many are open, of each severity; snoozed, grouped and acknowledged ones are open too. */
    async openCounts(): Promise<AlertCounts> {
      const rows = await db
        .select({ severity: alerts.severity, count: sql<number>`count(*)::int` })
        .from(alerts)
        .where(ne(alerts.state, 'cleared'))
        .groupBy(alerts.severity);
      const counts: AlertCounts = { urgent: 0, soon: 0, note: 0 };
      for (const { severity, count } of rows) counts[severity] = count;
      return counts;
    },

    find: (alertId: AlertId, nowMs: number) => findAlert(db, alertId, nowMs),

    /** Who an alert may be given to. */
    async assignees(): Promise<Assignee[]> {
      return db
        .select({ personId: people.id, name: people.name, role: people.role })
        .from(people)
        .where(and(eq(people.disabled, false), ne(people.role, 'viewer')))
        .orderBy(sql`lower(${people.name})`, people.id)
        .limit(500);
    },

    ...alertActs(db),
  };
}
export type AlertStore = ReturnType<typeof alertStore>;

/** With what happened to it, the oldest first. */
export async function findAlert(
  db: Db | Tx,
  alertId: AlertId,
  nowMs: number,
): Promise<StoredAlertDetail | undefined> {
  const [row] = await selectAlerts(db, sql<string>`''`).where(eq(alerts.alertId, alertId));
  if (row === undefined) return undefined;
  const events = await db
    .select()
    .from(alertEvents)
    .where(and(eq(alertEvents.truckId, row.row.truckId), eq(alertEvents.alertId, alertId)))
    .orderBy(asc(alertEvents.eventId))
    .limit(EVENTS_MAX);
  return {
    ...alertOf(row, nowMs),
    events: events.map(
      (event): AlertEvent => ({
        at: event.at.toISOString(),
        kind: event.kind,
        by: event.byWhom,
        note: event.note,
        facts: event.facts,
      }),
    ),
  };
}

export function truckIdOf(key: TruckKey): TruckId | null {
  return key === '' ? null : key;
}

function selectAlerts(db: Db | Tx, sortKey: SQL<string>) {
  return db
    .select({
      row: alerts,
      truckName: trucks.name,
      raisedLast30Days: sql<number>`(
        select count(*)::int from alerts other
        where other.truck_id = ${alerts.truckId} and other.kind = ${alerts.kind}
          and other.subject = ${alerts.subject} and other.raised_at <= ${alerts.raisedAt}
          and other.raised_at > ${alerts.raisedAt} - make_interval(days => ${RECURRING_DAYS})
          and other.cleared_why is distinct from ${LATE_DATA})`,
      sortKey,
    })
    .from(alerts)
    .leftJoin(trucks, eq(trucks.truckId, sql`${alerts.truckId}`));
}

type Selected = Awaited<ReturnType<typeof selectAlerts>>[number];

function alertOf({ row, truckName, raisedLast30Days }: Selected, nowMs: number): StoredAlert {
  const { assignedToId, assignedTo, snoozedUntil } = row;
  return {
    alertId: row.alertId,
    kind: row.kind,
    severity: row.severity,
    state: row.state,
    truckId: truckIdOf(row.truckId),
    truckName: row.truckId === '' ? null : truckName || row.truckId,
    subject: row.subject,
    visitId: row.visitId,
    siteId: row.siteId,
    since: row.since.toISOString(),
    raisedAt: row.raisedAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
    clearedAt: row.clearedAt?.toISOString() ?? null,
    clearedWhy: row.clearedWhy,
    facts: row.facts,
    groupedUnder: row.groupedUnder,
    acknowledgedBy: row.acknowledgedBy,
    acknowledgedAt: row.acknowledgedAt?.toISOString() ?? null,
    assignedTo: assignedToId === null ? null : { personId: assignedToId, name: assignedTo ?? assignedToId },
    // A snooze that is over has woken by itself.
    snoozedUntil: snoozedUntil !== null && snoozedUntil.getTime() > nowMs ? snoozedUntil.toISOString() : null,
    raisedLast30Days,
  };
}

function stateFilter(state: AlertQuery['state']): SQL | undefined {
  if (state === 'all') return undefined;
  return state === 'open' ? ne(alerts.state, 'cleared') : eq(alerts.state, state);
}
