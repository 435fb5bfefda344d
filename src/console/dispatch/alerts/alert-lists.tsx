/** The open alerts, most urgent first, each under the one that explains it; and those that are over. Filters stand in the address. */

import { ALERT_KINDS, SEVERITIES } from '@digitruck/contract/alert-words';
import type { Alert } from '@digitruck/contract/alerts';
import type { ReactNode } from 'react';
import { useSearchParams } from 'wouter';
import { alertsText } from '../../shared/i18n/alerts.ts';
import { useFormat, useText } from '../../shared/i18n/language.tsx';
import { useNow } from '../../shared/now.ts';
import { Answered } from '../../shared/ui/answered.tsx';
import { Button, LinkButton } from '../../shared/ui/button.tsx';
import { CheckboxField, SelectField } from '../../shared/ui/field.tsx';
import { Icon } from '../../shared/ui/icon.tsx';
import { EmptyState, Skeleton } from '../../shared/ui/states.tsx';
import { truckTitle } from '../trucks/truck-state.ts';
import { useTruckRecords } from '../trucks/use-fleet.ts';
import { AlertItem } from './alert-item.tsx';
import { inTrees } from './grouped.ts';
import { type AlertFilter, useAlerts } from './queries.ts';

/** Of those that are over, when none is open. */
const LATELY_MAX = 5;
const FILTERS = ['truckId', 'kind', 'severity', 'assignedTo', 'snoozed'] as const;

function useFilter(): [AlertFilter, (name: (typeof FILTERS)[number], value: string) => void, () => void] {
  const [search, setSearch] = useSearchParams();
  const filter = Object.fromEntries(
    FILTERS.flatMap((name) => {
      const value = search.get(name);
      return value === null || value === '' ? [] : [[name, value]];
    }),
  ) as AlertFilter;
  const change = (name: string, value: string) =>
    setSearch(
      (before) => {
        const next = new URLSearchParams(before);
        if (value === '') next.delete(name);
        else next.set(name, value);
        return next;
      },
      { replace: true },
    );
  const clear = () =>
    setSearch(
      (before) => {
        const tab = before.get('tab');
        return new URLSearchParams(tab === null ? {} : { tab });
      },
      { replace: true },
    );
  return [filter, change, clear];
}

export function OpenAlerts() {
  const t = useText(alertsText);
  return <List state="open" title={t.tabOpen} empty={<NoneOpen />} />;
}

export function PastAlerts() {
  const t = useText(alertsText);
  return (
    <List
      state="cleared"
      title={t.tabPast}
      empty={<EmptyState level={2} title={t.nonePast} why={t.nonePastWhy} />}
    />
  );
}

function List(props: {
  readonly state: 'open' | 'cleared';
  readonly title: string;
  readonly empty: ReactNode;
}) {
  const t = useText(alertsText);
  const nowMs = useNow(10_000);
  const [filter, change, clear] = useFilter();
  const alerts = useAlerts({ ...filter, state: props.state });
  const filtered = Object.keys(filter).length > 0;
  return (
    <>
      <Filters filter={filter} onChange={change} open={props.state === 'open'} />
      <Answered
        query={alerts}
        level={2}
        title={t.failed}
        stillWorks={t.stillWorks}
        skeleton={<Skeleton lines={4} height={84} />}
      >
        {(data) =>
          data.items.length === 0 && filtered ? (
            <EmptyState
              level={2}
              title={t.noneMatch}
              why={t.noneMatchWhy}
              action={<Button onClick={clear}>{t.showAll}</Button>}
            />
          ) : data.items.length === 0 ? (
            props.empty
          ) : (
            <>
              <h2 className="hidden-text">{props.title}</h2>
              <AlertTree alerts={data.items} nowMs={nowMs} />
            </>
          )
        }
      </Answered>
    </>
  );
}

/** Nothing is open: who watches, and what was over lately. */
function NoneOpen() {
  const t = useText(alertsText);
  const format = useFormat();
  const nowMs = useNow(30_000);
  const trucks = useTruckRecords().data;
  const past = useAlerts({ state: 'cleared' }, { limit: LATELY_MAX }).data?.items ?? [];
  return (
    <div className="stack">
      <div className="card alerts-none">
        <span className="needs-none-sign">
          <Icon name="check" size={18} />
        </span>
        <div>
          <h2>{t.none}</h2>
          <p className="muted">
            {trucks === undefined
              ? ''
              : `${t.watching(format.number(ALERT_KINDS.length), format.number(trucks.length))} `}
            {t.noneWhy}
          </p>
        </div>
        <LinkButton href="/alerts?tab=rules">{t.seeRules}</LinkButton>
      </div>
      {past.length === 0 ? null : (
        <section aria-labelledby="lately">
          <h2 className="alerts-lately" id="lately">
            {t.lately}
          </h2>
          <AlertTree alerts={past} nowMs={nowMs} />
        </section>
      )}
    </div>
  );
}

/** Alerts with those they explain beneath them. */
export function AlertTree({ alerts, nowMs }: { readonly alerts: readonly Alert[]; readonly nowMs: number }) {
  return (
    <ul className="alert-list">
      {inTrees(alerts).map(({ alert, explained }) => (
        <li key={alert.alertId} className="alert" data-severity={alert.severity}>
          <AlertItem alert={alert} explains={explained.length} nowMs={nowMs} />
          {explained.length === 0 ? null : (
            <ul className="alert-explained">
              {explained.map((each) => (
                <li key={each.alertId} className="alert" data-severity={each.severity}>
                  <AlertItem alert={each} explains={0} isExplained nowMs={nowMs} />
                </li>
              ))}
            </ul>
          )}
        </li>
      ))}
    </ul>
  );
}

function Filters(props: {
  readonly filter: AlertFilter;
  readonly onChange: (name: (typeof FILTERS)[number], value: string) => void;
  readonly open: boolean;
}) {
  const t = useText(alertsText);
  const format = useFormat();
  const trucks = useTruckRecords().data ?? [];
  const { filter, onChange } = props;
  const severities = { urgent: t.urgent, soon: t.soon, note: t.noteWord };
  const kinds = ALERT_KINDS.toSorted((a, b) => t[a].localeCompare(t[b], format.locale));
  return (
    <search className="alert-filters" aria-label={t.filters}>
      <SelectField
        label={t.truck}
        value={filter.truckId ?? ''}
        onChange={(event) => onChange('truckId', event.target.value)}
      >
        <option value="">{t.anyTruck}</option>
        {trucks.map((truck) => (
          <option key={truck.truckId} value={truck.truckId}>
            {truckTitle(truck)}
          </option>
        ))}
      </SelectField>
      <SelectField
        label={t.kind}
        value={filter.kind ?? ''}
        onChange={(event) => onChange('kind', event.target.value)}
      >
        <option value="">{t.anyKind}</option>
        {kinds.map((kind) => (
          <option key={kind} value={kind}>
            {t[kind]}
          </option>
        ))}
      </SelectField>
      <SelectField
        label={t.severity}
        value={filter.severity ?? ''}
        onChange={(event) => onChange('severity', event.target.value)}
      >
        <option value="">{t.anySeverity}</option>
        {SEVERITIES.map((severity) => (
          <option key={severity} value={severity}>
            {severities[severity]}
          </option>
        ))}
      </SelectField>
      <SelectField
        label={t.owner}
        value={filter.assignedTo ?? ''}
        onChange={(event) => onChange('assignedTo', event.target.value)}
      >
        <option value="">{t.anybody}</option>
        <option value="me">{t.mine}</option>
      </SelectField>
      {props.open ? (
        <CheckboxField
          label={t.hideSnoozed}
          checked={filter.snoozed === 'hidden'}
          onChange={(event) => onChange('snoozed', event.target.checked ? 'hidden' : '')}
        />
      ) : null}
    </search>
  );
}
