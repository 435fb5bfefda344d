/** The programme's own problems, seeded: score, time to the first plan, time to within 1 % of the last, memory. */
import Table from 'cli-table3';
import { buildInstance } from '../../../src/planner/instance.ts';
import { solve } from '../../../src/planner/solve.ts';
import { stopAfterMs } from '../../../src/planner/stop.ts';
import { checkPlan } from '../../support/planner-checker.ts';
import { rounded } from '../figures.ts';
import { cpuClock } from './cpu-clock.ts';
import { programme } from './programme.ts';

export const SIZES = [
  { name: 'small', requests: 20, trucks: 2 },
  { name: 'middle', requests: 200, trucks: 10 },
  { name: 'large', requests: 1000, trucks: 50 },
] as const;
export const DAYS = 84;

export type OwnFigure = {
  readonly name: string;
  readonly requests: number;
  readonly trucks: number;
  readonly value: number;
  readonly learners: number;
  readonly served: number;
  readonly km: number;
  /** From the problem as people write it to the first plan that stands. */
  readonly firstPlanMs: number;
  readonly firstPlanWallMs: number;
  readonly withinOnePctMs: number;
  /** How far the plan at 10 s was under the last. */
  readonly at10sUnderPct: number;
  readonly iterations: number;
  readonly rssMb: number;
  readonly wrong: readonly string[];
};

export function benchProgramme({
  seconds,
  seed,
  sizes,
}: {
  seconds: number;
  seed: number;
  sizes: readonly string[];
}) {
  const figures: OwnFigure[] = [];
  for (const { name, requests, trucks } of SIZES) {
    if (!sizes.includes(name)) continue;
    const problem = programme({ requests, trucks, days: DAYS, seed: 1 });
    const clock = cpuClock();
    const beganMs = performance.now();
    const built = buildInstance(problem);
    if (!built.ok) throw new Error(JSON.stringify(built.faults.slice(0, 5)));
    const steps: { ms: number; value: number }[] = [];
    let firstPlanWallMs = 0;
    const solved = solve(built.instance, {
      seed,
      stop: stopAfterMs(seconds * 1000, clock),
      onProgress({ score }) {
        if (steps.length === 0) firstPlanWallMs = performance.now() - beganMs;
        steps.push({ ms: clock(), value: score.value });
      },
    });
    if (!solved.ok) throw new Error(JSON.stringify(solved.pinFaults));
    const { score, visits } = solved.plan;
    const near = steps.find(({ value }) => value >= score.value * 0.99)?.ms ?? clock();
    const at10s = steps.filter(({ ms }) => ms <= 10_000).at(-1)?.value ?? 0;
    const figure: OwnFigure = {
      name,
      requests,
      trucks,
      value: rounded(score.value, 1),
      learners: score.learners,
      served: visits.length,
      km: rounded(score.km),
      firstPlanMs: rounded(steps[0]?.ms ?? 0),
      firstPlanWallMs: rounded(firstPlanWallMs),
      withinOnePctMs: rounded(near),
      at10sUnderPct: rounded((100 * (score.value - at10s)) / score.value, 2),
      iterations: solved.iterations,
      rssMb: rounded(process.memoryUsage.rss() / 1024 / 1024),
      wrong: checkPlan(problem, visits),
    };
    figures.push(figure);
    process.stderr.write(
      `${name}: ${figure.value} after ${figure.iterations} iterations ${figure.wrong.slice(0, 3).join('; ')}\n`,
    );
  }
  const table = new Table({
    style: { head: [], border: [] },
    head: [
      'requests, trucks',
      'score',
      'people',
      'visits',
      'first plan',
      'within 1 %',
      '10 s under the last',
      'memory',
      'checked',
    ],
  });
  for (const figure of figures) {
    table.push([
      `${figure.requests}, ${figure.trucks}`,
      figure.value,
      figure.learners,
      figure.served,
      `${figure.firstPlanMs} ms`,
      `${figure.withinOnePctMs} ms`,
      `${figure.at10sUnderPct} %`,
      `${figure.rssMb} MB`,
      figure.wrong.length === 0 ? 'stands' : `${figure.wrong.length} faults`,
    ]);
  }
  process.stdout.write(`${table}\n`);
  return {
    ok: figures.every(({ wrong }) => wrong.length === 0),
    meanGapPct: null,
    classes: {},
    firstPlanMs: Math.max(0, ...figures.map(({ firstPlanMs }) => firstPlanMs)),
    instances: figures,
  };
}
