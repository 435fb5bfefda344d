/**
 * The whole service for scenarios: in this process (`runService`), or as a process of its own that can be killed
 * (`spawnService`), on a fresh database, with its embedded broker or a real one.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import mqtt, { type MqttClient } from 'mqtt';
import { pino } from 'pino';
import { onTestFinished } from 'vitest';
import { readConfig } from '../../src/config.ts';
import { type Service, startService } from '../../src/main.ts';
import { atEnd } from './at-end.ts';
import { freshDatabase, type TestDatabase } from './database.ts';
import { freePort } from './free-port.ts';
import { type RunningMosquitto, startMosquitto } from './mosquitto.ts';
import { until } from './until.ts';

export const API_KEY = 'scenarios-0123456789-0123456789-0123456789';

export type Answer = { readonly status: number; readonly body: unknown };
export type Api = (method: string, path: string, body?: unknown) => Promise<Answer>;

function apiOf(url: () => string): Api {
  return async (method, path, body) => {
    const response = await fetch(`${url()}${path.startsWith('/health') ? '' : '/api/v1'}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${API_KEY}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, body: text.startsWith('{') ? JSON.parse(text) : text };
  };
}

export type Running = {
  readonly service: Service;
  readonly database: TestDatabase;
  readonly api: Api;
  /** A client of the broker; `truckId` signs it in as that truck. */
  readonly client: (options?: {
    truckId?: string;
    password?: string;
    clientId?: string;
    version?: 4 | 5;
  }) => Promise<MqttClient>;
  /** One row of one column from the database. */
  readonly value: <T>(sql: string) => Promise<T>;
};

/** @param ends when it ends: with the file (`atEnd`), or with the test (`onTestFinished`) */
export async function runService(
  environment: Record<string, string> = {},
  ends: (end: () => Promise<void>) => void = atEnd,
  options: Parameters<typeof startService>[2] = {},
): Promise<Running> {
  const database = await freshDatabase();
  const config = readConfig({
    DATABASE_URL: database.url,
    HOST: '127.0.0.1',
    PORT: '0',
    MQTT_PORT: '0',
    ADMIN_API_KEY: API_KEY,
    AUTH_SECRET: 'the secret of the scenarios, long enough',
    ...environment,
  });
  const service = await startService(
    config,
    pino({ level: process.env.TEST_LOG_LEVEL ?? 'silent' }),
    options,
  );
  const clients: MqttClient[] = [];
  const end = async () => {
    for (const client of clients) await client.endAsync(true);
    await service.stop();
  };
  ends(end);
  return {
    service,
    database,
    api: apiOf(() => service.url),
    async client({ truckId, password, clientId = truckId ?? `tool-${clients.length}`, version = 4 } = {}) {
      const client = await mqtt.connectAsync(service.mqttUrl, {
        clientId,
        protocolVersion: version,
        reconnectPeriod: 0,
        ...(truckId === undefined
          ? {}
          : { username: truckId, ...(password === undefined ? {} : { password }) }),
      });
      client.on('error', () => {});
      clients.push(client);
      return client;
    },
    async value<T>(sql: string): Promise<T> {
      const { rows } = await database.db.$client.query({ text: sql, rowMode: 'array' });
      return (rows as unknown[][])[0]?.[0] as T;
    },
  };
}

export type Spawned = {
  readonly database: TestDatabase;
  readonly mqttUrl: string;
  readonly api: Api;
  /** Of the process that runs now. */
  pid(): number;
  start(): Promise<void>;
  kill9(): Promise<void>;
};

/** The service as `npm start` runs it, to be killed and started again on the same ports and database. Call it in a test. */
export async function spawnService(environment: Record<string, string> = {}): Promise<Spawned> {
  const database = await freshDatabase();
  const [port, mqttPort] = [await freePort(), await freePort()];
  let child: ChildProcess | undefined;
  const api = apiOf(() => `http://127.0.0.1:${port}`);
  const kill9 = async () => {
    const ending = child;
    if (ending === undefined || ending.exitCode !== null || ending.signalCode !== null) return;
    const gone = new Promise((resolve) => ending.once('exit', resolve));
    ending.kill('SIGKILL');
    await gone;
  };
  onTestFinished(kill9);
  return {
    database,
    mqttUrl: environment.MQTT_URL ?? `mqtt://127.0.0.1:${mqttPort}`,
    api,
    kill9,
    pid: () => child?.pid ?? 0,
    async start() {
      const dataDir = join(tmpdir(), `digitruck-scenario-${port}`);
      const started = spawn(process.execPath, ['src/main.ts'], {
        stdio: ['ignore', 'ignore', 'inherit'],
        env: {
          PATH: process.env.PATH,
          DATABASE_URL: database.url,
          DATA_DIR: dataDir,
          HOST: '127.0.0.1',
          PORT: String(port),
          MQTT_PORT: String(mqttPort),
          ADMIN_API_KEY: API_KEY,
          LOG_LEVEL: 'silent',
          ...environment,
        },
      });
      child = started;
      await until(
        'the service to be ready',
        async () => {
          if (started.exitCode !== null) throw new Error(`the service ended with ${started.exitCode}`);
          return (await api('GET', '/health/ready').catch(() => undefined))?.status === 200;
        },
        { withinMs: 120_000 },
      );
    },
  };
}

/** Mosquitto with these lines of configuration besides its listener, until the test ends. Call it in a test. */
export async function runMosquitto(lines: readonly string[]): Promise<RunningMosquitto> {
  const { mosquitto, end } = await mosquittoWith(lines);
  onTestFinished(end);
  return mosquitto;
}

/** The same until the file ends. Call it in `beforeAll`. */
export async function runMosquittoForFile(lines: readonly string[]): Promise<RunningMosquitto> {
  const { mosquitto, end } = await mosquittoWith(lines);
  atEnd(end);
  return mosquitto;
}

async function mosquittoWith(lines: readonly string[]) {
  const dir = mkdtempSync(join(tmpdir(), 'digitruck-mosquitto-'));
  const port = await freePort();
  const conf = join(dir, 'mosquitto.conf');
  const asRoot = process.getuid?.() === 0 ? ['user root'] : [];
  writeFileSync(conf, `${[`listener ${port} 127.0.0.1`, ...asRoot, ...lines].join('\n')}\n`);
  const mosquitto = await startMosquitto({ port, dir, conf });
  const end = async () => {
    await mosquitto.stop();
    rmSync(dir, { recursive: true, force: true });
  };
  return { mosquitto, end };
}
