/**
 * `npm run verify -- --impact FROM TO`: an independent recount of the raw reports (`recount.ts`) is held against every figure that the service
 * tells of these days, by whatever it is told by, and against every export of them; then the same for each closed period of just these days.
 *
 * All is read in one transaction, so that reports that come in meanwhile change nothing.
 */
import { IMPACT_GROUPS, type Measure } from '@digitruck/contract/impact-words';
import { impactDeps } from '../../derive/impact/deps.ts';
import { systemClock } from '../../kernel/clock.ts';
import { openDb } from '../../store/db.ts';
import { openStore } from '../../store/store.ts';
import {
  changedSince,
  keptMeasured,
  lateReports,
  measured,
  reportsChanged,
  schoolsConnected,
  type TargetRow,
  targetsOf,
} from './beside.ts';
import { type Hold, holdExports } from './exports.ts';
import { expectedOf, holdRows, holdSnapshot, measuresOf, rowsBy } from './figures.ts';
import { countBy, type Days, layOut, NOTHING, type Query } from './recount.ts';

type Value = number | null | undefined;
export type Line = {
  /** What said it: figures, rows by county, an export. */
  readonly by: string;
  readonly what: string;
  readonly recount: Value;
  readonly said: Value;
  /** Where to look when it differs. */
  readonly look: string;
  /** It leans on rosters or registers, and these were changed since the period was closed: a difference is told, and is none that is wrong. */
  readonly restated: boolean;
};
export type Verified = { readonly lines: readonly Line[]; readonly notes: readonly string[] };
export type VerifyOptions = Days & {
  readonly timeZone: string;
  readonly programme: string;
  readonly country: string;
};

export async function verifyImpact(url: string, options: VerifyOptions): Promise<Verified> {
  const { from, to, timeZone } = options;
  const days = { from, to };
  // One connection: whatever is asked, by whomever, is asked in the same transaction.
  const db = openDb({ url, poolMax: 1, onIdleError: () => {} });
  const query: Query = (text, values) => db.$client.query(text, values);
  const momentOf = async () => (await query('select transaction_timestamp()::text as at')).rows[0]?.at;
  const store = openStore(db);
  const deps = impactDeps({ ...store, ...options, clock: systemClock });
  const lines: Line[] = [];
  const notes: string[] = [];
  const holder =
    (prefix: string, canBeRestated: boolean) =>
    (by: string, look: string, leans = false): Hold =>
    (what, recount, said) =>
      void lines.push({ by: prefix + by, what, recount, said, look, restated: leans && canBeRestated });
  try {
    await query('begin isolation level repeatable read');
    // Many statements, each asked a few times: compiling them costs more than it saves.
    await query('set local jit = off');
    const moment = await momentOf();
    await now();
    for (const periodId of await periodIds()) await closed(periodId);
    const progress = await deps.targetProgress(from, to);
    for (const target of await targetsOf(query, days)) {
      const said = progress.find(({ targetId }) => targetId === target.targetId);
      const what = `${target.indicator} ${target.from} to ${target.to}${target.funder === '' ? '' : ` of ${target.funder}`}`;
      const look = `GET /api/v1/impact/targets/progress?from=${from}&to=${to}`;
      holder('', false)('targets', look)(what, await reached(target), said?.actual);
    }
    // A connection that was lost and made anew would have read another moment.
    if ((await momentOf()) !== moment) throw new Error('the database was lost meanwhile; try again');
    return { lines, notes };
  } finally {
    await query('rollback').catch(() => {});
    await db.$client.end();
  }

  /** The figures and exports of these days as they are now. */
  async function now(): Promise<void> {
    const asOf = 'infinity';
    const hold = holder('', false);
    const path = `GET /api/v1/impact?from=${from}&to=${to}`;
    const waiting = await query(
      `select count(*)::int as n from session_reports where counted_at is null and state <> 'started' and day between $1::date and $2::date`,
      [from, to],
    );
    if (Number(waiting.rows[0]?.n) > 0)
      notes.push(
        `${waiting.rows[0]?.n} reports of these days are not counted yet, so figures lack them: the service counts them while it runs; try again then`,
      );
    await layOut(query, { ...days, periodId: null });
    const snapshot = await deps.snapshotNow(from, to);
    const { expected } = await holdSnapshot(query, snapshot, days, asOf, (by) => hold(by, path));
    for (const groupBy of IMPACT_GROUPS) {
      const { rows } = await deps.readImpact({ from, to, groupBy }, 'en');
      const counted = await rowsBy(query, groupBy, expected.lines, days, asOf);
      holdRows(rows, counted, hold(`by ${groupBy}`, `${path}&groupBy=${groupBy}`));
    }
    const late = await lateReports(query, days, timeZone);
    hold('figures', path)('reports after the last day', late.sessions, snapshot.impact.late.sessions);
    hold('figures', path)('changes after the last day', late.changed, snapshot.impact.late.changed);
    const giga = await measured(query, days);
    notes.push(
      ...(await holdExports(deps, query, { snapshot, of: days, closed: null, giga }, expected, hold)),
    );
  }

  async function periodIds(): Promise<string[]> {
    const { rows } = await query(
      `select period_id::text as id from impact_periods where first_day = $1::date and last_day = $2::date order by frozen_at`,
      [from, to],
    );
    return rows.map(({ id }) => String(id));
  }

  /** The figures that were kept against the reports that were kept; then its exports against what was kept. */
  async function closed(periodId: string): Promise<void> {
    const period = await deps.impactPeriods.find(periodId);
    if (period === undefined) return;
    const { name, frozenAt, frozenBy, snapshot } = period;
    await layOut(query, { ...days, periodId });
    const changed = await changedSince(query, frozenAt);
    const later = await reportsChanged(query, days, periodId);
    const rows = changed.map((one) => `${one.rows} ${one.what}`).join(', ');
    notes.push(
      `"${name}" was closed ${frozenAt} by ${frozenBy}; since then ${later} of its reports came, changed or left, and of rows it leans on: ${rows || 'none'}`,
    );
    const hold = holder(`"${name}": `, changed.length > 0);
    const look = `impact_period_sessions where period_id = '${periodId}'`;
    const held = await holdSnapshot(query, snapshot, days, frozenAt, (by, leans) => hold(by, look, leans));
    holdRows(snapshot.impact.rows, held.counties, hold('by county', look, true));
    const giga = await keptMeasured(query, periodId);
    const one = { snapshot, of: { periodId }, closed: { name, at: frozenAt, by: frozenBy }, giga };
    notes.push(...(await holdExports(deps, query, one, expectedOf(snapshot), hold)));
  }

  async function reached(target: TargetRow): Promise<Value> {
    if (target.indicator === 'schoolsConnected') return schoolsConnected(query, target);
    await layOut(query, { ...target, periodId: null });
    const counted = await countBy(query, target, 'infinity', target.funder === '' ? 'whole' : 'funder');
    return measuresOf(counted.get(target.funder) ?? NOTHING)[target.indicator as Measure];
  }
}
