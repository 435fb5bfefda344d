/**
 * What would follow from letting go here, asked while a bar is in the hand: once it has rested over a place for a moment, one question at a
 * time, each place once. A place that was left before its answer came is not told. No browser in here.
 */
import type { Target } from './board-model.ts';

/** A pointer on its way somewhere else rests nowhere. */
const REST_MS = 120;

export type Peek<Answer> = ReturnType<typeof dragPeek<Answer>>;

export function dragPeek<Answer>(options: {
  readonly ask: (to: Target) => Promise<Answer>;
  /** Undefined while it is not known. */
  readonly show: (answer: Answer | undefined) => void;
  readonly restMs?: number;
}) {
  const answers = new Map<string, Answer>();
  let at: Target | undefined;
  let asking = false;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const keyOf = ({ truckId, firstDay }: Target) => `${truckId} ${firstDay}`;
  const answerAt = (to: Target | undefined) => (to === undefined ? undefined : answers.get(keyOf(to)));
  async function ask(): Promise<void> {
    if (at === undefined || asking || answers.has(keyOf(at))) return;
    const to = at;
    asking = true;
    try {
      answers.set(keyOf(to), await options.ask(to));
    } finally {
      asking = false;
    }
    if (at === undefined) return;
    if (keyOf(at) === keyOf(to)) options.show(answerAt(at));
    else await ask();
  }

  return {
    answerAt,
    over(to: Target | undefined): void {
      at = to;
      clearTimeout(timer);
      options.show(answerAt(to));
      if (to !== undefined && !answers.has(keyOf(to)))
        timer = setTimeout(() => void ask().catch(() => {}), options.restMs ?? REST_MS);
    },
    end(): void {
      at = undefined;
      clearTimeout(timer);
    },
  };
}
