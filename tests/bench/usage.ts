/**
 * CPU time and memory of processes, read from Linux's /proc (proc(5)); undefined on other systems.
 */
import { readdirSync, readFileSync } from 'node:fs';

/** Clock ticks a second, as /proc counts them: USER_HZ is 100 on every Linux that Node runs on. */
const TICKS_PER_S = 100;

export type Usage = { readonly cpuS: number; readonly rssMb: number; readonly peakRssMb: number };

/** Of these processes together, with all their children when `tree` is set; each once. */
export function usageOf(pids: readonly number[], { tree = false } = {}): Usage | undefined {
  const all = tree ? withChildren(pids) : pids;
  let found = false;
  const sum = { cpuS: 0, rssMb: 0, peakRssMb: 0 };
  for (const pid of all) {
    const usage = ofProcess(pid, tree);
    if (usage === undefined) continue;
    found = true;
    sum.cpuS += usage.cpuS;
    sum.rssMb += usage.rssMb;
    sum.peakRssMb += usage.peakRssMb;
  }
  return found ? sum : undefined;
}

function ofProcess(pid: number, tree: boolean): Usage | undefined {
  const stat = fieldsOf(pid);
  if (stat === undefined) return undefined;
  // utime, stime; in a tree also those of children that have ended (fields 14 to 17).
  const ticks = stat.slice(11, tree ? 15 : 13).reduce((total, field) => total + Number(field), 0);
  const status = read(`/proc/${pid}/status`) ?? '';
  const kb = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)?.[1] ?? 0);
  // Of a tree's shared memory each process counts its part only.
  const shared = tree ? pssKb(pid) : undefined;
  const rssKb = shared ?? kb('VmRSS');
  return {
    cpuS: ticks / TICKS_PER_S,
    rssMb: rssKb / 1024,
    peakRssMb: (shared ?? kb('VmHWM')) / 1024,
  };
}

function pssKb(pid: number): number | undefined {
  const found = /^Pss:\s+(\d+) kB/m.exec(read(`/proc/${pid}/smaps_rollup`) ?? '')?.[1];
  return found === undefined ? undefined : Number(found);
}

function withChildren(pids: readonly number[]): number[] {
  const children = new Map<number, number[]>();
  for (const name of list('/proc')) {
    const pid = Number(name);
    const parent = Number.isInteger(pid) ? Number(fieldsOf(pid)?.[1]) : Number.NaN;
    if (!Number.isNaN(parent)) children.set(parent, [...(children.get(parent) ?? []), pid]);
  }
  // One of them may be a child of another: it counts once.
  const all = new Set<number>();
  const add = (pid: number) => {
    all.add(pid);
    for (const child of children.get(pid) ?? []) add(child);
  };
  for (const pid of pids) add(pid);
  return [...all];
}

/** The fields of /proc/<pid>/stat from the third one (state) on; the second, the name, may hold anything. */
function fieldsOf(pid: number): string[] | undefined {
  const text = read(`/proc/${pid}/stat`);
  return text?.slice(text.lastIndexOf(')') + 2).split(' ');
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

function list(path: string): string[] {
  try {
    return readdirSync(path);
  } catch {
    return [];
  }
}
