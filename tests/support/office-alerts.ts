/** Alerts of an office under test, written down as its rules would have: a screen need not wait for the rules' next look. */
import type { AlertDetail, AlertKind, AlertPage, AlertTransition } from '@digitruck/contract/alerts';
import { systemClock } from '../../src/kernel/clock.ts';
import { alertStore } from '../../src/store/alerts/alerts.ts';
import { clear, keyOf, raise, truck } from './alerts.ts';
import type { TestConsole } from './console.ts';

type Raise = Extract<AlertTransition, { type: 'raise' }>;
export type Raised = {
  readonly kind: AlertKind;
  readonly truckId: string;
  readonly subject?: string;
  readonly severity?: Raise['severity'];
  readonly facts?: Raise['facts'];
  readonly siteId?: string;
  /** Its condition began so long ago. */
  readonly forMs?: number;
  /** The kind of this truck's alert that explains it. */
  readonly under?: AlertKind;
};

/** Raises it, or a worse one of the same, and answers with it. */
export async function raiseAlert(office: TestConsole, what: Raised): Promise<AlertDetail> {
  const { kind, subject = '', severity = 'soon', facts = {}, siteId = null, forMs = 900_000, under } = what;
  const truckId = truck(what.truckId);
  const nowMs = systemClock.nowMs();
  const over: Partial<Raise> = {
    severity,
    facts,
    siteId: siteId as Raise['siteId'],
    sinceMs: nowMs - forMs,
    groupedUnder: under === undefined ? null : keyOf({ kind: under, truckId }),
  };
  await alertStore(office.database.db).apply(truckId, [raise({ kind, truckId, subject }, over)], {}, nowMs);
  const { items } = await office.api<AlertPage>('GET', `/alerts?truckId=${truckId}&kind=${kind}`);
  return office.api<AlertDetail>('GET', `/alerts/${items[0]?.alertId}`);
}

export async function clearAlert(office: TestConsole, kind: AlertKind, truckId: string): Promise<void> {
  const key = { kind, truckId: truck(truckId) };
  await alertStore(office.database.db).apply(key.truckId, [clear(key)], {}, systemClock.nowMs());
}

/** What the rule says of a battery that does not last the day. */
export const SHORT_BATTERY: Raise['facts'] = {
  batterySocPct: 16,
  drawW: 1200,
  reservePct: 20,
  reserveAt: '2026-11-26T09:40:00.000Z',
  classesPlanned: 5,
  classesCoveredP50: 3,
  classesCoveredP10: 2,
  classesCoveredAfterShedding: 5,
  siteName: 'Kitale School',
};
