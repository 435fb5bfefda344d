/** `npm start`: settings, log, start, what to do next; a clean end on Ctrl-C, and one line that helps when it fails. */
import { type Logger, pino } from 'pino';
import { type Config, readConfig } from './config.ts';
import { REDACTED } from './log-redaction.ts';
import type { Service } from './main.ts';

const STOP_WITHIN_MS = 20_000;

export async function runService(start: (config: Config, log: Logger) => Promise<Service>): Promise<void> {
  let config: Config;
  try {
    config = readConfig();
  } catch (error) {
    fail(error);
    return;
  }
  const log = serviceLog(config.logLevel);
  let service: Service;
  try {
    service = await start(config, log);
  } catch (error) {
    log.debug({ err: error }, 'the start failed');
    fail(error);
    return;
  }
  say(service);
  let stopping = false;
  const stop = (signal: string) => {
    if (stopping) process.exit(1);
    stopping = true;
    log.info({ signal }, 'stopping; once more to stop at once');
    setTimeout(() => process.exit(1), STOP_WITHIN_MS).unref();
    service.stop().then(
      () => process.exit(0),
      (err) => {
        log.error({ err }, 'it did not stop cleanly');
        process.exit(1);
      },
    );
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => stop(signal));
}

/** JSON lines for machines, readable ones in a terminal. */
export function serviceLog(level: string): Logger {
  const base = { level, base: null, redact: REDACTED };
  if (!process.stdout.isTTY) return pino({ ...base, timestamp: pino.stdTimeFunctions.isoTime });
  return pino({ ...base, transport: { target: 'pino-pretty', options: { translateTime: 'HH:MM:ss' } } });
}

function say({ url, mqttUrl, firstRun }: Service): void {
  const lines = [`DigiTruck is at ${url}`, `Trucks send to   ${mqttUrl}`];
  if (firstRun.kind === 'set-up-link') {
    lines.push(
      '',
      'Nobody can sign in yet. Make the first account here (the link works once):',
      `  ${url}${firstRun.path}`,
    );
  }
  if (firstRun.kind === 'admin-made') lines.push(`First admin: ${firstRun.email}, with ADMIN_PASSWORD`);
  if (firstRun.kind === 'refused') lines.push(`No admin was made: ${firstRun.reason}`);
  process.stdout.write(`\n${lines.join('\n')}\n\n`);
}

function fail(error: unknown): void {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}
