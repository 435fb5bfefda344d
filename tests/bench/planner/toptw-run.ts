/** The public files: gap to the best known score, an instance and a class at a time. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import Table from 'cli-table3';
import { rng } from '../../../src/kernel/rng.ts';
import { search } from '../../../src/planner/improve.ts';
import { stopAfterMs } from '../../../src/planner/stop.ts';
import { rounded } from '../figures.ts';
import { cpuClock } from './cpu-clock.ts';
import { readToptw, toptwModel } from './toptw.ts';
import { checkToptw } from './toptw-checker.ts';

type Options = {
  readonly dir: string;
  readonly scores: string | undefined;
  readonly seconds: number;
  readonly seed: number;
  readonly classes: readonly string[];
  readonly vehicles: readonly number[];
};
type Scores = Record<string, { m: number; reference: number }[]>;
export type ToptwFigure = {
  readonly name: string;
  readonly class: string;
  readonly m: number;
  readonly profit: number;
  readonly reference: number | null;
  readonly gapPct: number | null;
  readonly firstPlanMs: number;
  readonly iterations: number;
  readonly wrong: readonly string[];
};

export function benchToptw({ dir, scores: scoresFile, seconds, seed, classes, vehicles }: Options) {
  const scores = scoresFile === undefined ? {} : (JSON.parse(readFileSync(scoresFile, 'utf8')) as Scores);
  const files = readdirSync(dir)
    .filter(
      (file) =>
        file.endsWith('.txt') && (classes.length === 0 || classes.some((name) => file.startsWith(name))),
    )
    .sort();
  const figures: ToptwFigure[] = [];
  for (const file of files) {
    const instance = readToptw(path.join(dir, file));
    for (const m of vehicles) {
      const clock = cpuClock();
      let firstPlanMs = 0;
      const found = search(toptwModel(instance, m), {
        random: rng(seed),
        stop: stopAfterMs(seconds * 1000, clock),
        onBetter: ({ iterations }) => {
          if (iterations === 0) firstPlanMs = clock();
        },
      });
      const routes = found.routes.map((route) => route.map(({ visit }) => visit + 1));
      const { profit, wrong } = checkToptw(instance, m, routes);
      const reference = scores[instance.name]?.find((entry) => entry.m === m)?.reference ?? null;
      const gapPct = reference === null ? null : (100 * (reference - profit)) / reference;
      figures.push({
        name: instance.name,
        class: classOf(instance.name),
        m,
        profit,
        reference,
        gapPct: gapPct === null ? null : rounded(gapPct, 3),
        firstPlanMs: rounded(firstPlanMs, 1),
        iterations: found.iterations,
        wrong,
      });
      const gap = gapPct === null ? '' : `, ${gapPct.toFixed(2)} % under ${reference}`;
      process.stderr.write(
        `${instance.name} m=${m}: ${profit}${gap}; ${found.iterations} iterations ${wrong.join('; ')}\n`,
      );
    }
  }
  return summary(figures);
}

/** c101 is of c1; the twenty pr... are two classes of ten, the second with wide windows. */
function classOf(name: string): string {
  const number = Number(/^pr(\d\d)$/.exec(name)?.[1]);
  if (!Number.isNaN(number)) return number <= 10 ? 'pr01-10' : 'pr11-20';
  return name.replace(/\d\d$/, '');
}

function summary(figures: readonly ToptwFigure[]) {
  const mean = (list: readonly ToptwFigure[]) => {
    const gaps = list.flatMap(({ gapPct }) => (gapPct === null ? [] : [gapPct]));
    return gaps.length === 0 ? null : rounded(gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length, 3);
  };
  const names = [...new Set(figures.map((figure) => figure.class))];
  const vehicles = [...new Set(figures.map(({ m }) => m))];
  const table = new Table({
    style: { head: [], border: [] },
    head: ['mean gap, %', ...vehicles.map((m) => `m = ${m}`), 'all', 'instances', 'equal or better'],
  });
  const classes: Record<string, { meanGapPct: number | null; instances: number; equalOrBetter: number }> = {};
  for (const name of names) {
    const list = figures.filter((figure) => figure.class === name);
    const equal = list.filter(({ gapPct }) => gapPct !== null && gapPct <= 0).length;
    classes[name] = { meanGapPct: mean(list), instances: list.length, equalOrBetter: equal };
    table.push([
      name,
      ...vehicles.map((m) => mean(list.filter((figure) => figure.m === m)) ?? ''),
      mean(list) ?? '',
      list.length,
      equal,
    ]);
  }
  const wrong = figures.filter((figure) => figure.wrong.length > 0);
  const meanGapPct = mean(figures);
  process.stdout.write(
    `${table}\nmean gap over ${figures.length}: ${meanGapPct ?? 'no scores given'} %; checked: ${wrong.length === 0 ? 'all stand' : `${wrong.length} do not stand`}\n`,
  );
  return {
    ok: wrong.length === 0,
    meanGapPct,
    classes,
    firstPlanMs: Math.max(0, ...figures.map(({ firstPlanMs }) => firstPlanMs)),
    instances: figures,
  };
}
