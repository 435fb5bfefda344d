/**
 * The three files of a Mosquitto that serves a fleet: settings, passwords, access rules. The rules are those of the
 * embedded broker: a truck touches its own topics only, the service those of all.
 */
import { readFileSync } from 'node:fs';
import { TRUCK_ID_PATTERN } from '@digitruck/contract/ids';
import { DOWN_CHANNELS, TOPIC_PREFIX, UP_CHANNELS } from '@digitruck/contract/topics';

export type MosquittoFiles = { conf: string; passwd: string; acl: string };

export type MosquittoFilesInput = {
  trucks: readonly { truckId: string; passwordHash: string }[];
  /** What the service itself signs in with (MQTT_USERNAME). */
  service: { username: string; passwordHash: string };
  /** Where Mosquitto finds these files, and where it keeps its data. */
  dir: string;
  dataDir: string;
  port: number;
};

const HASH_PATTERN = /^\$7\$\d+\$[A-Za-z0-9+/=]+\$[A-Za-z0-9+/=]+$/;
const PATH_PATTERN = /^\/[^\n\r]*$/;
const template = readFileSync(new URL('./mosquitto.conf', import.meta.url), 'utf8');

/** The files' texts, or why they can't be made. Equal input gives equal text. */
export function mosquittoFiles(
  input: MosquittoFilesInput,
): { ok: true; files: MosquittoFiles } | { ok: false; reason: string } {
  const { trucks, service, dir, dataDir, port } = input;
  if (!TRUCK_ID_PATTERN.test(service.username)) {
    return {
      ok: false,
      reason: `the service's user name "${service.username}" must be 1 to 64 letters, digits, "_" or "-"`,
    };
  }
  for (const folder of [dir, dataDir]) {
    if (!PATH_PATTERN.test(folder))
      return { ok: false, reason: `"${folder}" must be an absolute path in one line` };
  }
  const lines: string[] = [];
  for (const { username, passwordHash } of [
    service,
    ...trucks.map(({ truckId, passwordHash }) => ({ username: truckId, passwordHash })),
  ]) {
    // Anything else could bring a line of its own into the file, and with it another user.
    if (!TRUCK_ID_PATTERN.test(username)) return { ok: false, reason: `"${username}" is no truck id` };
    if (!HASH_PATTERN.test(passwordHash))
      return { ok: false, reason: `${username} has no Mosquitto password hash` };
    lines.push(`${username}:${passwordHash}\n`);
  }
  if (trucks.some(({ truckId }) => truckId === service.username)) {
    return {
      ok: false,
      reason: `a truck is called ${service.username}, like the service's user; rename the latter`,
    };
  }
  return {
    ok: true,
    files: {
      conf: template
        .replace('{{port}}', String(port))
        .replaceAll('{{dir}}', () => dir)
        .replaceAll('{{dataDir}}', () => dataDir)
        .replace('; {{...}} are filled in by it', ''),
      passwd: lines.join(''),
      acl: aclText(service.username),
    },
  };
}

function aclText(serviceUsername: string): string {
  return [
    '# Everybody: the topics that carry their own user name, which is the truck id.',
    ...UP_CHANNELS.map((channel) => `pattern write ${TOPIC_PREFIX}/%u/${channel}`),
    ...DOWN_CHANNELS.map((channel) => `pattern read ${TOPIC_PREFIX}/%u/${channel}`),
    '',
    '# The service.',
    `user ${serviceUsername}`,
    `topic readwrite ${TOPIC_PREFIX}/#`,
    '',
  ].join('\n');
}
