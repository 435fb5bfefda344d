/** The figures of a run, as JSON names them and as a table for people. */
import Table from 'cli-table3';
import { rounded } from '../figures.ts';
import type { Machine } from '../machine.ts';
import type { ConsumerFigures } from './consumers.ts';
import { AHEAD_SAMPLES } from './run-context.ts';
import { BATCH_SAMPLES, LATENCY_RATE_PER_S, type ServiceFigures } from './service-phase.ts';

export type Measured = {
  readonly noop: ConsumerFigures;
  readonly service: ServiceFigures;
  readonly copy: { readonly perS: number };
  readonly plain: ConsumerFigures;
};
export type About = {
  readonly machine: Machine;
  readonly versions: Readonly<Record<string, string>>;
  readonly durability: Readonly<Record<string, string>>;
};

export type IngestFigures = ReturnType<typeof figuresOf>;

export function figuresOf({ noop, service, copy, plain }: Measured) {
  const { single, batched, latency, peakRssMb } = service;
  return {
    noopPerS: rounded(noop.perS),
    storedPerS: rounded(single.perS),
    ratio: rounded(single.perS / noop.perS, 2),
    batchedSamplesPerS: rounded(batched.perS),
    copyLimitPerS: copy.perS,
    plainConsumerPerS: rounded(plain.perS),
    commitMsP50: latency.commitMsP50,
    commitMsP99: latency.commitMsP99,
    screenMsP50: latency.screenMsP50,
    screenMsP99: latency.screenMsP99,
    latencyProbes: latency.probes,
    latencyProbesLost: latency.lost,
    peakRssMb: peakRssMb.service,
    peakRssMbByProcess: peakRssMb,
    cpuUsPerMessage: {
      noop: noop.cpuUsPerMessage,
      single: single.cpuUsPerSample,
      batchedPerSample: batched.cpuUsPerSample,
      plain: plain.cpuUsPerMessage,
    },
    cores: { single: single.cores, batched: batched.cores },
    notes: [
      `A load always had up to ${AHEAD_SAMPLES} samples waiting; rates are rows by the time of their commit.`,
      `Latencies at ${LATENCY_RATE_PER_S} messages/s; batches of ${BATCH_SAMPLES}.`,
      'Service: validation, duplicates, latest, gaps, rollups, presence, receipts and a browser on the live feed are on.',
    ],
  };
}

const number = (value: number | undefined, unit = '') =>
  value === undefined ? '?' : `${value.toLocaleString('en')}${unit}`;
const parts = (record: Readonly<Record<string, number>>, unit: string) =>
  Object.entries(record)
    .map(([name, value]) => `${name} ${value}${unit}`)
    .join(', ');

export function tableOf({ machine, versions, durability }: About, figures: IngestFigures): string {
  const table = new Table({ style: { head: [], border: [] }, colWidths: [46, 78], wordWrap: true });
  const { cpuUsPerMessage: cpu } = figures;
  table.push(
    [
      'machine',
      `${machine.cpu}, ${machine.cores} cores, ${number(machine.memoryMb)} MB, ${machine.system}; load before: ${machine.loadBefore}`,
    ],
    ['versions', `Node ${machine.node}, ${Object.entries(versions).flat().join(' ')}`],
    [
      'durability',
      Object.entries(durability)
        .map((pair) => pair.join(' '))
        .join(', '),
    ],
    ['subscriber that does nothing', number(figures.noopPerS, ' messages/s')],
    [
      'stored and acknowledged, one sample a message',
      `${number(figures.storedPerS, ' messages/s')}, ${number(figures.ratio * 100, ' %')} of that`,
    ],
    [`the same, ${BATCH_SAMPLES} samples a message`, number(figures.batchedSamplesPerS, ' samples/s')],
    ['COPY on the server (the limit)', number(figures.copyLimitPerS, ' rows/s')],
    ['plain consumer, one insert a message', number(figures.plainConsumerPerS, ' messages/s')],
    [
      'publish to commit, p50 / p99',
      `${number(figures.commitMsP50)} / ${number(figures.commitMsP99, ' ms')} (${figures.latencyProbes} probes, ${figures.latencyProbesLost} lost)`,
    ],
    [
      'publish to screen, p50 / p99',
      `${number(figures.screenMsP50)} / ${number(figures.screenMsP99, ' ms')}`,
    ],
    ['memory at most', parts(figures.peakRssMbByProcess, ' MB')],
    ['CPU a message, doing nothing', parts(cpu.noop, ' us')],
    ['CPU a message, stored', parts(cpu.single, ' us')],
    ['CPU a sample, in batches', parts(cpu.batchedPerSample, ' us')],
    ['CPU a message, plain consumer', parts(cpu.plain, ' us')],
  );
  return table.toString();
}
