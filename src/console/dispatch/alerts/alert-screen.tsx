/** One alert: what it says, what to do, what clears it, and all that happened to it. */
import './alerts.css';
import type { AlertDetail, AlertEvent } from '@digitruck/contract/alerts';
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { type Format, unitSign } from '../../shared/format.ts';
import { alertsText } from '../../shared/i18n/alerts.ts';
import { useFormat, useText } from '../../shared/i18n/language.tsx';
import { useNow } from '../../shared/now.ts';
import { Card } from '../../shared/ui/card.tsx';
import { Skeleton } from '../../shared/ui/states.tsx';
import { NotHere } from '../not-here.tsx';
import { AlertAction, ComparePlans } from './alert-action.tsx';
import { AlertFactsLine } from './alert-item.tsx';
import { AlertMenu } from './alert-menu.tsx';
import { useAlert } from './queries.ts';
import { settingsOf } from './rule-draft.ts';
import { useRules } from './rules.tsx';
import { SeveritySign } from './severity-sign.tsx';

const SECOND_MS = 1000;

export default function AlertScreen({ alertId }: { readonly alertId: string }) {
  const t = useText(alertsText);
  const alert = useAlert(alertId);
  if (alert.data !== undefined) return <AlertDetails alert={alert.data} />;
  return (
    <div className="page">
      <NotHere
        query={alert}
        title={t.title}
        loading={<Skeleton lines={4} height={60} />}
        gone={{ title: t.noSuch, why: t.noSuchWhy }}
        back={{ href: '/alerts', label: t.back }}
        failed={t.failed}
      />
    </div>
  );
}

function AlertDetails({ alert }: { readonly alert: AlertDetail }) {
  const t = useText(alertsText);
  const nowMs = useNow(10_000);
  const { words } = alert;
  return (
    <div className="page alert-page">
      <nav aria-label={t.back}>
        <Link href="/alerts" className="small">
          ← {t.back}
        </Link>
      </nav>
      <header className="alert-page-head">
        <SeveritySign severity={alert.severity} />
        <div>
          <h1>{words.title}</h1>
          <AlertFactsLine alert={alert} nowMs={nowMs} withTruck />
        </div>
      </header>
      <div className="alert-columns">
        <Card title={t[alert.kind]}>
          <dl className="alert-says">
            <Said term={t.causeIs} text={words.cause} />
            <Said term={t.consequenceIs} text={words.consequence} />
            {alert.state === 'cleared' ? null : (
              <>
                <Said term={t.actionIs} text={words.action} />
                <WhatClears alert={alert} />
              </>
            )}
          </dl>
          {alert.state === 'cleared' ? null : (
            <div className="row">
              <AlertAction alert={alert} nowMs={nowMs} />
              <ComparePlans alert={alert} />
              <AlertMenu alert={alert} nowMs={nowMs} />
            </div>
          )}
          {alert.groupedUnder === null ? null : (
            <p className="small">
              <Link href={`/alerts/${alert.groupedUnder}`}>{t.explainedBy}</Link>
            </p>
          )}
          <p className="small">
            <Link href={`/alerts?tab=rules#${alert.kind}`}>{t.openRule}</Link>
          </p>
        </Card>
        <Card title={t.history}>
          <ol className="alert-events">
            {alert.events.toReversed().map((event, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: the history only grows at its end
              <Event key={alert.events.length - index} event={event} />
            ))}
          </ol>
        </Card>
      </div>
    </div>
  );
}

/** By its rule as it holds for its truck; how far a condition must be over is said in the rule's English. */
function WhatClears({ alert }: { readonly alert: AlertDetail }) {
  const t = useText(alertsText);
  const format = useFormat();
  const rule = useRules().data?.items.find(({ kind }) => kind === alert.kind);
  if (rule === undefined) return null;
  const { clearAfterS, thresholds } = settingsOf(rule, alert.truckId);
  const limits = rule.thresholds.filter(({ name }) => name.startsWith('clear'));
  return (
    <Said
      term={t.whatClears}
      text={
        <>
          {t.clearsAfter(format.duration(clearAfterS * SECOND_MS))}
          {limits.map(({ name, description, unit }) => (
            <span key={name} className="alert-event-note small muted" lang="en">
              {description}: {format.number(thresholds[name], 3)} {unitSign(unit)}
            </span>
          ))}
        </>
      }
    />
  );
}

function Said({ term, text }: { readonly term: string; readonly text: ReactNode }) {
  return (
    <div>
      <dt>{term}</dt>
      <dd>{text}</dd>
    </div>
  );
}

function Event({ event }: { readonly event: AlertEvent }) {
  const t = useText(alertsText);
  const format = useFormat();
  return (
    <li>
      <time className="small muted" dateTime={event.at}>
        {format.dateTime(event.at)}
      </time>
      <span>
        <strong>{eventText(event, t, format)}</strong>{' '}
        <span className="muted">{event.by === 'rules' ? t.byRules : event.by}</span>
        {event.note === '' ? null : <span className="alert-event-note">{event.note}</span>}
      </span>
    </li>
  );
}

/** What happened, with whom it went to and how long it sleeps. */
function eventText({ kind, facts }: AlertEvent, t: (typeof alertsText)['en'], format: Format): string {
  if (kind === 'assigned') return `${t.ev_assigned} ${String(facts?.name ?? t.noOne)}`;
  if (kind === 'snoozed') {
    const until = facts?.snoozedUntil;
    return typeof until === 'string' ? t.snoozedUntil(format.dateTime(until)) : t.woken;
  }
  return t[`ev_${kind}`];
}
