/** The rules: what each listens for, its limits, who differs from the fleet; and the history of what was changed. */
import type { AlertRule, AlertRuleHistory, RuleChange } from '@digitruck/contract/alerts';
import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import type { z } from 'zod';
import { unitSign } from '../../shared/format.ts';
import { failureOf, fetched, get } from '../../shared/http.ts';
import { alertRulesText } from '../../shared/i18n/alert-rules.ts';
import { alertsText } from '../../shared/i18n/alerts.ts';
import { useFormat, useText } from '../../shared/i18n/language.tsx';
import { useMay } from '../../shared/me.ts';
import { keys } from '../../shared/query.ts';
import { Badge } from '../../shared/ui/badge.tsx';
import { Button } from '../../shared/ui/button.tsx';
import { Card } from '../../shared/ui/card.tsx';
import { type Column, DataTable } from '../../shared/ui/data-table.tsx';
import { ErrorState, Skeleton } from '../../shared/ui/states.tsx';
import { RuleDialog } from './rule-dialog.tsx';
import { settingsOf } from './rule-draft.ts';
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
      {rules.data === undefined ? (
        rules.isError ? (
          <ErrorState
            title={t.failed}
            failure={failureOf(rules.error)}
            onRetry={() => rules.refetch()}
            retrying={rules.isFetching}
          />
        ) : (
          <Skeleton lines={8} height={40} />
        )
      ) : (
        <RuleTable rules={rules.data.items} onEdit={mayEdit ? setEditing : undefined} />
      )}
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

function RuleTable(props: {
  readonly rules: readonly AlertRule[];
  readonly onEdit: ((rule: AlertRule) => void) | undefined;
}) {
  const t = useText(alertRulesText);
  const alerts = useText(alertsText);
  const format = useFormat();
  const { rules, onEdit } = props;
  const columns = useMemo((): readonly Column<AlertRule>[] => {
    const time = (seconds: number) => (seconds === 0 ? '0' : format.duration(seconds * SECOND_MS));
    return [
      {
        key: 'rule',
        header: t.rule,
        primary: true,
        sortValue: ({ kind }) => alerts[kind],
        cell: (rule) => (
          <span id={rule.kind} className="rule-name">
            <SeveritySign severity={settingsOf(rule, null).severity} />
            <span>
              {alerts[rule.kind]} {settingsOf(rule, null).enabled ? null : <Badge>{t.off}</Badge>}{' '}
              {rule.fleet === null ? null : <Badge tone="info">{t.changed}</Badge>}
              {rule.trucks.length === 0 ? null : (
                <span className="muted small"> {t.trucksChanged(rule.trucks.length)}</span>
              )}
              <span className="rule-description muted small" lang="en">
                {rule.description}
              </span>
            </span>
          </span>
        ),
      },
      {
        key: 'limits',
        header: t.limits,
        cell: (rule) => {
          const { thresholds } = settingsOf(rule, null);
          return (
            <span className="rule-limits small" lang="en">
              {rule.thresholds.map(({ name, unit, description }) => (
                <span key={name} title={description}>
                  {description}: <strong>{format.number(thresholds[name], 3)}</strong>
                  {'\u00a0'}
                  {unitSign(unit)}
                </span>
              ))}
            </span>
          );
        },
      },
      { key: 'raise', header: t.speaksAfter, cell: (rule) => time(settingsOf(rule, null).raiseAfterS) },
      { key: 'clear', header: t.quietAfter, cell: (rule) => time(settingsOf(rule, null).clearAfterS) },
      { key: 'rest', header: t.restsFor, cell: (rule) => time(settingsOf(rule, null).coolDownS) },
      ...(onEdit === undefined
        ? []
        : [
            {
              key: 'edit',
              header: t.edit,
              cell: (rule: AlertRule) => (
                <Button small aria-label={`${t.edit}: ${alerts[rule.kind]}`} onClick={() => onEdit(rule)}>
                  {t.edit}
                </Button>
              ),
            },
          ]),
    ];
  }, [t, alerts, format, onEdit]);
  return (
    <Card flush>
      <DataTable caption={alerts.tabRules} columns={columns} rows={rules} rowKey={({ kind }) => kind} />
    </Card>
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
