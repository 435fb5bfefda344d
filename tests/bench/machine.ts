/** Which machine, and which versions, figures belong to. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, platform, release, totalmem } from 'node:os';
import { findMosquitto } from '../support/mosquitto.ts';

export type Machine = {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryMb: number;
  readonly system: string;
  readonly node: string;
  /** How many processes wanted a core in the last minute before the run: more than 0.5 says that others are at work. */
  readonly loadBefore: number;
};

export function thisMachine(): Machine {
  return {
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    memoryMb: Math.round(totalmem() / 1024 / 1024),
    system: `${platform()} ${release()}`,
    node: process.versions.node,
    loadBefore: Math.round((loadavg()[0] ?? 0) * 100) / 100,
  };
}

/** e.g. "2.0.11"; undefined where there is no Mosquitto. */
export function mosquittoVersion(): string | undefined {
  const program = findMosquitto();
  if (program === undefined) return undefined;
  return /version (\S+)/.exec(spawnSync(program, ['-h'], { encoding: 'utf8' }).stdout)?.[1] ?? 'unknown';
}

/** The installed version of a package. */
export function versionOf(packageName: string): string {
  const manifest = new URL(`../../node_modules/${packageName}/package.json`, import.meta.url);
  return (JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }).version;
}
