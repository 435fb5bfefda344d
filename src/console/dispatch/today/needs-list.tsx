/** "Needs you, most urgent first": each with what happens, why that matters, and one thing to do about it. */
import type { Alert } from '@digitruck/contract/alerts';
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { alertsText } from '../../shared/i18n/alerts.ts';
import { useFormat, useText } from '../../shared/i18n/language.tsx';
import { todayText } from '../../shared/i18n/today.ts';
import { Button, LinkButton } from '../../shared/ui/button.tsx';
import { Icon } from '../../shared/ui/icon.tsx';
import { AlertAction } from '../alerts/alert-action.tsx';
import { SeveritySign } from '../alerts/severity-sign.tsx';
import { needText } from './need-text.ts';
import type { Need } from './needs-you.ts';

type Shared = {
  readonly nowMs: number;
  /** In words, where it concerns a truck. */
  readonly placeOf: (truckId: string) => string | undefined;
  readonly onAdopt: (truckId: string) => void;
};

export function NeedsList({ needs, ...shared }: Shared & { readonly needs: readonly Need[] }) {
  const t = useText(todayText);
  if (needs.length === 0) {
    return (
      <div className="needs-none">
        <span className="needs-none-sign">
          <Icon name="check" size={18} />
        </span>
        <div>
          <h3>{t.nothing}</h3>
          <p className="muted small">{t.nothingWhy}</p>
        </div>
      </div>
    );
  }
  return (
    <ul className="needs">
      {needs.map((need) => (
        <li key={need.id} className="need" data-urgency={need.urgency}>
          <NeedItem need={need} {...shared} />
        </li>
      ))}
    </ul>
  );
}

function NeedItem({ need, nowMs, placeOf, onAdopt }: Shared & { readonly need: Need }) {
  return (
    <>
      <SeveritySign severity={need.urgency} />
      {need.kind === 'alert' ? (
        <AlertNeed alert={need.alert} nowMs={nowMs} placeOf={placeOf} />
      ) : (
        <OtherNeed need={need} nowMs={nowMs} placeOf={placeOf} onAdopt={onAdopt} />
      )}
    </>
  );
}

/** What a rule found, in its own words, with its one action; who looks after it already is said. */
function AlertNeed(props: Omit<Shared, 'onAdopt'> & { readonly alert: Alert }) {
  const t = useText(alertsText);
  const format = useFormat();
  const { alert, nowMs, placeOf } = props;
  const { words, truckId, acknowledgedBy, acknowledgedAt } = alert;
  return (
    <div className="need-words">
      <Head
        title={<Link href={`/alerts/${alert.alertId}`}>{words.title}</Link>}
        where={truckId === null ? undefined : whereOf(alert, placeOf(truckId))}
      />
      <p className="small muted">
        {words.cause} {words.consequence}
      </p>
      {alert.state === 'acknowledged' && acknowledgedBy !== null ? (
        <p className="need-answer small">{t.ackedBy(acknowledgedBy, format.ago(acknowledgedAt, nowMs))}</p>
      ) : null}
      <div className="row">
        <AlertAction alert={alert} nowMs={nowMs} />
      </div>
    </div>
  );
}

/** The map knows a truck by its id, an alert by its name. */
function whereOf({ truckId, truckName }: Alert, place: string | undefined): string | undefined {
  const parts = [truckName === truckId ? undefined : truckId, place];
  return parts.filter((part) => part !== undefined).join(' · ') || undefined;
}

function OtherNeed(props: Shared & { readonly need: Exclude<Need, { kind: 'alert' }> }) {
  const t = useText(todayText);
  const format = useFormat();
  const { need, nowMs, placeOf, onAdopt } = props;
  const { title, why } = needText(need, t, format, nowMs);
  const where =
    need.kind === 'site-waiting'
      ? need.county
      : need.kind === 'service'
        ? t.service
        : need.kind === 'pending'
          ? undefined
          : placeOf(need.truckId);
  return (
    <div className="need-words">
      <Head title={title} where={where} />
      <p className="small muted">{why}</p>
      <div className="row">
        <NeedAction need={need} onAdopt={onAdopt} />
      </div>
    </div>
  );
}

function Head({ title, where }: { readonly title: ReactNode; readonly where: string | undefined }) {
  return (
    <div className="need-head">
      <h3>{title}</h3>
      {where === undefined ? null : (
        <span className="need-where small muted" title={where}>
          {where}
        </span>
      )}
    </div>
  );
}

function NeedAction(props: {
  readonly need: Exclude<Need, { kind: 'alert' }>;
  readonly onAdopt: Shared['onAdopt'];
}) {
  const t = useText(todayText);
  const { need, onAdopt } = props;
  switch (need.kind) {
    case 'pending':
      return <Button onClick={() => onAdopt(need.truckId)}>{t.addTruck}</Button>;
    case 'site-waiting':
      return <LinkButton href={`/sites/${need.siteId}`}>{t.openSite}</LinkButton>;
    case 'service':
      return <LinkButton href="/data">{t.openData}</LinkButton>;
    default:
      return <LinkButton href={`/trucks/${need.truckId}`}>{t.openTruck}</LinkButton>;
  }
}
