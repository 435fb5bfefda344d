/**
 * In which order test files run. A browser keeps most of a core busy, a scenario mostly waits, and many of a kind at once only make each other
 * slower. So whoever is free takes the longest file of the kind that has most left to do for the places it may have, and the shortest files
 * are left for the end.
 */
import { BaseSequencer, type TestSpecification } from 'vitest/node';

type Kind = 'browser' | 'waits' | 'works';
const KINDS = ['browser', 'waits', 'works'] as const;
/** How many files of a kind may run at once, while others wait. */
const PLACES: Readonly<Record<Kind, number>> = { browser: 2, waits: 2, works: 1 };
const WAITS =
  /^(scenarios|derive\/(delivery|jobs|planning\/search)|simulators\/(cli|fleet)|ingest\/(faults|pipeline)|api\/live)/;
/** About how many seconds a file takes on a quiet machine of two cores, where that is much; only the order follows from it. */
const SECONDS: Readonly<Record<string, number>> = {
  'browser/plan': 84,
  'browser/alerts': 77,
  'browser/today': 71,
  'browser/sessions': 62,
  'browser/trucks': 62,
  'browser/sites': 57,
  'browser/truck': 57,
  'browser/data': 37,
  'browser/operator': 32,
  'scenarios/database-away': 65,
  'scenarios/schedule': 50,
  'simulators/cli/commands': 40,
  'scenarios/alerts-told': 37,
  'scenarios/backlog': 37,
  'scenarios/kills': 36,
  'scenarios/plan': 33,
  'derive/delivery/deliver': 29,
  'simulators/fleet/fleet': 28,
  'ingest/pipeline': 22,
  'scenarios/field': 21,
  'scenarios/stopping': 20,
  'api/live': 19,
  'scenarios/silent-truck': 19,
  'scenarios/forecast': 18,
  'derive/planning/search': 13,
  'scenarios/round-trips': 12,
  'derive/jobs': 11,
  'scenarios/bad-input': 10,
  'embedded/postgres': 30,
  'api/plans': 23,
  'api/auth': 21,
  'api/site-import': 21,
  'planner/optimum': 17,
  'api/impact': 15,
  'store/visits': 14,
  'store/samples': 12,
  'derive/alerts': 12,
  'api/disruptions': 11,
  'api/sessions': 9,
  'ingest/connect': 9,
  'cli/rules': 9,
  'store/alerts': 9,
  'store/impact': 9,
};
/** Of a file that is not listed: somebody's new one of a kind is like its neighbours. */
const USUAL_S: Readonly<Record<Kind, number>> = { browser: 50, waits: 7, works: 2 };

function weightOf(path: string): { readonly kind: Kind; readonly seconds: number } {
  const name = path.replace(/^.*\/tests\//, '').replace(/\.test\.ts$/, '');
  const kind = name.startsWith('browser/') ? 'browser' : WAITS.test(name) ? 'waits' : 'works';
  return { kind, seconds: SECONDS[name] ?? USUAL_S[kind] };
}

/** The files as `workers` would take them one after the other; of equal ones, in the order they came in. */
export function weave<File>(files: readonly File[], pathOf: (file: File) => string, workers: number): File[] {
  const weighed = files.map((file) => ({ file, ...weightOf(pathOf(file)) }));
  const left = weighed.sort((a, b) => b.seconds - a.seconds);
  const running = Array.from({ length: workers }, () => ({ kind: 'works' as Kind, until: 0 }));
  const order: File[] = [];
  while (left.length > 0) {
    const worker = running.reduce((first, one) => (one.until < first.until ? one : first));
    const lasts = { browser: 0, waits: 0, works: 0 };
    for (const { kind, seconds } of left) lasts[kind] += seconds / PLACES[kind];
    const isOpen = (kind: Kind) =>
      running.filter((one) => one !== worker && one.kind === kind).length < PLACES[kind];
    const open = KINDS.filter((kind) => lasts[kind] > 0 && isOpen(kind));
    const kinds = open.length > 0 ? open : KINDS.filter((kind) => lasts[kind] > 0);
    const kind = kinds.reduce((most, one) => (lasts[one] > lasts[most] ? one : most));
    const [next] = left.splice(
      left.findIndex((one) => one.kind === kind),
      1,
    );
    if (next === undefined) break;
    order.push(next.file);
    worker.kind = kind;
    worker.until += next.seconds;
  }
  return order;
}

export class Weaving extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const longestFirst = await super.sort(files);
    return weave(longestFirst, ({ moduleId }) => moduleId, Number(this.ctx.config.maxWorkers));
  }
}
