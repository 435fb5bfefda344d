/**
 * `npm run mosquitto-files -- --out DIR`: writes mosquitto.conf, passwd and acl for the trucks in the database at DATABASE_URL.
 * With --watch it stays and writes them again when credentials were issued or revoked.
 */
import { chmod, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { readConfig } from '../config.ts';
import { runningDatabaseUrl } from '../embedded/data-lock.ts';
import { type MosquittoFiles, mosquittoFiles } from '../embedded/mosquitto/files.ts';
import { mosquittoHash, verifyMosquittoHash } from '../kernel/password-hash.ts';
import { type Db, openDb } from '../store/db.ts';
import { credentialStore } from '../store/registry/credentials.ts';

const HELP = `npm run mosquitto-files -- --out DIR [options]

Writes mosquitto.conf, passwd and acl into DIR, for the trucks that have credentials in the database.
  --out DIR         where to write
  --dir PATH        where Mosquitto will find them (default: DIR)
  --data-dir PATH   where Mosquitto keeps its data (default: /var/lib/mosquitto)
  --port PORT       what it listens on (default: 1883)
  --watch SECONDS   stay, look again every so many seconds, and write what has changed
                    (then send SIGHUP to Mosquitto)
Settings: DATABASE_URL (else the embedded database of a running service),
MQTT_USERNAME and MQTT_PASSWORD (what the service signs in with).
`;

type Options = { out: string; dir: string; dataDir: string; port: number; watchS: number | undefined };

try {
  const options = readOptions(process.argv.slice(2));
  if (options === undefined) console.log(HELP);
  else await main(options);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

function readOptions(argv: string[]): Options | undefined {
  const { values } = parseArgs({
    args: argv,
    options: {
      out: { type: 'string' },
      dir: { type: 'string' },
      'data-dir': { type: 'string', default: '/var/lib/mosquitto' },
      port: { type: 'string', default: '1883' },
      watch: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return undefined;
  if (values.out === undefined) throw new Error(`--out is missing: the folder to write into\n\n${HELP}`);
  const out = path.resolve(values.out);
  return {
    out,
    dir: values.dir ?? out,
    dataDir: values['data-dir'].replace(/\/+$/, ''),
    port: wholeNumber('--port', values.port, 65_535),
    watchS: values.watch === undefined ? undefined : wholeNumber('--watch', values.watch, 86_400),
  };
}

function wholeNumber(name: string, text: string, most: number): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 1 && value <= most) return value;
  throw new Error(`${name} is ${text}: it must be a whole number from 1 to ${most}`);
}

async function main(options: Options): Promise<void> {
  const config = readConfig();
  const { username, password } = config.mqtt;
  if (username === undefined || password === undefined) {
    throw new Error(
      'MQTT_USERNAME and MQTT_PASSWORD are missing: what the service will sign in to Mosquitto with',
    );
  }
  const url = config.databaseUrl ?? (await runningDatabaseUrl(config.dataDir));
  if (url === undefined) {
    throw new Error(
      'DATABASE_URL is missing, and no service with an embedded database is running on DATA_DIR',
    );
  }
  const db = openDb({ url, poolMax: 1, onIdleError: (error) => console.error(error.message) });
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());
  try {
    await update(db, options, username, password);
    while (options.watchS !== undefined && !stop.signal.aborted) {
      await sleep(options.watchS * 1000, undefined, { signal: stop.signal }).catch(() => undefined);
      if (stop.signal.aborted) break;
      // A database that is away for a moment is no reason to end: the files stay as they are.
      await update(db, options, username, password).catch((error: Error) => console.error(error.message));
    }
  } finally {
    await db.$client.end();
  }
}

async function update(db: Db, options: Options, username: string, password: string): Promise<void> {
  const trucks = await activeTrucks(db);
  const service = { username, passwordHash: await serviceHash(options.out, username, password) };
  const made = mosquittoFiles({ trucks, service, ...options });
  if (!made.ok) throw new Error(made.reason);
  const changed = await writeFiles(options.out, made.files);
  if (changed.length > 0) {
    console.log(
      `wrote ${changed.join(', ')} in ${options.out}: ${trucks.length} trucks and the service ${username}`,
    );
  }
}

/** None while the service has not made its tables yet: Mosquitto must come up before it. */
async function activeTrucks(db: Db): Promise<{ truckId: string; passwordHash: string }[]> {
  const { rows } = await db.$client.query<{ there: boolean }>(
    `select to_regclass('truck_credentials') is not null as there`,
  );
  return rows[0]?.there ? credentialStore(db).listActive() : [];
}

/** A hash has a random salt: the one in the file is kept while it fits, so that nothing changes when nothing changed. */
async function serviceHash(out: string, username: string, password: string): Promise<string> {
  const passwd = await readFile(path.join(out, 'passwd'), 'utf8').catch(() => '');
  const line = passwd.split('\n').find((candidate) => candidate.startsWith(`${username}:`));
  const known = line?.slice(username.length + 1);
  if (known !== undefined && (await verifyMosquittoHash(password, known))) return known;
  return mosquittoHash(password);
}

/** Writes those that differ, each aside and renamed: Mosquitto never reads half a file. */
async function writeFiles(out: string, files: MosquittoFiles): Promise<string[]> {
  await mkdir(out, { recursive: true });
  const changed: string[] = [];
  for (const [name, text] of [
    ['mosquitto.conf', files.conf],
    ['passwd', files.passwd],
    ['acl', files.acl],
  ] as const) {
    const file = path.join(out, name);
    if ((await readFile(file, 'utf8').catch(() => undefined)) === text) continue;
    await writeFile(`${file}.new`, text, { mode: 0o600 });
    await chmod(`${file}.new`, name === 'mosquitto.conf' ? 0o644 : 0o600);
    await rename(`${file}.new`, file);
    changed.push(name);
  }
  return changed;
}
