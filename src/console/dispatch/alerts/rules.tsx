/** The rules: what each listens for, its limits, who differs from the fleet; and the history of what was changed. */
import type { AlertRule, AlertRuleHistory, RuleChange } from '@digitruck/contract/alerts';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import type { z } from 'zod';
import { unitSign } from '../../shared/format.ts';
import { failureOf, fetched, get } from '../../shared/http.ts';
import { alertRulesText } from '../../shared/i18n/alert-rules.ts';
import { alertsText } from '../../shared/i18n/alerts.ts';
import { useFormat, useLanguage, useText } from '../../shared/i18n/language.tsx';
import { ruleAbout } from '../../shared/i18n/rule-words.ts';
import { useMay } from '../../shared/me.ts';
import { keys } from '../../shared/query.ts';
import { Answered } from '../../shared/ui/answered.tsx';
import { Badge } from '../../shared/ui/badge.tsx';
import { Button } from '../../shared/ui/button.tsx';
import { Card } from '../../shared/ui/card.tsx';
import { ErrorState, Skeleton } from '../../shared/ui/states.tsx';
import { RuleDialog } from './rule-dialog.tsx';
import { settingsOf } from './rule-draft.ts';
import { LimitWords } from './rule-fields.tsx';
import { SeveritySign } from './severity-sign.tsx';

const SECOND_MS = 1000;

export function useRules() {
  return useQuery({
    queryKey: keys.alertRules,
    queryFn: ({ signal }) => fetched(get<{ items: AlertRule[] }>('/alert-rules', {}, signal)),
  });
}

export function Rules() {
  const t = useText(alertRulesText);
  const alerts = useText(alertsText);
  const mayEdit = useMay('coordinator');
  const rules = useRules();
  const [editing, setEditing] = useState<AlertRule>();
  // After a conflict the dialog goes on with the rule as it is now.
  const current = rules.data?.items.find(({ kind }) => kind === editing?.kind);
  return (
    <div className="stack">
      <p className="muted">
        {t.intro} {mayEdit ? null : t.mayNot}
      </p>
      <Answered query={rules} level={2} title={t.failed} skeleton={<Skeleton lines={6} height={92} />}>
        {(data) => (
          <>
            <h2 className="hidden-text">{alerts.tabRules}</h2>
            <RuleList rules={data.items} onEdit={mayEdit ? setEditing : undefined} />
          </>
        )}
      </Answered>
      <RuleHistory />
      {editing === undefined ? null : (
        <RuleDialog
          key={`${editing.kind} ${current?.fleetVersion}`}
          rule={current ?? editing}
          onClose={() => setEditing(undefined)}
        />
      )}
    </div>
  );
}

function RuleList(props: {
  readonly rules: readonly AlertRule[];
  readonly onEdit: ((rule: AlertRule) => void) | undefined;
}) {
  const [, hash = ''] = window.location.hash.split('#');
  const marked = useRef<HTMLLIElement>(null);
  // An alert leads to its rule; the browser looked for it before the rules were here.
  useEffect(() => marked.current?.scrollIntoView({ block: 'center' }), []);
  return (
    <ul className="rule-list">
      {props.rules.map((rule) => (
        <li
          key={rule.kind}
          id={rule.kind}
          ref={rule.kind === hash ? marked : undefined}
          className="rule"
          data-marked={rule.kind === hash || undefined}
        >
          <RuleItem rule={rule} onEdit={props.onEdit} />
        </li>
      ))}
    </ul>
  );
}

function RuleItem(props: {
  readonly rule: AlertRule;
  readonly onEdit: ((rule: AlertRule) => void) | undefined;
}) {
  const t = useText(alertRulesText);
  const alerts = useText(alertsText);
  const format = useFormat();
  const { language } = useLanguage();
  const { rule, onEdit } = props;
  const { severity, enabled, raiseAfterS, clearAfterS, coolDownS, thresholds } = settingsOf(rule, null);
  const time = (seconds: number) => format.duration(seconds * SECOND_MS);
  const name = alerts[rule.kind];
  const about = ruleAbout(rule, language);
  return (
    <>
      <SeveritySign severity={severity} />
      <div>
        <h3>
          {name} {enabled ? null : <Badge>{t.off}</Badge>}{' '}
          {rule.fleet === null ? null : <Badge tone="info">{t.changed}</Badge>}{' '}
          {rule.trucks.length === 0 ? null : <Badge tone="info">{t.trucksChanged(rule.trucks.length)}</Badge>}
        </h3>
        <p className="small muted" lang={about.lang}>
          {about.text}
        </p>
        <p className="rule-times small">
          <span>
            {t.speaksAfter} <strong>{time(raiseAfterS)}</strong>
          </span>
          <span>
            {t.quietAfter} <strong>{time(clearAfterS)}</strong>
          </span>
          {coolDownS === 0 ? null : (
            <span>
              {t.restsFor} <strong>{time(coolDownS)}</strong>
            </span>
          )}
        </p>
        {rule.thresholds.length === 0 ? null : (
          <details className="small">
            <summary>{t.limitsOf(rule.thresholds.length)}</summary>
            <dl className="rule-limits">
              {rule.thresholds.map((info) => (
                <Limit key={info.name} kind={rule.kind} info={info} value={thresholds[info.name]} />
              ))}
            </dl>
          </details>
        )}
      </div>
      {onEdit === undefined ? null : (
        <Button small aria-label={`${t.edit}: ${name}`} onClick={() => onEdit(rule)}>
          {t.edit}
        </Button>
      )}
    </>
  );
}

function Limit({
  kind,
  info,
  value,
}: {
  readonly kind: AlertRule['kind'];
  readonly info: AlertRule['thresholds'][number];
  readonly value: number | undefined;
}) {
  const format = useFormat();
  return (
    <>
      <dt>
        <LimitWords kind={kind} info={info} />
      </dt>
      <dd>
        <strong>{format.number(value, 3)}</strong> <span lang="en">{unitSign(info.unit)}</span>
      </dd>
    </>
  );
}

function RuleHistory() {
  const t = useText(alertRulesText);
  const alerts = useText(alertsText);
  const format = useFormat();
  const history = useQuery({
    queryKey: [...keys.alertRules, 'history'],
    queryFn: ({ signal }) =>
      fetched(get<z.infer<typeof AlertRuleHistory>>('/alert-rules/history', {}, signal)),
  });
  const items = history.data?.items;
  return (
    <Card title={t.history}>
      {items === undefined ? (
        history.isError ? (
          <ErrorState failure={failureOf(history.error)} onRetry={() => history.refetch()} />
        ) : (
          <Skeleton lines={2} />
        )
      ) : items.length === 0 ? (
        <p className="muted">{t.noHistory}</p>
      ) : (
        <ul className="plain-list">
          {items.map(({ at, by, kind, truckId, before, after }) => (
            <li key={`${at} ${kind} ${truckId}`}>
              <p>
                {t.historyLine(by, alerts[kind])} {truckId === null ? null : t.ofTruck(truckId)}{' '}
                <span className="muted small">{format.dateTime(at)}</span>
              </p>
              <p className="small muted">{changeText(before, after, t.took)}</p>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}

/** `battery_low 20 → 25, raiseAfterS 300 → 600`: names as in the API, for engineers compare them with files of rules. */
function changeText(before: RuleChange | null, after: RuleChange | null, took: string): string {
  const flat = (change: RuleChange | null): Record<string, unknown> => {
    const { thresholds, ...rest } = change ?? {};
    return { ...rest, ...thresholds };
  };
  const [old, now] = [flat(before), flat(after)];
  if (after === null) return took;
  return [...new Set([...Object.keys(old), ...Object.keys(now)])]
    .filter((name) => old[name] !== now[name])
    .map((name) => `${name} ${String(old[name] ?? '·')} → ${String(now[name] ?? '·')}`)
    .join(', ');
}
