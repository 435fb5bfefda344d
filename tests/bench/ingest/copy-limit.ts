/**
 * What the database could take at best: PostgreSQL copies a file of samples into an empty table like `samples`, with its key and
 * index, in one transaction; no client, no check for duplicates, nothing derived.
 */
import { rounded } from '../figures.ts';
import type { RunContext } from './run-context.ts';

const ROWS = 200_000;
const TRUCKS = 100;

export function measureCopyLimit(context: RunContext): Promise<{ perS: number }> {
  return context.scope(async (onEnd) => {
    const database = await context.postgres.database('bench_copy');
    onEnd(database.close);
    const { pool } = database;
    const { rows: columns } = await pool.query<{ name: string; type: string }>(
      `select column_name as name, data_type as type from information_schema.columns
       where table_name = 'samples' order by ordinal_position`,
    );
    // Readings of one decimal, as a truck sends them.
    const made = columns.map(({ name, type }) => {
      if (name === 'truck_id') return `'DT-' || (i % ${TRUCKS} + 1)`;
      if (name === 'boot_id') return `'copy'`;
      if (name === 'seq') return `i / ${TRUCKS}`;
      if (name === 'boot_month') return `date_trunc('month', now())`;
      if (name === 'clock' || name === 'place') return `'ok'`;
      if (name === 'claimed_at') return 'null';
      if (name.endsWith('_at')) return `now() + (i / ${TRUCKS}) * interval '1 second'`;
      return type === 'integer' ? 'i % 20' : '(i % 1000) / 10.0';
    });
    await pool.query(`
      create table source as select ${made.map((value, i) => `(${value})::${columns[i]?.type} as ${columns[i]?.name}`).join(', ')}
        from generate_series(0, ${ROWS - 1}) as i;
      create table target (like samples including all);
      do $$ begin
        execute format('copy source to %L (format binary)', current_setting('data_directory') || '/bench.copy');
      end $$;
      checkpoint`);
    await context.sleep(0);
    const { rows } = await pool.query<{ file: string }>(
      `select current_setting('data_directory') || '/bench.copy' as file`,
    );
    const beganMs = performance.now();
    await pool.query(`copy target from '${(rows[0]?.file ?? '').replaceAll("'", "''")}' (format binary)`);
    return { perS: rounded((ROWS * 1000) / (performance.now() - beganMs)) };
  });
}
