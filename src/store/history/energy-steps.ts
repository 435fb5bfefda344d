/**
 * A truck's sun, battery and load in quarters of an hour, read off the rollups: means over each step, and how much of it samples
 * cover. A truck that reports seldom leaves steps without a sample; what its samples before and behind cover is filled in between them.
 */
import type pg from 'pg';
import { addBetween, type Ends, gridOf } from './history-steps.ts';

/** Means over a step; null is unknown. */
export type EnergyStep = {
  readonly startMs: number;
  readonly hours: number;
  /** 0 to 1. */
  readonly coverage: number;
  readonly potentialW: number | null;
  readonly harvestW: number | null;
  /** Highest of the step. */
  readonly socMaxPct: number | null;
  readonly batteryW: number | null;
  readonly loadW: number | null;
  readonly occupancy: number | null;
  readonly lat: number | null;
  readonly lon: number | null;
  /** null while it turns. */
  readonly headingDeg: number | null;
};

export const STEP_S = 900;
const STEP_MS = STEP_S * 1000;
/** Neighbours outside of the stretch that cover into it. */
const MARGIN_MS = 2 * 3_600_000;
/** A lorry that turns less than this stands; a compass wavers. */
const TURNS_MAX_DEG = 20;

const mean = (column: string, name: string) =>
  `case when ${column}_n > 0 then ${column}_sum / ${column}_n end as ${name}`;
const SELECT = `
  select truck_id, date_part('epoch', step_start) * 1000 as start_ms, covered_s,
    date_part('epoch', first_at) * 1000 as first_ms, first_boot_id, first_seq::double precision as first_seq,
    date_part('epoch', last_at) * 1000 as last_ms, last_boot_id, last_seq::double precision as last_seq,
    ${mean('solar_potential_w', 'potential_w')}, ${mean('solar_w', 'harvest_w')}, battery_soc_pct_max as soc_max_pct,
    ${mean('battery_w', 'battery_w')}, ${mean('load_w', 'load_w')}, ${mean('occupancy', 'occupancy')},
    ${mean('lat', 'lat')}, ${mean('lon', 'lon')},
    case when heading_deg_max - heading_deg_min <= ${TURNS_MAX_DEG} then (heading_deg_max + heading_deg_min) / 2 end as heading_deg
  from rollups
  where truck_id = any($1::text[]) and step_s = ${STEP_S} and step_start >= $2 and step_start < $3
  order by truck_id, step_start`;

type Row = {
  truck_id: string;
  start_ms: number;
  covered_s: number;
  first_ms: number;
  first_boot_id: string;
  first_seq: number;
  last_ms: number;
  last_boot_id: string;
  last_seq: number;
  potential_w: number | null;
  harvest_w: number | null;
  soc_max_pct: number | null;
  battery_w: number | null;
  load_w: number | null;
  occupancy: number | null;
  lat: number | null;
  lon: number | null;
  heading_deg: number | null;
};

/** The steps from `fromMs` to `toMs` (exclusive), by truck, oldest first; those of which nothing is known are left out. */
export async function readEnergySteps(
  client: pg.Pool | pg.ClientBase,
  truckIds: readonly string[],
  fromMs: number,
  toMs: number,
): Promise<Map<string, EnergyStep[]>> {
  const { rows } = await client.query<Row>({
    name: 'energy-steps',
    text: SELECT,
    values: [truckIds, new Date(fromMs - MARGIN_MS), new Date(toMs + MARGIN_MS)],
  });
  const steps = new Map<string, EnergyStep[]>();
  for (const [truckId, ofTruck] of Map.groupBy(rows, (row) => row.truck_id)) {
    steps.set(truckId, stepsOf(ofTruck, fromMs, toMs));
  }
  return steps;
}

function stepsOf(rows: readonly Row[], fromMs: number, toMs: number): EnergyStep[] {
  const grid = gridOf(fromMs, toMs, STEP_S);
  const coveredMs = new Array<number>(grid.steps).fill(0);
  const byStep = new Map<number, Row>();
  for (const row of rows) {
    const step = Math.round((row.start_ms - grid.startMs) / STEP_MS);
    byStep.set(step, row);
    if (step >= 0 && step < grid.steps) coveredMs[step] = row.covered_s * 1000;
  }
  addBetween(coveredMs, grid, rows.map(endsOf));

  const known = [...byStep.keys()].sort((a, b) => a - b);
  const steps: EnergyStep[] = [];
  let next = 0;
  for (let step = 0; step < grid.steps; step++) {
    while (next < known.length && (known[next] ?? 0) < step) next++;
    const row = byStep.get(step);
    const coverage = Math.min(1, (coveredMs[step] ?? 0) / STEP_MS);
    const at = { startMs: grid.startMs + step * STEP_MS, hours: STEP_S / 3600, coverage };
    if (row !== undefined) steps.push({ ...at, ...valuesOf(row) });
    else if (coverage > 0) {
      const [before, behind] = [known[next - 1], known[next]];
      const [a, b] = [byStep.get(before ?? Number.NaN), byStep.get(behind ?? Number.NaN)];
      if (a === undefined || b === undefined || before === undefined || behind === undefined) continue;
      steps.push({ ...at, ...between(valuesOf(a), valuesOf(b), (step - before) / (behind - before)) });
    }
  }
  return steps;
}

type Values = Omit<EnergyStep, 'startMs' | 'hours' | 'coverage'>;

function valuesOf(row: Row): Values {
  return {
    potentialW: row.potential_w,
    harvestW: row.harvest_w,
    socMaxPct: row.soc_max_pct,
    batteryW: row.battery_w,
    loadW: row.load_w,
    occupancy: row.occupancy,
    lat: row.lat,
    lon: row.lon,
    headingDeg: row.heading_deg,
  };
}

function between(a: Values, b: Values, part: number): Values {
  const at = (x: number | null, y: number | null) => (x === null || y === null ? null : x + (y - x) * part);
  return {
    potentialW: at(a.potentialW, b.potentialW),
    harvestW: at(a.harvestW, b.harvestW),
    socMaxPct: at(a.socMaxPct, b.socMaxPct),
    batteryW: at(a.batteryW, b.batteryW),
    loadW: at(a.loadW, b.loadW),
    occupancy: at(a.occupancy, b.occupancy),
    lat: at(a.lat, b.lat),
    lon: at(a.lon, b.lon),
    headingDeg: a.headingDeg === b.headingDeg ? a.headingDeg : null,
  };
}

function endsOf(row: Row): Ends {
  return {
    firstMs: row.first_ms,
    firstBootId: row.first_boot_id,
    firstSeq: row.first_seq,
    lastMs: row.last_ms,
    lastBootId: row.last_boot_id,
    lastSeq: row.last_seq,
  };
}
