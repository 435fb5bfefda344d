/** The faulty quarter: which truck has what, from when on, by seed. Each fault has a truck of its own. */
import type { AlertKind } from '@digitruck/contract/alerts';
import type { StretchFault } from '../../../simulators/fleet/stretch.ts';
import { rng } from '../../../src/kernel/rng.ts';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

export type InjectedFault = {
  readonly truck: number;
  readonly fault: StretchFault;
  readonly expected: AlertKind;
  readonly text: string;
};

/** Faults begin after the first three weeks, so that there is a habit to break, and leave three weeks to be found. */
export function injectFaults(seed: number, startMs: number, days: number, trucks: number): InjectedFault[] {
  const random = rng(`${seed}/faults`);
  const order = Array.from({ length: trucks }, (_, truck) => ({ truck, at: random.next() }))
    .sort((a, b) => a.at - b.at)
    .map(({ truck }) => truck);
  const endMs = startMs + days * DAY_MS;
  const someTime = () => {
    const room = days - 42;
    const at = startMs + 21 * DAY_MS + random.next() * room * DAY_MS;
    return at - (at % 60_000);
  };
  let next = 0;
  const make = (
    count: number,
    expected: AlertKind,
    faultOf: (fromMs: number, i: number) => { fault: StretchFault; text: string },
  ): InjectedFault[] =>
    Array.from({ length: count }, (_, i) => ({
      truck: order[next++ % trucks] ?? 0,
      expected,
      ...faultOf(someTime(), i),
    }));
  return [
    ...make(3, 'panel-underperformance', (fromMs, i) => {
      const share = [0.5, 0.6, 0.65][i] ?? 0.6;
      return { fault: { kind: 'panel', fromMs, toMs: endMs, share }, text: `array at ${share * 100} %` };
    }),
    ...make(2, 'battery-not-charging', (fromMs) => ({
      fault: { kind: 'battery', fromMs, toMs: endMs },
      text: 'battery takes no charge',
    })),
    ...make(4, 'truck-silent', (fromMs, i) => {
      const hours = [14, 26, 50, 80][i] ?? 24;
      return {
        fault: { kind: 'silent', fromMs, toMs: fromMs + hours * HOUR_MS },
        text: `silent for ${hours} h`,
      };
    }),
    ...make(5, 'clock-wrong', (fromMs, i) => {
      const hours = [1, 2, 5, 12, 24][i] ?? 6;
      return {
        fault: { kind: 'clock', fromMs, toMs: fromMs + hours * HOUR_MS },
        text: `clock at 1970 for ${hours} h`,
      };
    }),
  ].sort((a, b) => a.fault.fromMs - b.fault.fromMs);
}
