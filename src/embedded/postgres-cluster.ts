/**
 * The database's files: made on the first start, recognised on every later one.
 *
 * A root service's data folder may lie below a folder that the unprivileged account can't pass (/root/...). A process may keep
 * working in a folder whose parents are closed to it, so PostgreSQL is started inside its own folder and told
 * that its data is in `/proc/self/cwd`: the folder stays where the person asked for it.
 */
import { type SpawnOptions, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmod, chown, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { EmbeddedError } from './embedded-error.ts';
import type { Log } from './log.ts';
import { type Account, runsAsRoot } from './postgres-account.ts';
import { POSTGRES_ENV } from './postgres-binaries.ts';

export const DATABASE_NAME = 'digitruck';
export const DATABASE_USER = 'postgres';

export type Cluster = {
  /** The folder on disk; PostgreSQL is started in it. */
  directory: string;
  /** How PostgreSQL itself is told of it. */
  dataArgument: string;
  password: string;
};

/** Makes the database if there is none. Its password is kept beside it, readable by the service alone. */
export async function prepareCluster(
  dataDir: string,
  serverDir: string,
  account: Account,
  log: Log,
): Promise<Cluster> {
  const directory = clusterDirectory(dataDir);
  const passwordFile = path.join(dataDir, 'postgres-password');
  const version = await readFile(path.join(directory, 'PG_VERSION'), 'utf8').catch(() => undefined);
  const wantedVersion = await serverMajorVersion(serverDir);
  if (version === undefined) {
    const password = randomBytes(24).toString('base64url');
    log.info({ directory, account: account.name }, 'making the embedded database');
    const made = await create(directory, serverDir, account, password);
    await writeFile(passwordFile, `${password}\n`, { mode: 0o600, flush: true });
    await rename(made, directory);
    return { directory, dataArgument: dataArgument(directory), password };
  }
  if (version.trim() !== wantedVersion) {
    throw new EmbeddedError(
      `the database in ${directory} was made by PostgreSQL ${version.trim()}, and this version carries PostgreSQL ${wantedVersion}:` +
        ` dump it with the old version (pg_dump) and restore it into a new DATA_DIR`,
    );
  }
  const password = (await readFile(passwordFile, 'utf8').catch(() => '')).trim();
  if (password === '') {
    throw new EmbeddedError(
      `the database in ${directory} has lost its password file ${passwordFile}; put it back from a backup`,
    );
  }
  return { directory, dataArgument: dataArgument(directory), password };
}

export function clusterDirectory(dataDir: string): string {
  return path.join(dataDir, 'postgres');
}

/**
 * Returns the new folder. Made aside and renamed when whole, so that a start cut short leaves nothing that looks like a
 * database; under a name of its own, since the programs of such a start may still be at work on theirs.
 */
async function create(
  directory: string,
  serverDir: string,
  account: Account,
  password: string,
): Promise<string> {
  const parent = path.dirname(directory);
  const prefix = `${path.basename(directory)}.new-`;
  for (const name of await readdir(parent)) {
    if (!name.startsWith(prefix)) continue;
    await rm(path.join(parent, name), { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
  const aside = path.join(parent, prefix + randomBytes(4).toString('hex'));
  await mkdir(aside, { recursive: true, mode: 0o700 });
  await chmod(aside, 0o700);
  if (account.uid !== undefined && account.gid !== undefined) await chown(aside, account.uid, account.gid);
  try {
    const options = { cwd: aside, uid: account.uid, gid: account.gid, env: POSTGRES_ENV };
    const at = dataArgument(aside);
    await runProgram(
      path.join(serverDir, 'bin', 'initdb'),
      [
        '-D',
        at,
        '-U',
        DATABASE_USER,
        '-E',
        'UTF8',
        '--locale=C',
        '--auth=trust',
        '--no-instructions',
        '--no-clean',
      ],
      options,
      '',
    );
    // Set through a single-user session's standard input: no file with the password ever lies in a temporary folder.
    await runProgram(
      path.join(serverDir, 'bin', 'postgres'),
      ['--single', '-D', at, '-c', 'exit_on_error=on', '-c', 'log_min_messages=panic', 'postgres'],
      options,
      `ALTER ROLE ${DATABASE_USER} PASSWORD '${password}';\nCREATE DATABASE ${DATABASE_NAME};\n`,
    );
    await writeFile(
      path.join(aside, 'pg_hba.conf'),
      '# Only this machine, only with the password.\nhost all all 127.0.0.1/32 scram-sha-256\n',
      { mode: 0o600 },
    );
    if (account.uid !== undefined && account.gid !== undefined) {
      await chown(path.join(aside, 'pg_hba.conf'), account.uid, account.gid);
    }
    return aside;
  } catch (error) {
    await rm(aside, { recursive: true, force: true });
    throw error;
  }
}

function dataArgument(directory: string): string {
  return runsAsRoot() && process.platform === 'linux' ? '/proc/self/cwd' : directory;
}

async function serverMajorVersion(serverDir: string): Promise<string> {
  const text = await runProgram(
    path.join(serverDir, 'bin', 'postgres'),
    ['--version'],
    { cwd: '/', env: POSTGRES_ENV },
    '',
  );
  return /(\d+)\./.exec(text)?.[1] ?? text.trim();
}

/** Standard output of a program that must end with 0; an EmbeddedError with what it complained of if it doesn't. */
async function runProgram(
  program: string,
  args: string[],
  options: SpawnOptions,
  input: string,
): Promise<string> {
  const child = spawn(program, args, { ...options, stdio: ['pipe', 'pipe', 'pipe'] });
  let out = '';
  let complaint = '';
  child.stdout?.on('data', (chunk) => {
    out += chunk;
  });
  child.stderr?.on('data', (chunk) => {
    complaint += chunk;
  });
  // A program that ends early closes its input under us; its exit code tells why.
  child.stdin?.on('error', () => undefined);
  child.stdin?.end(input);
  const code = await new Promise<number | string | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (exitCode, signal) => resolve(exitCode ?? signal));
  });
  if (code === 0) return out;
  throw new EmbeddedError(`${path.basename(program)} failed (${code}): ${explain(complaint)}`);
}

/** PostgreSQL's complaint, and what to do about those we know. */
export function explain(complaint: string): string {
  const text = complaint.trim();
  if (/No space left on device|could not extend file/.test(text)) {
    return `the disk is full: free some space and start again (${text})`;
  }
  if (/could not look up effective user ID|user does not exist/.test(text)) {
    return (
      'the account of the service has no entry in /etc/passwd, which PostgreSQL needs: start the service as an account' +
      ` that has one, or set DATABASE_URL to a PostgreSQL of your own (${text})`
    );
  }
  if (/has wrong ownership|Permission denied|Operation not permitted/.test(text)) {
    return `the data folder belongs to another account: start the service as the one that made it (${text})`;
  }
  if (/shared memory segment|Cannot allocate memory/.test(text)) {
    return `there is not enough memory for PostgreSQL (${text})`;
  }
  return text;
}
