/**
 * `npm run verify -- --ledger FILE`: were all samples that the broker acknowledged stored, and each exactly once?
 * The last line is `sent N, stored N, missing N, duplicate N`; the exit code is 1 unless the last two are 0.
 *
 * `npm run verify -- --impact FROM TO`: does a recount of the raw reports come to what the service and its exports say?
 */
import { createReadStream } from 'node:fs';
import { access } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { type Ledger, readLedger } from '@digitruck/contract/ledger';
import pg from 'pg';
import { type Config, readConfig } from '../config.ts';
import { openCommandDatabase } from './open-database.ts';
import { verifyImpact } from './verify/impact.ts';
import { checkLedger, type LedgerCheck, parseMultirange, type StoredBoot } from './verify/ledger.ts';
import { differs, tableOf } from './verify/table.ts';

const HELP = `npm run verify -- --ledger FILE [--database URL]
npm run verify -- --impact FROM TO [--database URL]

Holds the ledger that "npm run simulate -- --ledger FILE" wrote against the database.
  --ledger FILE    the ledger
  --database URL   postgres://...; else DATABASE_URL, else the embedded database in DATA_DIR
The last line is "sent N, stored N, missing N, duplicate N"; the exit code is 1 unless missing and duplicate are 0.

Recounts impact of the days FROM to TO (2026-10-01 2026-12-31) from the raw reports by plain SQL, and holds against it every figure by whatever it is
told by, every export, and what closed periods of just these days kept. The exit code is 1 if anything differs.
`;

/** Boots asked for in one query. */
const BOOTS_A_QUERY = 500;

/** Where the lines go; the console when run as a command. */
export type Say = Pick<Console, 'log' | 'error'>;

/** The command itself. Resolves with its exit code. */
export async function verify(
  args: readonly string[],
  say: Say,
  environment?: NodeJS.ProcessEnv,
): Promise<number> {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        ledger: { type: 'string' },
        impact: { type: 'string' },
        database: { type: 'string' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    if (values.help) {
      say.log(HELP);
      return 0;
    }
    if (values.impact !== undefined)
      return await recounted([values.impact, ...positionals], values.database, readConfig(environment), say);
    if (values.ledger === undefined) throw new Error(`--ledger is missing: the file to verify\n\n${HELP}`);
    return await hold(values.ledger, values.database, readConfig(environment), say);
  } catch (error) {
    // A query that failed has its whole text and all it was given in its message; what the database said is the cause.
    const told = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    say.error(told instanceof Error ? told.message : told);
    return 2;
  }
}

async function recounted(
  [from = '', to = '', ...rest]: readonly string[],
  databaseUrl: string | undefined,
  config: Config,
  say: Say,
): Promise<number> {
  const isDay = (day: string) => /^\d{4}-\d\d-\d\d$/.test(day) && !Number.isNaN(Date.parse(day));
  if (!isDay(from) || !isDay(to) || from > to || rest.length > 0)
    throw new Error(`--impact needs two days, e.g. --impact 2026-10-01 2026-12-31\n\n${HELP}`);
  const database = await openCommandDatabase(databaseUrl, config);
  try {
    const { timeZone, name: programme, country } = config.programme;
    const verified = await verifyImpact(database.url, { from, to, timeZone, programme, country });
    for (const line of tableOf(verified, from, to)) say.log(line);
    return verified.lines.some(differs) ? 1 : 0;
  } finally {
    await database.close();
  }
}

async function hold(
  ledgerFile: string,
  databaseUrl: string | undefined,
  config: Config,
  say: Say,
): Promise<number> {
  const ledger = await readLedgerFile(ledgerFile);
  const database = await openCommandDatabase(databaseUrl, config);
  const client = new pg.Client({
    connectionString: database.url,
    application_name: 'digitruck-fleet verify',
  });
  try {
    await client.connect();
    const stored = await storedBoots(client, ledger);
    const check = checkLedger(ledger, stored);
    report(ledger, check, await refusedOf(client, ledger), say);
    return check.missing > 0 || check.duplicate > 0 ? 1 : 0;
  } finally {
    await client.end().catch(() => {});
    await database.close();
  }
}

async function readLedgerFile(file: string): Promise<Ledger> {
  await access(file).catch(() => {
    throw new Error(`--ledger is ${file}: there is no such file`);
  });
  const lines = createInterface({
    input: createReadStream(file, 'utf8'),
    crlfDelay: Number.POSITIVE_INFINITY,
  });
  const ledger = await readLedger(lines);
  if (ledger.boots.length === 0 && ledger.runs === 0) {
    throw new Error(`--ledger is ${file}: no line of it belongs to a ledger`);
  }
  return ledger;
}

async function storedBoots(client: pg.Client, ledger: Ledger): Promise<StoredBoot[]> {
  const stored: StoredBoot[] = [];
  for (let at = 0; at < ledger.boots.length; at += BOOTS_A_QUERY) {
    const boots = ledger.boots.slice(at, at + BOOTS_A_QUERY);
    const { rows } = await client.query<{ truckId: string; bootId: string; rows: number; seqs: string }>(
      `select s.truck_id as "truckId", s.boot_id as "bootId", count(*)::float8 as rows,
         range_agg(int8range(s.seq, s.seq, '[]'))::text as seqs
       from unnest($1::text[], $2::text[]) as b (truck_id, boot_id) join samples s using (truck_id, boot_id)
       group by 1, 2`,
      [boots.map((boot) => boot.truckId), boots.map((boot) => boot.bootId)],
    );
    for (const row of rows) stored.push({ ...row, seqs: parseMultirange(row.seqs) });
  }
  return stored;
}

/** What was refused of these trucks, by reason: often the answer to where the missing ones are. */
async function refusedOf(client: pg.Client, ledger: Ledger): Promise<{ reason: string; count: number }[]> {
  const truckIds = [...new Set(ledger.boots.map((boot) => boot.truckId))];
  const { rows } = await client.query<{ reason: string; count: number }>(
    `select reason, count(*)::float8 as count from quarantine
     where truck_id = any($1::text[]) and replayed_at is null group by 1 order by 2 desc, 1`,
    [truckIds],
  );
  return rows;
}

function report(
  ledger: Ledger,
  check: LedgerCheck,
  refused: readonly { reason: string; count: number }[],
  say: Say,
): void {
  const trucks = new Set(ledger.boots.map((boot) => boot.truckId)).size;
  say.log(`ledger: ${ledger.runs} runs, ${trucks} trucks, ${ledger.boots.length} boots`);
  if (ledger.badLines.length > 0) {
    say.log(
      `skipped ${ledger.badLines.length} lines that were cut short: ${ledger.badLines.slice(0, 10).join(', ')}`,
    );
  }
  if (check.unfit > 0) {
    say.log(`made wrong on purpose: ${check.unfit}; stored all the same: ${check.unfitStored}`);
  }
  if (refused.length > 0) {
    say.log(
      `in quarantine of these trucks: ${refused.map(({ reason, count }) => `${count} ${reason}`).join(', ')}`,
    );
  }
  if (check.storedWithoutReceipt > 0) {
    say.log(`stored, receipt still to come: ${check.storedWithoutReceipt}`);
  }
  for (const { truckId, bootId, range } of check.missingRanges) {
    const [from, to] = range;
    say.log(`missing: truck ${truckId}, boot ${bootId}, seq ${from === to ? from : `${from} to ${to}`}`);
  }
  if (check.missing > 0) {
    const kept = check.missing - check.missingWithReceipt;
    say.log(`of the missing, ${kept} have no receipt: their truck keeps them and sends them again`);
    say.log(`of the missing, ${check.missingWithReceipt} have a receipt: these are lost`);
  }
  say.log(
    `sent ${check.sent}, stored ${check.stored}, missing ${check.missing}, duplicate ${check.duplicate}`,
  );
}

if (import.meta.main) process.exitCode = await verify(process.argv.slice(2), console);
