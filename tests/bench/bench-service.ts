/** The service for a bench, with everything on: its own process, registered trucks, a browser's WebSocket that reads the live feed. */
import type { LiveMessage } from '@digitruck/contract/live';
import { OFFICE } from './bench-broker.ts';
import { startChild } from './children.ts';

const ADMIN_API_KEY = 'a-key-for-this-run-of-the-bench-alone';
const AT_ONCE = 8;

export type BenchService = {
  readonly url: string;
  readonly mqttUrl: string;
  readonly pid: number;
  get(path: string): Promise<Response>;
  ask(method: string, path: string, body?: unknown): Promise<Response>;
  post(path: string, body: unknown): Promise<unknown>;
  /** Opens the live feed; each message is handed on, with when it was read (performance.now). */
  watch(onMessage: (message: LiveMessage, atMs: number) => void): Promise<{ close(): void }>;
  stop(): Promise<void>;
};

export async function startBenchService(options: {
  readonly databaseUrl: string;
  /** Mosquitto's; without it the service has its own broker. */
  readonly mqttUrl: string | undefined;
  /** Where a CPU profile of the service is left. */
  readonly profileDir: string | undefined;
  readonly onLost: (why: string) => void;
}): Promise<BenchService> {
  const child = startChild<{ url: string; mqttUrl: string }>('children/service.ts', {
    env: {
      DATABASE_URL: options.databaseUrl,
      MQTT_URL: options.mqttUrl ?? '',
      MQTT_USERNAME: OFFICE.username,
      MQTT_PASSWORD: OFFICE.password,
      MQTT_CLIENT_ID: 'bench-service',
      MQTT_PORT: '0',
      HOST: '127.0.0.1',
      PORT: '0',
      LOG_LEVEL: 'warn',
      ADMIN_API_KEY,
    },
    nodeArgs: options.profileDir === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${options.profileDir}`],
    onLost: options.onLost,
  });
  const { url, mqttUrl } = await child.ready;
  const headers = { authorization: `Bearer ${ADMIN_API_KEY}` };
  return {
    url,
    mqttUrl,
    pid: child.pid,
    get: (path) => fetch(`${url}${path}`, { headers }),
    ask: (method, path, body) =>
      fetch(`${url}${path}`, {
        method,
        headers: { ...headers, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
        body: body === undefined ? undefined : JSON.stringify(body),
      }),
    async post(path, body) {
      const response = await fetch(`${url}${path}`, {
        method: 'POST',
        headers: { ...headers, 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
      const text = await response.text();
      if (!response.ok) throw new Error(`POST ${path}: ${response.status} ${text.slice(0, 300)}`);
      return text === '' ? undefined : JSON.parse(text);
    },
    watch: (onMessage) =>
      new Promise((resolve, reject) => {
        const socket = new WebSocket(`${url.replace(/^http/, 'ws')}/api/v1/live`, { headers });
        socket.addEventListener('message', ({ data }) => {
          const atMs = performance.now();
          onMessage(JSON.parse(String(data)) as LiveMessage, atMs);
          resolve({ close: () => socket.close() });
        });
        socket.addEventListener('error', () => reject(new Error('the live feed could not be opened')));
      }),
    stop: child.stop,
  };
}

/** The load's trucks, DT-01 and on, and others by name. */
export async function registerTrucks(service: BenchService, truckIds: readonly string[]): Promise<void> {
  let next = 0;
  const worker = async () => {
    for (let i = next++; i < truckIds.length; i = next++) {
      await service.post('/api/v1/trucks', { truckId: truckIds[i] });
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}

/** As `simulators/cli/load.ts` names them. */
export function loadTruckIds(trucks: number): string[] {
  return Array.from({ length: trucks }, (_, i) => `DT-${String(i + 1).padStart(2, '0')}`);
}
