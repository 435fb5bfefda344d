/** The side that counts: one report of a large stay, and what a fleet brings after days without a network. */
import type pg from 'pg';
import type { ImpactCountStore } from '../../../src/store/impact/count.ts';
import { rounded } from '../figures.ts';
import { usageOf } from '../usage.ts';

const AT_ONCE = 500;
const ONE_BY_ONE = 20;

export type Writes = {
  readonly largeStayClasses: number;
  /** CPU of the program and of PostgreSQL together; undefined where /proc is not there. */
  readonly oneReportCpuMs: number | undefined;
  readonly burstReports: number;
  readonly burstS: number;
  readonly burstCpuS: number | undefined;
};

export async function measureWrites(
  pool: pg.Pool,
  impactCount: ImpactCountStore,
  { pids, burst }: { readonly pids: readonly number[]; readonly burst: number },
): Promise<Writes> {
  const cpuS = () => usageOf(pids, { tree: true })?.cpuS;
  const since = (before: number | undefined) => {
    const now = cpuS();
    return before === undefined || now === undefined ? undefined : now - before;
  };
  // Two stays with names become one of two hundred classes.
  await pool.query(
    `update session_reports set visit_id = md5('v110')::uuid, counted_at = null where visit_id = md5('v10')::uuid`,
  );
  while ((await impactCount.countSome(AT_ONCE)) >= AT_ONCE);
  const large = await pool.query<{ n: number; id: string }>(
    `select count(*)::int as n, min(session_id::text) as id from session_reports where visit_id = md5('v110')::uuid`,
  );
  const [stay] = large.rows;
  const beforeOne = cpuS();
  for (let n = 0; n < ONE_BY_ONE; n += 1) {
    await pool.query(
      'update session_reports set counted_at = null, version = version + 1, updated_at = now() where session_id = $1',
      [stay?.id],
    );
    await impactCount.countSome(AT_ONCE);
  }
  const one = since(beforeOne);
  // The newest of each truck came at once, truck by truck.
  const marked = await pool.query(
    `update session_reports r set counted_at = null, updated_at = now() from (
       select truck_id, session_id from (
         select truck_id, session_id, row_number() over (partition by truck_id order by started_at desc) as n from session_reports) s
       where n <= $1::int / 100) late
     where r.truck_id = late.truck_id and r.session_id = late.session_id`,
    [burst],
  );
  const beforeBurst = cpuS();
  const fromMs = performance.now();
  while ((await impactCount.countSome(AT_ONCE)) >= AT_ONCE);
  return {
    largeStayClasses: stay?.n ?? 0,
    oneReportCpuMs: one === undefined ? undefined : rounded((one * 1000) / ONE_BY_ONE, 1),
    burstReports: marked.rowCount ?? 0,
    burstS: rounded((performance.now() - fromMs) / 1000, 1),
    burstCpuS: rounded(since(beforeBurst), 1),
  };
}
