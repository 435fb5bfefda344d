/** What the phases of a run share: its servers, its settings, and how it is stopped. */
import type { BenchBroker, BrokerKind } from '../bench-broker.ts';
import { startEmptyBroker, startMosquittoAsShipped } from '../bench-broker.ts';
import type { BenchPostgres } from '../bench-postgres.ts';
import type { Stoppable } from '../stoppable.ts';

export type RunContext = Stoppable & {
  readonly postgres: BenchPostgres;
  readonly broker: BrokerKind;
  readonly seconds: number;
  readonly trucks: number;
  readonly profileDir: string | undefined;
};

/** The broker of a phase without the service. */
export function startBroker(context: RunContext): Promise<BenchBroker> {
  return context.broker === 'mosquitto' ? startMosquittoAsShipped() : startEmptyBroker(context.fail);
}

export const WARM_UP_MS = 4000;
/** What may wait at the broker: about a second's worth of work. */
export const AHEAD_SAMPLES = 20_000;
export const AHEAD_BATCHED_SAMPLES = 60_000;
