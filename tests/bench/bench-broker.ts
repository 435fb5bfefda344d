/** A broker for one phase of a bench: Mosquitto with the settings we ship, or the embedded one in a process of its own. */
import { mkdtempSync, rmSync } from 'node:fs';
import { chmod, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { mosquittoFiles } from '../../src/embedded/mosquitto/files.ts';
import { mosquittoHash } from '../../src/kernel/password-hash.ts';
import { freePort } from '../support/free-port.ts';
import { startMosquitto } from '../support/mosquitto.ts';
import { startChild } from './children.ts';

export type BrokerKind = 'mosquitto' | 'embedded';
export type BenchBroker = { readonly url: string; readonly pid: number | undefined; stop(): Promise<void> };

/** Who may publish for every truck and read everything. */
export const OFFICE = { username: 'bench', password: 'only-for-this-run' } as const;

export async function startMosquittoAsShipped(): Promise<BenchBroker> {
  const dir = mkdtempSync(path.join(tmpdir(), 'digitruck-bench-mosquitto-'));
  const port = await freePort();
  const service = { username: OFFICE.username, passwordHash: await mosquittoHash(OFFICE.password) };
  const made = mosquittoFiles({ trucks: [], service, dir, dataDir: dir, port });
  if (!made.ok) throw new Error(made.reason);
  // As root it would become the user "mosquitto", who can't read this folder.
  const conf = process.getuid?.() === 0 ? `user root\n${made.files.conf}` : made.files.conf;
  await writeFile(path.join(dir, 'mosquitto.conf'), conf);
  for (const name of ['passwd', 'acl'] as const) {
    await writeFile(path.join(dir, name), made.files[name]);
    await chmod(path.join(dir, name), 0o600);
  }
  const mosquitto = await startMosquitto({ port, dir, conf: path.join(dir, 'mosquitto.conf') });
  return {
    url: mosquitto.url,
    pid: mosquitto.pid(),
    async stop() {
      await mosquitto.stop();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

export async function startEmptyBroker(onLost: (why: string) => void): Promise<BenchBroker> {
  const child = startChild<{ url: string }>('children/empty-broker.ts', { onLost });
  const { url } = await child.ready;
  return { url, pid: child.pid, stop: child.stop };
}
