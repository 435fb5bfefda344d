/** Alerts: what is new, how bad, who owns it, what clears it, is it recurring; and the rules that speak. */
import './alerts.css';
import type { AlertPage } from '@digitruck/contract/alerts';
import type { ReactNode } from 'react';
import { useSearchParams } from 'wouter';
import { alertsText } from '../../shared/i18n/alerts.ts';
import { useFormat, useText } from '../../shared/i18n/language.tsx';
import { useMay } from '../../shared/me.ts';
import { useNow } from '../../shared/now.ts';
import { BigNumber, BigNumbers } from '../../shared/ui/card.tsx';
import { type Tab, Tabs } from '../../shared/ui/tabs.tsx';
import { OpenAlerts, PastAlerts } from './alert-lists.tsx';
import { Channels } from './channels.tsx';
import { SHOWN_MAX, useAlerts } from './queries.ts';
import { Rules } from './rules.tsx';
import { TryRules } from './try-rules.tsx';

export default function Alerts() {
  const t = useText(alertsText);
  const [search, setSearch] = useSearchParams();
  const open = useAlerts({ state: 'open' });
  const maySeeChannels = useMay('coordinator');
  const tabs: Tab[] = [
    { key: 'open', label: t.tabOpen, content: <OpenAlerts /> },
    { key: 'past', label: t.tabPast, content: <PastAlerts /> },
    { key: 'rules', label: t.tabRules, content: <Rules /> },
    { key: 'try', label: t.tabTry, content: <TryRules /> },
    ...(maySeeChannels ? [{ key: 'tell', label: t.tabTell, content: <Channels /> }] : []),
  ];
  const tab = tabs.find(({ key }) => key === search.get('tab'))?.key ?? 'open';
  return (
    <>
      <h1 className="hidden-text">{t.title}</h1>
      <Numbers page={open.data} failed={open.isError} />
      <div className="page alerts-page">
        <Tabs
          label={t.title}
          value={tab}
          onChange={(key) => setSearch(key === 'open' ? {} : { tab: key }, { replace: true })}
          tabs={tabs}
        />
      </div>
    </>
  );
}

function Numbers({ page, failed }: { readonly page: AlertPage | undefined; readonly failed: boolean }) {
  const t = useText(alertsText);
  const format = useFormat();
  const nowMs = useNow(30_000);
  const own = page?.items.filter(({ groupedUnder }) => groupedUnder === null);
  const whole = page !== undefined && page.total <= SHOWN_MAX ? own : undefined;
  const unowned = whole?.filter(({ assignedTo, state }) => assignedTo === null && state === 'raised').length;
  const snoozed = whole?.filter(
    ({ snoozedUntil }) => snoozedUntil !== null && Date.parse(snoozedUntil) > nowMs,
  ).length;
  const number = (value: number | undefined): ReactNode =>
    value === undefined && !failed && page === undefined ? (
      <span className="number-waits" />
    ) : (
      format.number(value)
    );
  const strong = (value: number | undefined, label: string) => (value ? <strong>{label}</strong> : label);
  const { urgent, soon, note } = page?.open ?? {};
  return (
    <BigNumbers label={t.numbers}>
      <BigNumber value={number(urgent)} label={strong(urgent, t.urgentOpen)} />
      <BigNumber value={number(soon)} label={t.soonOpen} />
      <BigNumber value={number(note)} label={t.noteOpen} />
      <BigNumber value={number(unowned)} label={strong(unowned, t.unowned)} />
      <BigNumber value={number(snoozed)} label={t.snoozedNow} />
    </BigNumbers>
  );
}
