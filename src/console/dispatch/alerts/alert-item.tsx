/** One alert in a list: title, cause and consequence, what to do, since when and whose, the one action, and what else can be done. */
import type { Alert } from '@digitruck/contract/alerts';
import { Link } from 'wouter';
import { alertsText } from '../../shared/i18n/alerts.ts';
import { useFormat, useText } from '../../shared/i18n/language.tsx';
import { Badge } from '../../shared/ui/badge.tsx';
import { AlertAction, ComparePlans } from './alert-action.tsx';
import { AlertMenu } from './alert-menu.tsx';
import { SeveritySign } from './severity-sign.tsx';

export function AlertItem(props: {
  readonly alert: Alert;
  /** How many other alerts it explains. */
  readonly explains: number;
  /** It stands under the alert that explains it: what to do is said there. */
  readonly isExplained?: boolean;
  readonly nowMs: number;
}) {
  const t = useText(alertsText);
  const { alert, explains, isExplained = false, nowMs } = props;
  const isDone = alert.state === 'cleared' || isExplained;
  const { words } = alert;
  return (
    <article className="alert-item" data-state={alert.state} aria-label={words.title}>
      <SeveritySign severity={alert.severity} />
      <div className="alert-words">
        <h3>
          <Link href={`/alerts/${alert.alertId}`}>{words.title}</Link>
        </h3>
        <p className="small">
          {words.cause} {words.consequence}
        </p>
        {isDone ? null : (
          <p className="small">
            <strong>{t.actionIs}:</strong> {words.action}
          </p>
        )}
        <AlertFactsLine alert={alert} nowMs={nowMs} withTruck={!isExplained} isExplained={isExplained} />
        {explains === 0 ? null : <p className="small muted">{t.explains(explains)}</p>}
        {isDone ? null : (
          <div className="row">
            <AlertAction alert={alert} nowMs={nowMs} />
            <ComparePlans alert={alert} />
            <AlertMenu alert={alert} nowMs={nowMs} />
          </div>
        )}
      </div>
    </article>
  );
}

/** "DT-03 · for 2 h · acknowledged by … · with … · 3 times in 30 days" */
export function AlertFactsLine(props: {
  readonly alert: Alert;
  readonly nowMs: number;
  /** Names the truck, where the page is not about it. */
  readonly withTruck?: boolean;
  readonly isExplained?: boolean;
}) {
  const t = useText(alertsText);
  const format = useFormat();
  const { alert, nowMs, withTruck = false, isExplained = false } = props;
  const {
    truckId,
    state,
    since,
    clearedAt,
    clearedWhy,
    acknowledgedBy,
    acknowledgedAt,
    assignedTo,
    snoozedUntil,
  } = alert;
  const reasons: Readonly<Record<string, string>> = {
    over: t.why_over,
    'rule-off': t['why_rule-off'],
    'no-truck': t['why_no-truck'],
    'late-data': t['why_late-data'],
  };
  const snoozed = snoozedUntil !== null && Date.parse(snoozedUntil) > nowMs;
  return (
    <p className="alert-facts small muted">
      {!withTruck || truckId === null ? null : (
        <span>
          <Link href={`/trucks/${truckId}`}>{truckId}</Link>
        </span>
      )}
      {clearedAt === null ? (
        <span>{t.lasts(format.duration(Math.max(0, nowMs - Date.parse(since))))}</span>
      ) : (
        <>
          <span>{t.lasted(format.duration(Date.parse(clearedAt) - Date.parse(since)))}</span>
          <span>
            {t.cleared(format.ago(clearedAt, nowMs), reasons[clearedWhy ?? ''] ?? clearedWhy ?? '')}
          </span>
        </>
      )}
      {alert.raisedLast30Days > 1 ? <Badge tone="warn">{t.again(alert.raisedLast30Days)}</Badge> : null}
      {state !== 'acknowledged' || acknowledgedBy === null ? null : (
        <span>{t.ackedBy(acknowledgedBy, format.ago(acknowledgedAt, nowMs))}</span>
      )}
      {state === 'cleared' ? null : (
        <span>{assignedTo === null ? t.nobody : t.ownedBy(assignedTo.name)}</span>
      )}
      {snoozed ? <Badge>{t.snoozedUntil(format.dateTime(snoozedUntil))}</Badge> : null}
      {alert.groupedUnder === null || isExplained ? null : <span>{t.explainedBy}</span>}
    </p>
  );
}
