/** A stretch of steady work that is measured: some time to warm up, then what each process took of the CPU. */
import { rounded } from '../figures.ts';
import { type Usage, usageOf } from '../usage.ts';

export type Watched = { readonly pid: number | undefined; readonly tree?: boolean };
export type Window = {
  readonly fromMs: number;
  readonly toMs: number;
  /** CPU seconds a second, by process: 1 is a whole core. Only where /proc is. */
  readonly cores: Readonly<Record<string, number>>;
  /** Memory at the end, and at most (for PostgreSQL the former twice: its processes share most of it). */
  readonly rssMb: Readonly<Record<string, number>>;
  readonly peakRssMb: Readonly<Record<string, number>>;
};

export async function measureWindow(options: {
  readonly warmUpMs: number;
  readonly forMs: number;
  readonly processes: Readonly<Record<string, Watched>>;
  readonly sleep: (ms: number) => Promise<void>;
}): Promise<Window> {
  const look = () =>
    Object.entries(options.processes).flatMap(([name, { pid, tree }]): [string, Usage][] => {
      const usage = pid === undefined ? undefined : usageOf([pid], { tree });
      return usage === undefined ? [] : [[name, usage]];
    });
  await options.sleep(options.warmUpMs);
  const [fromMs, before] = [Date.now(), new Map(look())];
  await options.sleep(options.forMs);
  const [toMs, after] = [Date.now(), look()];
  const record = (value: (usage: Usage, name: string) => number, digits: number) =>
    Object.fromEntries(after.map(([name, usage]) => [name, rounded(value(usage, name), digits)]));
  return {
    fromMs,
    toMs,
    cores: record(
      (usage, name) => ((usage.cpuS - (before.get(name)?.cpuS ?? 0)) * 1000) / (toMs - fromMs),
      3,
    ),
    rssMb: record(({ rssMb }) => rssMb, 0),
    peakRssMb: record(({ peakRssMb }) => peakRssMb, 0),
  };
}

/** Microseconds of CPU a message (or sample), by process. */
export function cpuUsPer(window: Window, perS: number): Record<string, number> {
  return Object.fromEntries(
    Object.entries(window.cores).map(([name, cores]) => [name, rounded((cores * 1e6) / perS, 1)]),
  );
}
