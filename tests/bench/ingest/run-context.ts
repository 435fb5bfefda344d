/** What the phases of a run share: its servers, its settings, how it is stopped, and what is to be ended at the end. */
import type { BenchBroker, BrokerKind } from '../bench-broker.ts';
import { startEmptyBroker, startMosquittoAsShipped } from '../bench-broker.ts';
import type { BenchPostgres } from '../bench-postgres.ts';

export type RunContext = {
  readonly postgres: BenchPostgres;
  readonly broker: BrokerKind;
  readonly seconds: number;
  readonly trucks: number;
  readonly profileDir: string | undefined;
  say(text: string): void;
  /** Rejects when the run is stopped, or something it needs has ended. */
  sleep(ms: number): Promise<void>;
  /** Ends the run with this reason. */
  fail(why: string): void;
  /** What was started in `work` is ended behind it, the last first, however it ends. */
  scope<T>(work: (onEnd: (end: () => Promise<unknown>) => void) => Promise<T>): Promise<T>;
};

/** The broker of a phase without the service. */
export function startBroker(context: RunContext): Promise<BenchBroker> {
  return context.broker === 'mosquitto' ? startMosquittoAsShipped() : startEmptyBroker(context.fail);
}

export const WARM_UP_MS = 4000;
/** What may wait at the broker: about a second's worth of work. */
export const AHEAD_SAMPLES = 20_000;
export const AHEAD_BATCHED_SAMPLES = 60_000;
