/** What is stored, counted by when it was committed. */
import type pg from 'pg';

/** Samples whose transaction committed between two moments (ms since 1970). Needs track_commit_timestamp. */
export async function rowsCommitted(pool: pg.Pool, fromMs: number, toMs: number): Promise<number> {
  const { rows } = await pool.query<{ rows: number }>(
    `select coalesce(sum(n), 0)::float8 as rows from (select xmin, count(*) as n from samples group by xmin) as batch
     where pg_xact_commit_timestamp(xmin) >= to_timestamp($1::float8 / 1000)
       and pg_xact_commit_timestamp(xmin) < to_timestamp($2::float8 / 1000)`,
    [fromMs, toMs],
  );
  return rows[0]?.rows ?? 0;
}

/** Samples of a boot stored so far; cheap, for it reads the sequence numbers noted with each batch. */
export async function samplesOfBoot(pool: pg.Pool, bootId: string): Promise<number> {
  const { rows } = await pool.query<{ samples: number }>({
    name: 'samples-of-boot',
    text: `select coalesce(sum(upper(r) - lower(r)), 0)::float8 as samples
      from boots, unnest(stored_seqs) as r where boot_id = $1`,
    values: [bootId],
  });
  return rows[0]?.samples ?? 0;
}
