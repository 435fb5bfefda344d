/** Changes by hand on the programme's own problems: how long the desk takes to say what one would come to, and how long it holds up the service. */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import Table from 'cli-table3';
import { openDesk } from '../../../src/derive/planning/desk.ts';
import { dateOf, dayOf } from '../../../src/planner/calendar.ts';
import { buildInstance } from '../../../src/planner/instance.ts';
import type { PlannedVisit, Problem } from '../../../src/planner/problem.ts';
import { solve } from '../../../src/planner/solve.ts';
import { stopAfterIterations } from '../../../src/planner/stop.ts';
import { rounded } from '../figures.ts';
import { DAYS, SIZES } from './own.ts';
import { programme } from './programme.ts';

const TRIES = 60;
const ITERATIONS = 60;

export type WhatIfFigure = {
  readonly name: string;
  readonly requests: number;
  readonly trucks: number;
  readonly visits: number;
  /** From opening the desk to its first answer; then of each change. */
  readonly coldMs: number;
  readonly medianMs: number;
  readonly p95Ms: number;
  readonly mostMs: number;
  /** Of the processor, on average: what it takes on a machine that does nothing else. */
  readonly cpuMs: number;
  readonly possible: number;
  /** The longest that anything else had to wait meanwhile. */
  readonly heldUpMs: number;
};

export async function benchWhatIfs({ sizes }: { readonly sizes: readonly string[] }) {
  const figures: WhatIfFigure[] = [];
  for (const { name, requests, trucks } of SIZES) {
    if (!sizes.includes(name)) continue;
    const problem = shared(programme({ requests, trucks, days: DAYS, seed: 1 }));
    const placed = solvedVisits(problem);
    const delay = monitorEventLoopDelay({ resolution: 1 });
    delay.enable();
    const beganMs = performance.now();
    const desk = openDesk(problem, { idleMs: 60_000, onGone: () => {} });
    await desk.stand(placed, placed);
    const coldMs = performance.now() - beganMs;
    const took: number[] = [];
    let possible = 0;
    const cpu = process.cpuUsage();
    for (let i = 0; i < TRIES; i++) {
      const which = (i * 7919) % placed.length;
      const moved = placed.map((visit, j) => (j === which ? later(visit, 1 + (i % 7)) : visit));
      const fromMs = performance.now();
      const stood = await desk.stand(moved, placed);
      took.push(performance.now() - fromMs);
      if (stood.ok && stood.faults.length === 0) possible++;
    }
    const { user, system } = process.cpuUsage(cpu);
    delay.disable();
    await desk.close();
    took.sort((a, b) => a - b);
    const at = (part: number) =>
      rounded(took[Math.min(took.length - 1, Math.floor(part * took.length))] ?? 0);
    figures.push({
      name,
      requests,
      trucks,
      visits: placed.length,
      coldMs: rounded(coldMs),
      medianMs: at(0.5),
      p95Ms: at(0.95),
      mostMs: at(1),
      cpuMs: rounded((user + system) / 1000 / TRIES),
      possible,
      heldUpMs: rounded(delay.max / 1e6),
    });
  }
  const table = new Table({
    style: { head: [], border: [] },
    head: [
      'requests, trucks',
      'visits',
      'first answer',
      'median',
      '95 of 100',
      'most',
      'of processor',
      'others held up',
    ],
  });
  for (const { requests, trucks, visits, coldMs, medianMs, p95Ms, mostMs, cpuMs, heldUpMs } of figures) {
    const ms = [coldMs, medianMs, p95Ms, mostMs, cpuMs, heldUpMs].map((value) => `${value} ms`);
    table.push([`${requests}, ${trucks}`, visits, ...ms]);
  }
  process.stdout.write(`${table}\n`);
  return { ok: figures.every(({ possible }) => possible > 0), whatIfs: figures };
}

/** As the service hands ways to a thread. */
function shared(problem: Problem): Problem {
  const km = new Float64Array(new SharedArrayBuffer(8 * problem.travel.km.length));
  km.set(problem.travel.km);
  return { ...problem, travel: { ...problem.travel, km } };
}

function solvedVisits(problem: Problem): PlannedVisit[] {
  const built = buildInstance(problem);
  if (!built.ok) throw new Error(JSON.stringify(built.faults.slice(0, 5)));
  const solved = solve(built.instance, { seed: 1, stop: stopAfterIterations(ITERATIONS) });
  if (!solved.ok) throw new Error(JSON.stringify(solved.pinFaults));
  return solved.plan.visits.map(({ requestId, truckId, firstDay, lastDay }) => ({
    requestId,
    truckId,
    firstDay,
    lastDay,
  }));
}

function later(visit: PlannedVisit, days: number): PlannedVisit {
  const on = (day: string) => dateOf(dayOf(day) + days);
  return { ...visit, firstDay: on(visit.firstDay), lastDay: on(visit.lastDay) };
}
