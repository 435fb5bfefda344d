/**
 * `npm run demo`: the whole service with an embedded database and broker, a seeded Kenya fleet, two weeks of history sent through
 * the real ingest, and trucks that go on living. Ctrl-C ends all of it.
 */
import { type ChildProcess, fork, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { type Config, readConfig } from '../config.ts';
import { systemClock as clock } from '../kernel/clock.ts';
import { localDayOf } from '../kernel/zone.ts';
import { type Service, startService } from '../main.ts';
import { serviceLog } from '../run-service.ts';
import { takeInPast } from './demo/past.ts';
import { DEMO_PASSWORD, DEMO_PEOPLE, seedDemo } from './demo/seed.ts';
import type { DemoTrucksOrder, DemoTrucksProgress } from './demo/trucks.ts';
import { openCommandDatabase } from './open-database.ts';

const DAY_MS = 86_400_000;
const HISTORY_DAYS = 14;
/** Nobody has sent anything kept for so long: what is left is of trucks that are out of reach. */
const ALL_SENT_AFTER_MS = 2000;
const PAGES = [
  ['console', 'src/console/vite.config.ts'],
  ['operator', 'src/console/operator/vite.config.ts'],
] as const;
const top = fileURLToPath(new URL('../..', import.meta.url));
const say = (text: string) => process.stdout.write(`${text}\n`);

const USAGE = `npm run demo [-- options]

  --keep       go on with the fleet that the last demo left in .data/demo, instead of a fresh one
  --no-trucks  only the service and the registry
  --help       this

Settings of the README hold here too: PORT, MQTT_PORT, HOST, LOG_LEVEL and so on.`;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      keep: { type: 'boolean', default: false },
      'no-trucks': { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    say(USAGE);
    return;
  }
  const apiKey = randomBytes(24).toString('hex');
  const base = readConfig();
  const dataDir = `${base.dataDir}/demo`;
  if (!values.keep) rmSync(dataDir, { recursive: true, force: true });
  const config: Config = {
    ...base,
    databaseUrl: undefined,
    dataDir,
    logLevel: process.argv.includes('--verbose') ? 'info' : 'warn',
    port: await freePort(base.port, base.host),
    mqtt: { ...base.mqtt, url: undefined, embeddedPort: await freePort(base.mqtt.embeddedPort, base.host) },
    admin: { email: DEMO_PEOPLE.admin, password: DEMO_PASSWORD, apiKey },
    programme: { ...base.programme, name: 'DigiTruck Kenya (demo)' },
  };

  for (const [name] of PAGES) mkdirSync(`${top}/dist/${name}`, { recursive: true });
  // Beside the rest: nobody looks before the trucks' history is in.
  const built = buildConsole();
  built.catch(() => {});
  say('Starting the service with its own database and broker ...');
  const service = await startService(config, serviceLog(config.logLevel));
  const ending = endOnSignals(service);
  const nowMs = clock.nowMs();
  const { timeZone } = config.programme;
  const seeded = await seedDemo({ url: service.url, apiKey, today: localDayOf(nowMs, timeZone) });
  say(
    seeded.made
      ? `Registered ${seeded.trucks} trucks and ${seeded.sites} sites, and booked ${seeded.visits.length} visits.`
      : 'Going on with the fleet of the last demo.',
  );
  const enrolling = seeded.made ? seeded.enrolLearners() : undefined;
  // Awaited below; a fault must not end the process before that.
  enrolling?.catch(() => {});
  if (!values['no-trucks']) {
    const startMs = Math.min(
      nowMs - 60_000,
      Math.max(nowMs - HISTORY_DAYS * DAY_MS, seeded.lastSampleMs + 60_000),
    );
    ending.trucks = await startTrucks({
      mqttUrl: service.mqttUrl,
      startMs,
      nowMs,
      timeZone,
      visits: seeded.visits,
    });
    await seeded.reportEvery(15);
  }
  await Promise.all([enrolling, built]);
  if (seeded.made) {
    const database = await openCommandDatabase(undefined, config);
    const reports = await takeInPast({ ...database, visits: seeded.visits, nowMs: clock.nowMs(), timeZone });
    say(`Took in a year of ${reports} session reports.`);
    await seeded.planQuarter();
    await seeded.enterResults();
  }
  say(welcome(service));
}

function welcome({ url, mqttUrl }: Service): string {
  const people = Object.entries(DEMO_PEOPLE).map(([role, email]) => `    ${role.padEnd(12)} ${email}`);
  return `
  DigiTruck Kenya is alive:  ${url}

  Sign in as                 (password for all: ${DEMO_PASSWORD})
${people.join('\n')}

  API  ${url}/docs     MQTT  ${mqttUrl}
  Ctrl-C ends everything.
`;
}

/** The trucks' process; resolves when their history is in and they are live. */
async function startTrucks(order: DemoTrucksOrder): Promise<ChildProcess> {
  const child = fork(fileURLToPath(new URL('./demo/trucks.ts', import.meta.url)));
  const days = (order.nowMs - order.startMs) / DAY_MS;
  say(`Twelve trucks send ${days >= 1 ? `${Math.round(days)} days` : 'the hours since'} of history ...`);
  let toldMs = 0;
  let [least, leastMs] = [Number.POSITIVE_INFINITY, clock.monotonicMs()];
  await new Promise<void>((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`the trucks' process ended early (${code})`)));
    child.on('message', (message) => {
      const { simMs, unsent, problem } = message as DemoTrucksProgress;
      const share = Math.max(0, Math.min(1, (simMs - order.startMs) / (order.nowMs - order.startMs)));
      if (clock.monotonicMs() - toldMs > (process.stdout.isTTY ? 250 : 5000)) {
        toldMs = clock.monotonicMs();
        bar(share, problem ?? (share >= 0.999 ? `${unsent} samples to be sent` : undefined));
      }
      if (share < 0.999 || unsent < least) [least, leastMs] = [unsent, clock.monotonicMs()];
      if (clock.monotonicMs() - leastMs > ALL_SENT_AFTER_MS) resolve();
    });
    child.send(order);
  });
  if (process.stdout.isTTY) process.stdout.write('\r\x1b[K');
  child.removeAllListeners('message');
  return child;
}

function bar(share: number, problem: string | undefined): void {
  const filled = Math.round(share * 30);
  const text = `  ${'█'.repeat(filled)}${'░'.repeat(30 - filled)} ${Math.round(share * 100)} %${problem === undefined ? '' : `  ${problem}`}`;
  if (process.stdout.isTTY) process.stdout.write(`\r\x1b[K${text}`);
  else say(text);
}

function endOnSignals(service: Service): { trucks: ChildProcess | undefined } {
  const running: { trucks: ChildProcess | undefined } = { trucks: undefined };
  let ending = false;
  const end = async () => {
    if (ending) process.exit(1);
    ending = true;
    say('\nEnding ...');
    setTimeout(() => process.exit(1), 20_000).unref();
    const { trucks } = running;
    if (trucks?.connected) {
      trucks.send('stop');
      const gone = new Promise((resolve) => trucks.once('exit', resolve));
      await Promise.race([gone, new Promise((resolve) => setTimeout(resolve, 5000))]);
      trucks.kill('SIGKILL');
    }
    await service.stop();
    process.exit(0);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void end());
  return running;
}

/** The wished port, or a free one when somebody has it: a demo should just start. */
async function freePort(port: number, host: string): Promise<number> {
  for (const candidate of [port, 0]) {
    const server = createServer();
    const found = await new Promise<number | undefined>((resolve) => {
      server.once('error', () => resolve(undefined));
      server.listen(candidate, host, () => {
        const address = server.address();
        resolve(typeof address === 'object' && address !== null ? address.port : undefined);
      });
    });
    server.close();
    if (found !== undefined) return found;
  }
  throw new Error(`no free port on ${host}`);
}

/** Builds the console and the operator's page when they were never built, or their source is newer. */
async function buildConsole(): Promise<void> {
  const source = newestMs(`${top}/src/console`);
  for (const [name, config] of PAGES) {
    const built = `${top}/dist/${name}/index.html`;
    if (existsSync(built) && statSync(built).mtimeMs > source) continue;
    say(`Building the ${name} page ...`);
    await buildPage(config);
  }
}

async function buildPage(config: string): Promise<void> {
  const vite = `${top}/node_modules/vite/bin/vite.js`;
  const child = spawn(process.execPath, [vite, 'build', '--config', config, '--logLevel', 'warn'], {
    cwd: top,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const code = await new Promise((resolve) => child.once('exit', resolve));
  if (code !== 0) throw new Error('the console could not be built; "npm run build" shows why');
}

function newestMs(folder: string): number {
  let newest = 0;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = `${folder}/${entry.name}`;
    // What the build itself makes there does not count.
    if (entry.name === 'public') continue;
    newest = Math.max(newest, entry.isDirectory() ? newestMs(path) : statSync(path).mtimeMs);
  }
  return newest;
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
