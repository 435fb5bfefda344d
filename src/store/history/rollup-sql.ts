/**
 * The SQL that makes steps of samples, and longer steps of shorter ones; written out from the table of readings.
 *
 * Samples are ordered by (sampled_at, boot_id, seq), which depends on the samples alone, so the rows (sums of floating-point numbers
 * too) come out the same in whatever order the samples came in. Per step:
 *
 * - gauge: how many are known, sum, min, max.
 * - counter: first and last known value, and the rise between them: the sum over neighbouring known values of
 *   `value - before`, or of `value` alone where it fell, for then the device was reset and counted from zero.
 * - coverage: seconds between neighbouring samples of one boot whose sequence numbers follow each other (so nothing is
 *   missing between them) and which are at most COVERED_MAX_S apart.
 *
 * A longer step adds what lies between its parts by the same rules.
 */
import { columnOf, READING_NAMES, READINGS, type ReadingName } from '@digitruck/contract/readings';

/**
 * Two neighbouring samples cover the time between them up to this: the longest interval at which a truck can be told
 * to report (3600 s) and five minutes of slack. A unit that slept longer has measured nothing meanwhile.
 */
export const COVERED_MAX_S = 3_900;

const columnsOfKind = (kind: 'gauge' | 'counter') =>
  READING_NAMES.filter((name) => READINGS[name].kind === kind).map(columnOf);
const GAUGES = columnsOfKind('gauge');
const COUNTERS = columnsOfKind('counter');

/** Places without a fix, or further off than a lorry can be, are kept in samples and count for nothing here. */
export const sampleExpression = (column: string) =>
  column === 'lat' || column === 'lon' ? `case when place = 'ok' then ${column} end` : column;
const sampleValue = (column: string) => `${sampleExpression(column)} as ${column}`;

const KEY = ['truck_id', 'step_s', 'step_start'];
const VALUES = [
  'samples',
  'covered_s',
  'first_at',
  'first_boot_id',
  'first_seq',
  'last_at',
  'last_boot_id',
  'last_seq',
  ...GAUGES.flatMap((column) => ['n', 'sum', 'min', 'max'].map((part) => `${column}_${part}`)),
  ...COUNTERS.flatMap((column) => ['first', 'last', 'rise'].map((part) => `${column}_${part}`)),
];

/** Writes rows (restating what is there), and touches none that would stay as it is. */
const insertRows = (select: string) => `
  insert into rollups (${[...KEY, ...VALUES].join(', ')})
  ${select}
  on conflict (${KEY.join(', ')}) do update set ${VALUES.map((column) => `${column} = excluded.${column}`).join(', ')}
  where (rollups.*) is distinct from (excluded.*)`;

const rise = (value: string, before: string) =>
  `case when ${before} is null then null when ${value} >= ${before} then ${value} - ${before} else ${value} end`;
const covered = (
  boot: string,
  seq: string,
  at: string,
  afterBoot: string,
  afterSeq: string,
  afterAt: string,
) =>
  `case when ${afterBoot} = ${boot} and ${afterSeq} + 1 = ${seq}
     and ${at} - ${afterAt} <= interval '${COVERED_MAX_S} seconds' then date_part('epoch', ${at} - ${afterAt}) else 0 end`;

const SAMPLES_OF_STEP = `from samples
  where samples.truck_id = step.truck_id and sampled_at >= step.step_start
    and sampled_at < step.step_start + interval '15 minutes'`;

/** With some values of a counter unknown, `lag` would find an unknown one; then (and only then) the known ones are lined up alone. */
const riseOfSamples = (column: string) => `
  case when count(${column}) = count(*) then sum(${rise(column, `${column}_before`)})
    else (
      select sum(${rise('known.value', 'known.before')}) from (
        select ${column} as value, lag(${column}) over (order by sampled_at, boot_id, seq) as before
        ${SAMPLES_OF_STEP} and ${column} is not null
      ) as known
    ) end`;

/**
 * Restates 15-minute steps from samples. $1 truck ids, $2 starts of steps, side by side.
 * Steps of which no sample is there are left alone (see DELETE_EMPTY_QUARTERS).
 */
export const RESTATE_QUARTERS = insertRows(`
  select step.truck_id, 900, step.step_start, made.*
  from unnest($1::text[], $2::timestamptz[]) as step (truck_id, step_start)
  cross join lateral (
    select count(*)::integer,
      sum(${covered('boot_id', 'seq', 'sampled_at', 'boot_before', 'seq_before', 'at_before')}),
      min(sampled_at), min(boot_id) filter (where at_before is null), min(seq) filter (where at_before is null),
      max(sampled_at), min(boot_id) filter (where seq_after is null), min(seq) filter (where seq_after is null),
      ${GAUGES.map((column) => `count(${column})::integer, sum(${column})::double precision, min(${column}), max(${column})`).join(',\n      ')},
      ${COUNTERS.map(
        (column) => `(array_agg(${column}) filter (where ${column} is not null))[1],
      (array_agg(${column}) filter (where ${column} is not null))[count(${column})],
      coalesce(${riseOfSamples(column)}, case when count(${column}) > 0 then 0 end)`,
      ).join(',\n      ')}
    from (
      select boot_id, seq, sampled_at, ${[...GAUGES, ...COUNTERS].map(sampleValue).join(', ')},
        lag(boot_id) over in_time as boot_before, lag(seq) over in_time as seq_before,
        lag(sampled_at) over in_time as at_before, lead(seq) over in_time as seq_after,
        ${COUNTERS.map((column) => `lag(${column}) over in_time as ${column}_before`).join(', ')}
      ${SAMPLES_OF_STEP}
      window in_time as (order by sampled_at, boot_id, seq)
      order by sampled_at, boot_id, seq
    ) as sample
    having count(*) > 0
  ) as made`);

/** Restates longer steps (of $4 seconds) from their parts (steps of $3 seconds). $1 truck ids, $2 starts. */
export const RESTATE_FROM_PARTS = insertRows(`
  select step.truck_id, $4::integer, step.step_start, made.*
  from unnest($1::text[], $2::timestamptz[]) as step (truck_id, step_start)
  cross join lateral (
    select sum(samples)::integer,
      sum(covered_s + ${covered('first_boot_id', 'first_seq', 'first_at', 'boot_before', 'seq_before', 'at_before')}),
      min(first_at), min(first_boot_id) filter (where at_before is null), min(first_seq) filter (where at_before is null),
      max(last_at), min(last_boot_id) filter (where seq_after is null), min(last_seq) filter (where seq_after is null),
      ${GAUGES.map((column) => `sum(${column}_n)::integer, sum(${column}_sum), min(${column}_min), max(${column}_max)`).join(',\n      ')},
      ${COUNTERS.map(
        (column) => `(array_agg(${column}_first) filter (where ${column}_first is not null))[1],
      (array_agg(${column}_last) filter (where ${column}_last is not null))[count(${column}_last)],
      sum(${column}_rise + coalesce(${rise(`${column}_first`, `${column}_before`)}, 0))`,
      ).join(',\n      ')}
    from (
      select *,
        lag(last_boot_id) over in_time as boot_before, lag(last_seq) over in_time as seq_before,
        lag(last_at) over in_time as at_before, lead(first_seq) over in_time as seq_after,
        ${COUNTERS.map(
          (column) =>
            `lag(${column}_last) over (partition by ${column}_last is null order by step_start) as ${column}_before`,
        ).join(', ')}
      from rollups
      where rollups.truck_id = step.truck_id and step_s = $3::integer and rollups.step_start >= step.step_start
        and rollups.step_start < step.step_start + make_interval(secs => $4::integer)
      window in_time as (order by step_start)
      order by step_start
    ) as part
    having count(*) > 0
  ) as made`);

/** Steps that lost their last sample (somebody deleted it by hand) go as well. $1, $2 as above. */
export const DELETE_EMPTY_QUARTERS = `
  delete from rollups using unnest($1::text[], $2::timestamptz[]) as step (truck_id, step_start)
  where rollups.truck_id = step.truck_id and rollups.step_start = step.step_start and step_s = 900
    and (select true ${SAMPLES_OF_STEP} limit 1) is null`;

/** The same for longer steps without parts. $1 to $4 as in RESTATE_FROM_PARTS. */
export const DELETE_EMPTY_PARENTS = `
  delete from rollups using unnest($1::text[], $2::timestamptz[]) as step (truck_id, step_start)
  where rollups.truck_id = step.truck_id and rollups.step_start = step.step_start and step_s = $4::integer
    and not exists (
      select from rollups as part where part.truck_id = step.truck_id and part.step_s = $3::integer
        and part.step_start >= step.step_start
        and part.step_start < step.step_start + make_interval(secs => $4::integer))`;

/** The parts of a reading that a step's row has, as columns. */
export function partsOf(name: ReadingName): string[] {
  const column = columnOf(name);
  const parts = READINGS[name].kind === 'gauge' ? ['n', 'sum', 'min', 'max'] : ['first', 'last', 'rise'];
  return parts.map((part) => `${column}_${part}`);
}

/**
 * Steps of one minute, made when they are asked for; rows like those of `rollups`, of the readings that are asked for.
 * $1 truck id, $2 from and $3 to (exclusive), whole minutes.
 */
export function minutesOf(readings: readonly ReadingName[]): string {
  const columns = readings.map(columnOf);
  const counters = readings.filter((name) => READINGS[name].kind === 'counter').map(columnOf);
  const made = readings.map((name) => {
    const column = columnOf(name);
    return READINGS[name].kind === 'gauge'
      ? `count(${column})::integer as ${column}_n, sum(${column})::double precision as ${column}_sum,
        min(${column}) as ${column}_min, max(${column}) as ${column}_max`
      : `(array_agg(${column}) filter (where ${column} is not null))[1] as ${column}_first,
        (array_agg(${column}) filter (where ${column} is not null))[count(${column})] as ${column}_last,
        coalesce(sum(${rise(column, `${column}_before`)}), case when count(${column}) > 0 then 0 end) as ${column}_rise`;
  });
  return `
    select step_start, count(*)::integer as samples,
      sum(${covered('boot_id', 'seq', 'sampled_at', 'boot_before', 'seq_before', 'at_before')}) as covered_s,
      min(sampled_at) as first_at, min(boot_id) filter (where at_before is null) as first_boot_id,
      min(seq) filter (where at_before is null) as first_seq,
      max(sampled_at) as last_at, min(boot_id) filter (where seq_after is null) as last_boot_id,
      min(seq) filter (where seq_after is null) as last_seq
      ${made.map((part) => `, ${part}`).join('')}
    from (
      select sample.*, lag(boot_id) over in_minute as boot_before, lag(seq) over in_minute as seq_before,
        lag(sampled_at) over in_minute as at_before, lead(seq) over in_minute as seq_after
        ${counters.map((column) => `, lag(${column}) over (partition by step_start, ${column} is null order by sampled_at, boot_id, seq) as ${column}_before`).join('')}
      from (
        select date_bin('1 minute', sampled_at, '2000-01-01T00:00:00Z') as step_start, boot_id, seq, sampled_at
          ${columns.map((column) => `, ${sampleValue(column)}`).join('')}
        from samples where truck_id = $1 and sampled_at >= $2 and sampled_at < $3
      ) as sample
      window in_minute as (partition by step_start order by sampled_at, boot_id, seq)
      order by step_start, sampled_at, boot_id, seq
    ) as lined_up
    group by step_start`;
}
