/** What would these rules have done last month? The past through the rules as they are and as changed here; nothing is saved. */
import type { AlertKind, AlertRule, RuleReplayResult, RuleSet } from '@digitruck/contract/alerts';
import { useState } from 'react';
import { type Failure, failureOf, send } from '../../shared/http.ts';
import { alertRulesText } from '../../shared/i18n/alert-rules.ts';
import { alertsText } from '../../shared/i18n/alerts.ts';
import { useFormat, useText } from '../../shared/i18n/language.tsx';
import { useMay } from '../../shared/me.ts';
import { useNow } from '../../shared/now.ts';
import { Button } from '../../shared/ui/button.tsx';
import { Card } from '../../shared/ui/card.tsx';
import { SelectField } from '../../shared/ui/field.tsx';
import { EmptyState, ErrorState, Skeleton } from '../../shared/ui/states.tsx';
import { truckTitle } from '../trucks/truck-state.ts';
import { useTruckRecords } from '../trucks/use-fleet.ts';
import { ReplayResult } from './replay-result.tsx';
import { changeOf, draftOf, faultsOf, merged, type RuleDraft, settingsOf } from './rule-draft.ts';
import { RuleFields } from './rule-fields.tsx';
import { useRules } from './rules.tsx';

const DAY_MS = 86_400_000;
const SPANS = [7, 30, 90] as const;

export function TryRules() {
  const t = useText(alertRulesText);
  const mayTry = useMay('engineer');
  const rules = useRules();
  if (!mayTry) return <EmptyState level={2} title={t.engineersOnly} why={t.tryIntro} />;
  if (rules.data === undefined) {
    return rules.isError ? (
      <ErrorState
        level={2}
        title={t.failed}
        failure={failureOf(rules.error)}
        onRetry={() => rules.refetch()}
        retrying={rules.isFetching}
      />
    ) : (
      <Skeleton lines={4} height={40} />
    );
  }
  return <TryForm rules={rules.data.items} />;
}

type Outcome =
  | { readonly state: 'running' }
  | { readonly state: 'done'; readonly result: RuleReplayResult }
  | { readonly state: 'failed'; readonly failure: Failure };

function TryForm({ rules }: { readonly rules: readonly AlertRule[] }) {
  const t = useText(alertRulesText);
  const alerts = useText(alertsText);
  const format = useFormat();
  const nowMs = useNow(60_000);
  const trucks = useTruckRecords().data ?? [];
  const [days, setDays] = useState<number>(SPANS[0]);
  const [truckId, setTruckId] = useState('');
  const [drafts, setDrafts] = useState<Readonly<Partial<Record<AlertKind, RuleDraft>>>>({});
  const [outcome, setOutcome] = useState<Outcome>();
  const names = { 7: t.last7, 30: t.last30, 90: t.last90 };
  const chosen = rules.filter(({ kind }) => drafts[kind] !== undefined);
  const others = rules
    .filter(({ kind }) => drafts[kind] === undefined)
    .toSorted((a, b) => alerts[a.kind].localeCompare(alerts[b.kind], format.locale));
  const isFaulty = chosen.some(
    (rule) => Object.keys(faultsOf(rule, drafts[rule.kind] as RuleDraft)).length > 0,
  );

  const run = async () => {
    setOutcome({ state: 'running' });
    const toMs = nowMs;
    const body = {
      from: new Date(toMs - days * DAY_MS).toISOString(),
      to: new Date(toMs).toISOString(),
      truckIds: truckId === '' ? [] : [truckId],
      rules: ruleSetOf(rules, drafts),
    };
    const answer = await send<RuleReplayResult>('POST', '/alert-rules/replay', { body });
    setOutcome(
      answer.ok ? { state: 'done', result: answer.value } : { state: 'failed', failure: answer.failure },
    );
  };
  return (
    <div className="stack">
      <Card title={alerts.tabTry}>
        <p className="muted">{t.tryIntro}</p>
        <form
          className="try-form"
          onSubmit={(event) => {
            event.preventDefault();
            if (!isFaulty) void run();
          }}
        >
          <div className="rule-fields">
            <SelectField
              label={t.days}
              value={days}
              onChange={(event) => setDays(Number(event.target.value))}
            >
              {SPANS.map((span) => (
                <option key={span} value={span}>
                  {names[span]}
                </option>
              ))}
            </SelectField>
            <SelectField
              label={t.trucks}
              value={truckId}
              onChange={(event) => setTruckId(event.target.value)}
            >
              <option value="">{t.allTrucks}</option>
              {trucks.map((truck) => (
                <option key={truck.truckId} value={truck.truckId}>
                  {truckTitle(truck)}
                </option>
              ))}
            </SelectField>
            <SelectField
              label={t.addChange}
              value=""
              onChange={(event) => {
                const rule = rules.find(({ kind }) => kind === event.target.value);
                if (rule !== undefined)
                  setDrafts({ ...drafts, [rule.kind]: draftOf(settingsOf(rule, null)) });
              }}
            >
              <option value="">–</option>
              {others.map(({ kind }) => (
                <option key={kind} value={kind}>
                  {alerts[kind]}
                </option>
              ))}
            </SelectField>
          </div>
          {chosen.length === 0 ? <p className="muted small">{t.noChanges}</p> : null}
          {chosen.map((rule) => {
            const draft = drafts[rule.kind] as RuleDraft;
            return (
              <fieldset key={rule.kind} className="try-rule">
                <legend>{alerts[rule.kind]}</legend>
                <RuleFields
                  rule={rule}
                  draft={draft}
                  faults={faultsOf(rule, draft)}
                  onChange={(next) => setDrafts({ ...drafts, [rule.kind]: next })}
                />
                <Button
                  small
                  kind="quiet"
                  onClick={() => {
                    const { [rule.kind]: _, ...rest } = drafts;
                    setDrafts(rest);
                  }}
                >
                  {t.remove}
                </Button>
              </fieldset>
            );
          })}
          <Button kind="primary" type="submit" busy={outcome?.state === 'running'}>
            {outcome?.state === 'running' ? t.running : t.run}
          </Button>
        </form>
      </Card>
      <div aria-live="polite">
        {outcome?.state === 'running' ? (
          <>
            <p className="muted small">{t.runningWhy}</p>
            <Skeleton lines={5} height={34} label={t.running} />
          </>
        ) : null}
        {outcome?.state === 'failed' ? (
          <ErrorState level={2} title={t.runFailed} failure={outcome.failure} onRetry={() => void run()} />
        ) : null}
        {outcome?.state === 'done' ? <ReplayResult result={outcome.result} /> : null}
      </div>
    </div>
  );
}

/** The rules as they are with the drafts over them: as changes to the defaults, as the service takes them. */
function ruleSetOf(
  rules: readonly AlertRule[],
  drafts: Readonly<Partial<Record<AlertKind, RuleDraft>>>,
): RuleSet {
  const set: { fleet: RuleSet['fleet']; trucks: RuleSet['trucks'] } = { fleet: {}, trucks: {} };
  for (const rule of rules) {
    const draft = drafts[rule.kind];
    const change = draft === undefined ? rule.fleet : changeOf(merged(rule.defaults, undefined), draft);
    if (change !== null) set.fleet[rule.kind] = change;
    for (const { truckId, change: own } of rule.trucks)
      set.trucks[truckId] = { ...set.trucks[truckId], [rule.kind]: own };
  }
  return set;
}
