/** A plan's desk: its problem at hand, it answers what-ifs one after the other in a thread of its own. Opened by desk.ts. */
import { parentPort, workerData } from 'node:worker_threads';
import { beatenBy, explainUnscheduled } from '../../planner/explain.ts';
import type { PlannedVisit, Problem } from '../../planner/problem.ts';
import type { SolvedState } from '../../planner/solve.ts';
import { asSolved, lastDayOf, standings } from './standing.ts';

type Placed = readonly PlannedVisit[];
export type DeskQuestion = {
  readonly number: number;
  readonly question:
    | { readonly what: 'stand'; readonly placed: Placed; readonly before: Placed }
    | {
        readonly what: 'last-day';
        readonly requestId: string;
        readonly truckId: string;
        readonly firstDay: string;
      }
    | {
        readonly what: 'explain' | 'beaten';
        readonly pins: Placed;
        readonly placed: Placed;
        readonly requestId: string;
      };
};
export type DeskAnswer = { readonly number: number; readonly answer: unknown; readonly fault?: string };

const problem = workerData as Problem;
const { parts, stand } = standings(problem);
/** Of the plan that reasons were asked of last: building it is most of the work. */
let solved: { readonly key: string; readonly state: SolvedState | undefined } | undefined;

function stateOf(pins: Placed, placed: Placed): SolvedState | undefined {
  const key = JSON.stringify([pins, placed]);
  if (solved?.key !== key) solved = { key, state: asSolved({ ...problem, pins }, placed) };
  return solved.state;
}

function answerTo(question: DeskQuestion['question']): unknown {
  switch (question.what) {
    case 'stand': {
      const now = stand(question.placed);
      const then = now.ok && now.faults.length > 0 ? stand(question.before) : undefined;
      return { ...now, before: then?.ok === true ? then.faults : [] };
    }
    case 'last-day':
      return lastDayOf(parts, question.requestId, question.truckId, question.firstDay);
    case 'explain': {
      const state = stateOf(question.pins, question.placed);
      return state && explainUnscheduled(state, question.requestId);
    }
    case 'beaten': {
      const state = stateOf(question.pins, question.placed);
      return state === undefined ? [] : beatenBy(state, question.requestId);
    }
  }
}

parentPort?.on('message', ({ number, question }: DeskQuestion) => {
  let answer: DeskAnswer;
  try {
    answer = { number, answer: answerTo(question) };
  } catch (error) {
    solved = undefined;
    answer = { number, answer: undefined, fault: error instanceof Error ? error.message : String(error) };
  }
  parentPort?.postMessage(answer);
});
