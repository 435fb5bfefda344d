/**
 * In which order test files run: a browser keeps a core busy, a scenario mostly waits, and two of a kind at once only make each other slower. So
 * whoever is free takes a browser's file when no browser runs, else one that waits when none runs, else one of the many short ones.
 */
import { BaseSequencer, type TestSpecification } from 'vitest/node';

type Kind = 'browser' | 'waits' | 'short';
/** About how long a file of a kind takes; only the order follows from it. */
const SECONDS: Readonly<Record<Kind, number>> = { browser: 40, waits: 18, short: 1.5 };
const WAITS =
  /tests\/(scenarios|embedded|derive\/delivery|simulators\/(cli|fleet)|ingest\/(pipeline|faults)|api\/live)/;

const kindOf = (path: string): Kind =>
  path.includes('tests/browser/') ? 'browser' : WAITS.test(path) ? 'waits' : 'short';

/** The files as `workers` would take them one after the other, each kind in the order it came in. */
export function weave<File>(files: readonly File[], pathOf: (file: File) => string, workers: number): File[] {
  const left: Record<Kind, File[]> = { browser: [], waits: [], short: [] };
  for (const file of files) left[kindOf(pathOf(file))].push(file);
  const running = Array.from({ length: workers }, () => ({ kind: 'short' as Kind, until: 0 }));
  const order: File[] = [];
  while (order.length < files.length) {
    const worker = running.reduce((first, one) => (one.until < first.until ? one : first));
    const others = running.filter((one) => one !== worker).map(({ kind }) => kind);
    const fresh = (['browser', 'waits', 'short'] as const).filter(
      (kind) => kind === 'short' || !others.includes(kind),
    );
    const kind =
      [...fresh, 'waits' as const, 'browser' as const].find((one) => left[one].length > 0) ?? 'short';
    const file = left[kind].shift();
    if (file !== undefined) order.push(file);
    worker.kind = kind;
    worker.until += SECONDS[kind];
  }
  return order;
}

export class Weaving extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const longestFirst = await super.sort(files);
    return weave(longestFirst, ({ moduleId }) => moduleId, Number(this.ctx.config.maxWorkers));
  }
}
