/**
 * The load generator in a process of its own, following whoever takes its messages: never more than `ahead` samples beyond what
 * those have settled. So it always has something waiting at the broker, which is not made to queue without end (and to write that
 * queue to disk again and again) while the rate is measured.
 */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { LoadFigures } from '../../simulators/load.ts';
import { OFFICE } from './bench-broker.ts';

const FOLLOW_EVERY_MS = 50;
const STOP_WITHIN_MS = 20_000;

export type LoadOrder = {
  readonly mqttUrl: string;
  readonly trucks: number;
  readonly bootId: string;
  readonly samplesPerMessage?: number;
  /** Messages a second; default as many as are taken. */
  readonly ratePerS?: number;
  /** Samples settled so far by whoever takes them. */
  readonly settled: () => Promise<number> | number;
  readonly aheadSamples: number;
};

export type BenchLoad = {
  readonly pid: number;
  /** Ends it; what is in flight is waited for. */
  stop(): Promise<LoadFigures | undefined>;
};

export function startLoad(order: LoadOrder, onFault: (why: string) => void): BenchLoad {
  const perMessage = order.samplesPerMessage ?? 1;
  const program = fileURLToPath(new URL('../../simulators/cli/load.ts', import.meta.url));
  const options = {
    mqtt: order.mqttUrl,
    trucks: order.trucks,
    connections: 2,
    window: perMessage > 1 ? 100 : 2000,
    batch: perMessage,
    boot: order.bootId,
    for: '1h',
    username: OFFICE.username,
    password: OFFICE.password,
    ...(order.ratePerS === undefined ? {} : { rate: order.ratePerS }),
  };
  const args = Object.entries(options).flatMap(([name, value]) => [`--${name}`, String(value)]);
  const child = spawn(process.execPath, [program, ...args, '--follow', '--quiet'], {
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let stopping = false;
  let said = '';
  let complaint = '';
  child.stdout.on('data', (chunk) => {
    said += chunk;
  });
  child.stderr.on('data', (chunk) => {
    complaint = (complaint + chunk).slice(-2000);
  });
  child.stdin.on('error', () => {});
  const gone = new Promise<void>((resolve) => child.once('close', () => resolve()));
  child.once('close', () => {
    if (!stopping) onFault(`the load generator ended: ${complaint.trim() || said.trim()}`);
  });

  async function follow(): Promise<void> {
    while (!stopping) {
      const settled = await order.settled();
      if (stopping) return;
      child.stdin.write(`${Math.floor((settled + order.aheadSamples) / perMessage)}\n`);
      await new Promise((resolve) => setTimeout(resolve, FOLLOW_EVERY_MS));
    }
  }
  follow().catch((error) => {
    if (!stopping) onFault(`the load could not be followed: ${error}`);
  });

  return {
    pid: child.pid ?? 0,
    async stop() {
      stopping = true;
      child.stdin.end();
      const timer = setTimeout(() => child.kill('SIGKILL'), STOP_WITHIN_MS);
      await gone;
      clearTimeout(timer);
      return said.startsWith('{') ? (JSON.parse(said) as LoadFigures) : undefined;
    },
  };
}
