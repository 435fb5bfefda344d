/**
 * `/alert-rules`: how the rules are set, for the fleet and for single trucks, and how they were before. What a threshold may be stands
 * with the rules; it is passed in.
 */
import {
  AlertKind,
  AlertRule,
  AlertRuleHistory,
  AlertRuleList,
  AlertRuleUpdate,
  type RuleChange,
} from '@digitruck/contract/alerts';
import { TruckId } from '@digitruck/contract/ids';
import type { FieldError } from '@digitruck/contract/problems';
import { z } from 'zod';
import type { Clock } from '../../kernel/clock.ts';
import type { AlertRuleStore, ChangedRule } from '../../store/alerts/rules.ts';
import { type Caller, callerOf, type Routes } from '../kit.ts';
import { problem } from '../problems.ts';
import { refusal } from '../refusals.ts';
import { failures } from '../responses.ts';

/** What is fixed of a rule: what it says, its defaults, what its thresholds may be. */
export type RuleInfo = Pick<AlertRule, 'kind' | 'description' | 'defaults'> & {
  readonly thresholds: readonly AlertRule['thresholds'][number][];
};

export type AlertRuleDeps = {
  readonly alertRules: AlertRuleStore;
  readonly ruleInfos: readonly RuleInfo[];
  readonly clock: Clock;
};

const tags = ['alerts'];
const KindParams = z.object({ kind: AlertKind });
const HistoryQuery = z.object({ limit: z.coerce.number().int().min(1).max(1000).default(200) });

export function alertRuleRoutes({ alertRules, ruleInfos, clock }: AlertRuleDeps): Routes {
  function infoOf(kind: AlertKind): RuleInfo {
    const info = ruleInfos.find((one) => one.kind === kind);
    if (info === undefined) throw problem('not-found', `There is no rule ${kind}.`);
    return info;
  }

  async function put(
    caller: Caller,
    truckId: TruckId | null,
    kind: AlertKind,
    update: z.infer<typeof AlertRuleUpdate>,
  ): Promise<AlertRule> {
    const info = infoOf(kind);
    const errors = thresholdErrors(info, update.change);
    if (errors.length > 0) {
      throw problem('bad-input', `Check: ${errors.map(({ field }) => field).join(', ')}.`, { errors });
    }
    const result = await alertRules.put(caller, truckId, kind, update, clock.nowMs());
    if (!result.ok) {
      throw result.reason === 'not-found' ? refusal(result, 'truck', truckId ?? '') : refusal(result, 'rule');
    }
    return ruleOf(info, await alertRules.list());
  }

  return (api) => {
    api.get(
      '/alert-rules',
      {
        config: { access: 'viewer' },
        schema: {
          summary: 'The rules of alerts with their settings',
          tags,
          response: { 200: AlertRuleList },
        },
      },
      async () => {
        const changed = await alertRules.list();
        return { items: ruleInfos.map((info) => ruleOf(info, changed)) };
      },
    );

    api.get(
      '/alert-rules/history',
      {
        config: { access: 'viewer' },
        schema: {
          summary: 'Who changed which rule, the newest first',
          tags,
          querystring: HistoryQuery,
          response: { 200: AlertRuleHistory, ...failures(400) },
        },
      },
      async (request) => ({ items: await alertRules.history(request.query.limit) }),
    );

    api.put(
      '/alert-rules/:kind',
      {
        config: { access: 'coordinator' },
        schema: {
          summary: 'Set a rule for the fleet',
          description:
            'Replaces the whole change; what is left out is the default again. `null` takes all of it back.',
          tags,
          params: KindParams,
          body: AlertRuleUpdate,
          response: { 200: AlertRule, ...failures(400, 404, 409) },
        },
      },
      (request) => put(callerOf(request), null, request.params.kind, request.body),
    );

    api.put(
      '/trucks/:truckId/alert-rules/:kind',
      {
        config: { access: 'coordinator' },
        schema: {
          summary: 'Set a rule for one truck',
          description: 'What is left out is as the fleet’s. `null` takes all of it back.',
          tags,
          params: KindParams.extend({ truckId: TruckId }),
          body: AlertRuleUpdate,
          response: { 200: AlertRule, ...failures(400, 404, 409) },
        },
      },
      (request) => put(callerOf(request), request.params.truckId, request.params.kind, request.body),
    );
  };
}

/** What is wrong with the thresholds of a change: names the rule has not, values out of range. */
export function thresholdErrors(info: RuleInfo, change: RuleChange | null): FieldError[] {
  return Object.entries(change?.thresholds ?? {}).flatMap(([name, value]) => {
    const field = `change.thresholds.${name}`;
    const known = info.thresholds.find((one) => one.name === name);
    if (known === undefined) {
      const names = info.thresholds.map((one) => one.name).join(', ') || 'none';
      return [{ field, value, problem: `is no threshold of ${info.kind}; it has: ${names}` }];
    }
    const { min, max, unit } = known;
    const fits = value >= min && value <= max;
    return fits ? [] : [{ field, value, problem: `must be ${min} to ${max} ${unit}`.trim() }];
  });
}

function ruleOf(info: RuleInfo, changed: readonly ChangedRule[]): AlertRule {
  const ofKind = changed.filter((one) => one.kind === info.kind);
  const fleet = ofKind.find(({ truckId }) => truckId === null);
  const { kind, description, defaults, thresholds } = info;
  return {
    kind,
    description,
    defaults,
    thresholds: [...thresholds],
    fleet: fleet?.change ?? null,
    fleetVersion: fleet?.version ?? 0,
    trucks: ofKind.flatMap(({ truckId, change, version }) =>
      truckId === null ? [] : [{ truckId, change, version }],
    ),
  };
}
