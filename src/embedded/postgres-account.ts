/**
 * Who PostgreSQL runs as. It refuses to run as root, so a root service lends it another account of this machine.
 */
import { readFile, stat } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { EmbeddedError } from './embedded-error.ts';

/** undefined ids: the service's own account. */
export type Account = { uid: number | undefined; gid: number | undefined; name: string };

/** Needs an entry in /etc/passwd, because initdb looks its own user up there. */
const PREFERRED = ['nobody', 'postgres', 'daemon', 'bin'];

export function runsAsRoot(): boolean {
  return process.getuid?.() === 0;
}

/** As root: whoever owns the database already, else `nobody`. Otherwise the service's own account. */
export async function chooseAccount(databaseDir: string): Promise<Account> {
  if (!runsAsRoot()) return { uid: undefined, gid: undefined, name: ownName() };
  const owner = await stat(databaseDir).catch(() => undefined);
  if (owner && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid, name: `user ${owner.uid}` };
  const entries = (await readFile('/etc/passwd', 'utf8').catch(() => '')).split('\n').flatMap((line) => {
    const [name, , uid, gid] = line.split(':');
    return name && Number(uid) > 0 ? [{ name, uid: Number(uid), gid: Number(gid) }] : [];
  });
  for (const name of PREFERRED) {
    const entry = entries.find((candidate) => candidate.name === name);
    if (entry) return entry;
  }
  const [first] = entries;
  if (first) return first;
  throw new EmbeddedError(
    'PostgreSQL does not run as root, and /etc/passwd has no other account to run it as;' +
      ' start the service as an ordinary user, or set DATABASE_URL to a PostgreSQL of your own',
  );
}

function ownName(): string {
  try {
    return userInfo().username;
  } catch {
    return `user ${process.getuid?.() ?? '?'}`;
  }
}
