/** `POST /alert-rules/replay`: what changed rules would have said of a stretch of the past, against the rules as they are. */
import { RuleReplayRequest, RuleReplayResult, type RuleSet } from '@digitruck/contract/alerts';
import type { TruckId } from '@digitruck/contract/ids';
import type { Routes } from '../kit.ts';
import { problem } from '../problems.ts';
import { failures } from '../responses.ts';

export type ReplayTask = {
  readonly fromMs: number;
  readonly toMs: number;
  readonly truckIds: readonly TruckId[];
  readonly asIs: RuleSet;
  readonly changes: RuleSet;
};
export type RuleReplayDeps = {
  readonly alertRules: { ruleSet(): Promise<RuleSet> };
  /** In a thread of its own; undefined while another one is under way. */
  readonly startReplay: (
    task: ReplayTask,
    options: { readonly signal: AbortSignal },
  ) => Promise<RuleReplayResult> | undefined;
  /** What is wrong with a set of rules, a line each. */
  readonly faultsOfRules: (rules: RuleSet) => string[];
  readonly knownTrucks: () => Promise<readonly { readonly truckId: TruckId; readonly retired: boolean }[]>;
};

const DAY_MS = 86_400_000;
/** A quarter of fifty trucks is 4,600; that takes about a minute. */
const TRUCK_DAYS_MAX = 6_000;
const DAYS_MAX = 400;

export function ruleReplayRoutes({
  alertRules,
  startReplay,
  faultsOfRules,
  knownTrucks,
}: RuleReplayDeps): Routes {
  return (api) => {
    api.post(
      '/alert-rules/replay',
      {
        config: { access: 'engineer' },
        schema: {
          summary: 'What changed rules would have said of the past',
          description: `Replays stored samples through the rules as they are and with these changes on top, at each minute. At most ${DAYS_MAX} days and ${TRUCK_DAYS_MAX} truck-days at once, one replay at a time; \`npm run rules\` has no limit. Forecasts of then are not kept by classes, so \`energy-short-ahead\` and the forecast's part of \`battery-class\` rest.`,
          tags: ['alerts'],
          body: RuleReplayRequest,
          response: { 200: RuleReplayResult, ...failures(400, 429) },
        },
      },
      async (request, reply) => {
        const { from, to, truckIds, rules } = request.body;
        const faults = faultsOfRules(rules);
        if (faults.length > 0) {
          const errors = faults.map((fault) => ({ field: 'rules', value: null, problem: fault }));
          throw problem('bad-input', 'Check the thresholds of the rules.', { errors });
        }
        const [fromMs, toMs] = [Date.parse(from), Date.parse(to)];
        const days = (toMs - fromMs) / DAY_MS;
        const known = await knownTrucks();
        const unknown = truckIds.filter((id) => !known.some(({ truckId }) => truckId === id));
        if (unknown.length > 0) throw problem('bad-input', `There is no truck ${unknown.join(', ')}.`);
        const trucks = truckIds.length || known.filter(({ retired }) => !retired).length;
        if (days > DAYS_MAX || days * trucks > TRUCK_DAYS_MAX) {
          const mostDays = Math.max(1, Math.min(DAYS_MAX, Math.floor(TRUCK_DAYS_MAX / Math.max(1, trucks))));
          throw problem(
            'bad-input',
            `${Math.ceil(days)} days of ${trucks} trucks are too much at once; take at most ${mostDays} days, or fewer trucks.`,
          );
        }
        // Whoever asked may go away; then the answer would go nowhere.
        const gone = new AbortController();
        reply.raw.on('close', () => gone.abort());
        const task = { fromMs, toMs, truckIds, asIs: await alertRules.ruleSet(), changes: rules };
        const running = startReplay(task, { signal: gone.signal });
        if (running === undefined) {
          throw problem('too-many-requests', 'Another replay is under way; try again when it is done.');
        }
        return running;
      },
    );
  };
}
