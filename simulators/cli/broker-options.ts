/**
 * What the commands that talk to a broker share: where it is, who one is there, what is shown meanwhile. Like the commands, it reads what is
 * large only when it is needed: the help and a mistake in the options come at once.
 */
import type { Login } from '../link/connection.ts';
import { type OptionHelp, readText, textOf, UsageError, type Values } from './command-line.ts';

export const MQTT = {
  mqtt: { type: 'string', value: 'URL', help: 'the broker (mqtt://127.0.0.1:1883)' },
} as const satisfies Record<string, OptionHelp>;

/** One account for everything. */
export const ACCOUNT = {
  username: {
    type: 'string',
    value: 'NAME',
    help: 'for the broker, when one account may speak for all trucks',
  },
  password: { type: 'string', value: 'WORD', help: 'for the broker' },
} as const satisfies Record<string, OptionHelp>;

/** An account a truck. */
export const CREDENTIALS = {
  credentials: {
    type: 'string',
    value: 'FILE',
    help: 'JSON { "<truckId>": { "username", "password" } }: an account for each truck',
  },
} as const satisfies Record<string, OptionHelp>;

export const QUIET = {
  quiet: { type: 'boolean', short: 'q', help: 'no progress' },
} as const satisfies Record<string, OptionHelp>;

export function mqttUrlOf(values: Values): string {
  const url = textOf(values, 'mqtt') ?? 'mqtt://127.0.0.1:1883';
  if (!/^(mqtts?|tcp|ssl|wss?):\/\/[^/\s]+/.test(url))
    throw new UsageError(`--mqtt ${url}: must be a broker's URL, for example mqtt://127.0.0.1:1883`);
  return url;
}

export function accountOf(values: Values): Login | undefined {
  const username = textOf(values, 'username');
  return username === undefined ? undefined : { username, password: textOf(values, 'password') ?? '' };
}

/** Reads `{ "<truckId>": { "username", "password" } }`. */
export async function loginsOf(values: Values): Promise<Readonly<Record<string, Login>> | undefined> {
  const file = textOf(values, 'credentials');
  if (file === undefined) return undefined;
  const text = readText('--credentials', file);
  const { z } = await import('zod');
  const Logins = z.record(z.string(), z.object({ username: z.string(), password: z.string() }));
  try {
    const parsed = Logins.safeParse(JSON.parse(text));
    if (parsed.success) return parsed.data;
    const issue = parsed.error.issues[0];
    throw new UsageError(`--credentials ${file}: ${issue?.path.join('.')}: ${issue?.message}`);
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(`--credentials ${file}: is not JSON`);
  }
}

/** The ids of a fleet that is only counted: DT-01 to DT-N. */
export function countedTruckIds(count: number): string[] {
  return Array.from({ length: count }, (_, i) => `DT-${String(i + 1).padStart(2, '0')}`);
}
