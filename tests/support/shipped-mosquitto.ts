/** A Mosquitto under the very files that `npm run mosquitto-files` writes, with passwords for the trucks and the office. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { mosquittoFiles } from '../../src/embedded/mosquitto/files.ts';
import { mosquittoHash } from '../../src/kernel/password-hash.ts';
import { freePort } from './free-port.ts';
import { type RunningMosquitto, startMosquitto } from './mosquitto.ts';

const OFFICE = { username: 'office', password: 'the password of the office' };

export type ShippedMosquitto = RunningMosquitto & {
  /** How the service reaches it. */
  readonly settings: Readonly<Record<string, string>>;
};

/** Ends with the test. @param logins of the trucks */
export async function runShippedMosquitto(
  logins: readonly { username: string; password: string }[],
): Promise<ShippedMosquitto> {
  const dir = mkdtempSync(join(tmpdir(), 'digitruck-mosquitto-'));
  const port = await freePort();
  const trucks = await Promise.all(
    logins.map(async ({ username, password }) => ({
      truckId: username,
      passwordHash: await mosquittoHash(password),
    })),
  );
  const service = { username: OFFICE.username, passwordHash: await mosquittoHash(OFFICE.password) };
  const made = mosquittoFiles({ trucks, service, dir, dataDir: dir, port });
  if (!made.ok) throw new Error(made.reason);
  const conf = join(dir, 'mosquitto.conf');
  // As root it would become the user "mosquitto", who can't read a test's folder.
  writeFileSync(conf, process.getuid?.() === 0 ? `user root\n${made.files.conf}` : made.files.conf);
  for (const name of ['passwd', 'acl'] as const)
    writeFileSync(join(dir, name), made.files[name], { mode: 0o600 });
  const mosquitto = await startMosquitto({ port, dir, conf });
  onTestFinished(async () => {
    await mosquitto.stop();
    rmSync(dir, { recursive: true, force: true });
  });
  return {
    ...mosquitto,
    settings: { MQTT_URL: mosquitto.url, MQTT_USERNAME: OFFICE.username, MQTT_PASSWORD: OFFICE.password },
  };
}
