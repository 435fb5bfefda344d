/**
 * A truck's past as columns: samples as they are, or steps on a regular grid, in which a gap is a step without samples.
 *
 * Only the columns of the readings that are asked for are read.
 */
import {
  HISTORY_POINTS_MAX,
  HISTORY_VALUES_MAX,
  type History,
  type Resolution,
} from '@digitruck/contract/history';
import { STEP_S } from '@digitruck/contract/history-words';
import type { TruckId } from '@digitruck/contract/ids';
import { columnOf, READINGS, type ReadingName } from '@digitruck/contract/readings';
import type pg from 'pg';
import type { Db } from '../db.ts';
import { inTransaction } from '../transaction.ts';
import { addBetween, type Ends, type Grid, gaugeOf, gridOf, risesOf } from './history-steps.ts';
import { minutesOf, partsOf, sampleExpression } from './rollup-sql.ts';

export type HistoryRequest = {
  readonly truckId: TruckId;
  readonly fromMs: number;
  /** Exclusive; after `fromMs`. */
  readonly toMs: number;
  readonly resolution: Resolution;
  /** Each once. */
  readonly readings: readonly ReadingName[];
};
export type HistoryResult =
  | { readonly ok: true; readonly history: History }
  | { readonly ok: false; readonly reason: 'unknown-truck' }
  | {
      readonly ok: false;
      readonly reason: 'too-many-steps';
      readonly steps: number;
      readonly stepsMax: number;
    }
  | { readonly ok: false; readonly reason: 'too-slow' };

/** A month of minutes of a truck that reports every second would take longer. */
const ANSWER_WITHIN_MS = 15_000;
const QUERY_CANCELED = '57014';

export function historyStore(db: Db) {
  return {
    /** See `History`; the grid of steps begins with the step that holds `from`. */
    async read(request: HistoryRequest): Promise<HistoryResult> {
      const pointsMax = pointsMaxOf(request.readings.length);
      const grid =
        request.resolution === 'raw'
          ? undefined
          : gridOf(request.fromMs, request.toMs, STEP_S[request.resolution]);
      if (grid !== undefined && grid.steps > pointsMax) {
        return { ok: false, reason: 'too-many-steps', steps: grid.steps, stepsMax: pointsMax };
      }
      try {
        return await inTransaction(
          db.$client,
          async (client): Promise<HistoryResult> => {
            await client.query(`set local statement_timeout = ${ANSWER_WITHIN_MS}; set local jit = off`);
            const known = await client.query('select from trucks where truck_id = $1', [request.truckId]);
            if (known.rowCount === 0) return { ok: false, reason: 'unknown-truck' };
            const history =
              grid === undefined
                ? await readRaw(client, request, pointsMax)
                : await readSteps(client, request, grid);
            return { ok: true, history };
          },
          'repeatable read',
        );
      } catch (error) {
        if ((error as { code?: unknown }).code === QUERY_CANCELED) return { ok: false, reason: 'too-slow' };
        throw error;
      }
    },
  };
}
export type HistoryStore = ReturnType<typeof historyStore>;

export function pointsMaxOf(readings: number): number {
  return Math.min(HISTORY_POINTS_MAX, Math.floor(HISTORY_VALUES_MAX / Math.max(readings, 1)));
}

function headOf({ truckId, fromMs, toMs, resolution }: HistoryRequest) {
  return {
    truckId,
    from: new Date(fromMs).toISOString(),
    to: new Date(toMs).toISOString(),
    resolution,
  };
}

/** Not `extract`, whose exact decimals take as long as all the rest; to be rounded. */
const msOf = (column: string) => `date_part('epoch', ${column}) * 1000`;

type Cell = number | string | null;

/**
 * The columns of a query, each as one array. PostgreSQL makes them JSON, which the engine parses many times faster than the
 * driver reads cell by cell, and on the same thread as everything else.
 */
async function readColumns(
  client: pg.ClientBase,
  columns: readonly string[],
  from: string,
  values: unknown[],
): Promise<Cell[][]> {
  const names = columns.map((_, i) => `c${i}`);
  const named = columns.map((column, i) => `${column} as c${i}`);
  const { rows } = await client.query<(Cell[] | null)[]>({
    rowMode: 'array',
    text: `select ${names.map((name) => `array_to_json(array_agg(${name}))`).join(', ')}
      from (select ${named.join(', ')} ${from}) as row`,
    values,
  });
  return names.map((_, i) => rows[0]?.[i] ?? []);
}

async function readRaw(client: pg.ClientBase, request: HistoryRequest, pointsMax: number): Promise<History> {
  const { truckId, fromMs, toMs, readings } = request;
  const [at = [], ...values] = await readColumns(
    client,
    [msOf('sampled_at'), ...readings.map((name) => sampleExpression(columnOf(name)))],
    `from samples where truck_id = $1 and sampled_at >= $2 and sampled_at < $3
     order by sampled_at, boot_id, seq limit $4`,
    [truckId, new Date(fromMs), new Date(toMs), pointsMax + 1],
  );
  const kept = at.slice(0, pointsMax);
  return {
    ...headOf(request),
    at: kept.map((ms) => new Date(Math.round(Number(ms))).toISOString()),
    samples: kept.map(() => 1),
    coverage: kept.map(() => null),
    series: Object.fromEntries(
      readings.map((name, i) => [
        name,
        { unit: READINGS[name].unit, value: (values[i] ?? []).slice(0, pointsMax) as (number | null)[] },
      ]),
    ),
    truncated: at.length > pointsMax,
  };
}

const ENDS = [
  msOf('first_at'),
  'first_boot_id',
  'first_seq::double precision',
  msOf('last_at'),
  'last_boot_id',
  'last_seq::double precision',
];

function endsOf(columns: readonly (readonly Cell[])[]): Ends[] {
  const [firstMs = [], firstBootId = [], firstSeq = [], lastMs = [], lastBootId = [], lastSeq = []] = columns;
  return firstMs.map((_, i) => ({
    firstMs: Number(firstMs[i]),
    firstBootId: String(firstBootId[i]),
    firstSeq: Number(firstSeq[i]),
    lastMs: Number(lastMs[i]),
    lastBootId: String(lastBootId[i]),
    lastSeq: Number(lastSeq[i]),
  }));
}

async function readSteps(client: pg.ClientBase, request: HistoryRequest, grid: Grid): Promise<History> {
  const { truckId, readings, resolution } = request;
  const start = new Date(grid.startMs);
  const end = new Date(grid.startMs + grid.steps * grid.stepMs);
  const [at = [], counts = [], coveredS = [], ...rest] = await readColumns(
    client,
    [msOf('step_start'), 'samples', 'covered_s', ...ENDS, ...readings.flatMap(partsOf)],
    resolution === '1m'
      ? `from (${minutesOf(readings)}) as minutes order by step_start`
      : `from rollups where truck_id = $1 and step_s = ${grid.stepMs / 1000} and step_start >= $2 and step_start < $3
         order by step_start`,
    [truckId, start, end],
  );
  const { before, after } = await neighboursOf(client, truckId, resolution, start, end);

  const indexes = at.map((ms) => Math.round((Number(ms) - grid.startMs) / grid.stepMs));
  const samples = new Array<number>(grid.steps).fill(0);
  const coveredMs = new Array<number>(grid.steps).fill(0);
  indexes.forEach((step, i) => {
    samples[step] = Number(counts[i]);
    coveredMs[step] = Number(coveredS[i]) * 1000;
  });
  addBetween(coveredMs, grid, [...before, ...endsOf(rest.splice(0, ENDS.length)), ...after]);

  const series: History['series'] = {};
  for (const name of readings) {
    const parts = rest.splice(0, partsOf(name).length) as (number | null)[][];
    series[name] =
      READINGS[name].kind === 'gauge'
        ? gaugeOf(name, grid.steps, indexes, parts)
        : {
            unit: READINGS[name].unit,
            rise: risesOf(grid.steps, indexes, parts, await knownBefore(client, request, name, start)),
          };
  }
  return {
    ...headOf(request),
    at: Array.from({ length: grid.steps }, (_, i) => new Date(grid.startMs + i * grid.stepMs).toISOString()),
    samples,
    coverage: coveredMs.map((ms) => Math.round(Math.min(1, ms / grid.stepMs) * 1e4) / 1e4),
    series,
    truncated: false,
  };
}

/** The nearest samples or steps outside the grid, for the time between them and it. */
async function neighboursOf(
  client: pg.ClientBase,
  truckId: TruckId,
  resolution: Resolution,
  start: Date,
  end: Date,
): Promise<{ before: Ends[]; after: Ends[] }> {
  const minutes = resolution === '1m';
  const at = minutes ? 'sampled_at' : 'step_start';
  const source = minutes
    ? `(select *, sampled_at as first_at, boot_id as first_boot_id, seq as first_seq,
         sampled_at as last_at, boot_id as last_boot_id, seq as last_seq from samples) as sample where`
    : `rollups where step_s = ${resolution === 'raw' ? 0 : STEP_S[resolution]} and`;
  const read = async (condition: string, order: 'asc' | 'desc', bound: Date) => {
    const ids = minutes ? `, boot_id ${order}, seq ${order}` : '';
    const columns = await readColumns(
      client,
      ENDS,
      `from ${source} truck_id = $1 and ${at} ${condition} $2 order by ${at} ${order}${ids} limit 1`,
      [truckId, bound],
    );
    return endsOf(columns);
  };
  return { before: await read('<', 'desc', start), after: await read('>=', 'asc', end) };
}

/**
 * A counter's last known value before the grid, however long ago. Only the day it begins in is searched finely; a truck that
 * never knew it has one row a day to look through.
 */
async function knownBefore(
  client: pg.ClientBase,
  { truckId, resolution }: HistoryRequest,
  name: ReadingName,
  start: Date,
): Promise<number | null> {
  const column = columnOf(name);
  const fine =
    resolution === '1m'
      ? `select ${column} from samples where truck_id = $1 and sampled_at < $2
           and sampled_at >= date_bin('1 day', $2::timestamptz, '2000-01-01T00:00:00Z') and ${column} is not null
         order by sampled_at desc, boot_id desc, seq desc limit 1`
      : `select ${column}_last from rollups
         where truck_id = $1 and step_s = ${resolution === 'raw' ? 0 : STEP_S[resolution]} and step_start < $2
           and step_start >= date_bin('1 day', $2::timestamptz, '2000-01-01T00:00:00Z') and ${column}_last is not null
         order by step_start desc limit 1`;
  const { rows } = await client.query<{ known: number | null }>(
    `select coalesce((${fine}), (
       select ${column}_last from rollups
       where truck_id = $1 and step_s = ${STEP_S['1d']} and ${column}_last is not null
         and step_start < date_bin('1 day', $2::timestamptz, '2000-01-01T00:00:00Z')
       order by step_start desc limit 1
     )) as known`,
    [truckId, start],
  );
  return rows[0]?.known ?? null;
}
