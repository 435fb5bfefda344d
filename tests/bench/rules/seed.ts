/**
 * A quarter of a fleet in PostgreSQL, as a service that ran all the while would have it: a few trucks simulated minute by minute and
 * copied in, the rest of the fleet the same samples under other names. A replay reads and judges each of them anew, so that is as
 * much work as trucks of their own; simulating those would take longer than all that is measured.
 */
import { columnOf, READING_NAMES } from '@digitruck/contract/readings';
import type pg from 'pg';
import { simulateStretch } from '../../../simulators/fleet/stretch.ts';
import { copyIn } from '../../../src/store/samples/copy-in.ts';

const DAY_MS = 86_400_000;
const BATCH_ROWS = 5000;
const OCCUPANCY = READING_NAMES.indexOf('occupancy');
const COLUMNS = `truck_id, boot_id, seq, boot_month, sampled_at, received_at, clock, place, ${READING_NAMES.map(columnOf).join(', ')}`;

const idOf = (index: number) => `DT-${String(index + 1).padStart(3, '0')}`;

export type Seeded = { readonly samples: number; readonly diskMb: number };

/** @param simulated how many of the trucks are simulated each by itself */
export async function seedQuarter(
  pool: pg.Pool,
  options: {
    readonly trucks: number;
    readonly simulated: number;
    readonly startMs: number;
    readonly days: number;
    readonly seed: string;
    say(text: string): void;
  },
): Promise<Seeded> {
  const { trucks, simulated, startMs, days, seed, say } = options;
  const bootMonth = `${new Date(startMs).toISOString().slice(0, 8)}01`;
  const client = await pool.connect();
  try {
    // Not logged: half the disk, and a bench's database is thrown away with it.
    await client.query(
      `create unlogged table samples_bench partition of samples
       for values from ('${bootMonth}') to ('${bootMonth}'::date + 1)`,
    );
    await client.query(
      `insert into trucks (truck_id, name, updated_by) select 'DT-' || lpad(n::text, 3, '0'), '', 'bench' from generate_series(1, $1) as n`,
      [trucks],
    );
    for (let index = 0; index < Math.min(simulated, trucks); index++) {
      let rows: string[] = [];
      const write = async () => {
        await copyIn(client, `copy samples_bench (${COLUMNS}) from stdin`, copyData(rows));
        rows = [];
      };
      const waiting: string[] = [];
      let seq = 0;
      simulateStretch(
        {
          truck: { truckId: idOf(index) },
          index,
          seed,
          startMs,
          endMs: startMs + days * DAY_MS,
          intervalS: 60,
        },
        ({ sampledMs, receivedMs, clockBad, placeOk, values }) => {
          waiting.push(
            [
              idOf(index),
              'bench',
              seq++,
              bootMonth,
              new Date(sampledMs).toISOString(),
              new Date(receivedMs).toISOString(),
              clockBad ? 'bad' : 'ok',
              placeOk ? 'ok' : 'no-fix',
              ...Array.from(values, textOf),
            ].join('\t'),
          );
        },
      );
      for (const row of waiting) {
        rows.push(row);
        if (rows.length >= BATCH_ROWS) await write();
      }
      await write();
      say(`${idOf(index)} simulated: ${waiting.length.toLocaleString('en-US')} samples`);
    }
    for (let index = simulated; index < trucks; index++) {
      const columns = COLUMNS.replace('truck_id', `'${idOf(index)}'`);
      await client.query(
        `insert into samples_bench (${COLUMNS}) select ${columns} from samples_bench where truck_id = $1 order by seq`,
        [idOf(index % simulated)],
      );
      if ((index + 1) % 10 === 0) say(`${index + 1} trucks stored`);
    }
    await client.query('vacuum analyze samples_bench');
    const { rows } = await client.query<{ samples: string; bytes: string }>(
      `select count(*) as samples, pg_total_relation_size('samples_bench') as bytes from samples_bench`,
    );
    return { samples: Number(rows[0]?.samples), diskMb: Math.round(Number(rows[0]?.bytes) / 1e6) };
  } finally {
    client.release();
  }
}

function textOf(value: number, reading: number): string {
  if (Number.isNaN(value)) return '\\N';
  return reading === OCCUPANCY ? String(Math.round(value)) : String(value);
}

/** A CopyData message: 'd', its length with these four bytes, and the rows (PostgreSQL manual, "Message Formats"). */
function copyData(rows: readonly string[]): Buffer {
  const body = Buffer.from(rows.length === 0 ? '' : `${rows.join('\n')}\n`);
  const head = Buffer.from([0x64, 0, 0, 0, 0]);
  head.writeInt32BE(body.length + 4, 1);
  return Buffer.concat([head, body]);
}
