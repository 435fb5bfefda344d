/** The one thing to do about an alert, as a button; what can't be done by a click is said in words. */
import type { Alert } from '@digitruck/contract/alerts';
import { alertsText } from '../../shared/i18n/alerts.ts';
import { useText } from '../../shared/i18n/language.tsx';
import { planLinkText } from '../../shared/i18n/plan-link.ts';
import { useMay } from '../../shared/me.ts';
import { LinkButton } from '../../shared/ui/button.tsx';
import { DISRUPTION_OF, markHref } from '../plan-link.ts';
import { LowPowerButton, LowPowerState, lowPowerIsOn, useLowPower } from '../trucks/low-power.tsx';

export function AlertAction({ alert, nowMs }: { readonly alert: Alert; readonly nowMs: number }) {
  const t = useText(alertsText);
  const { actionKind, truckId, siteId } = alert;
  if (actionKind === 'low-power' && truckId !== null)
    return <SavePower alert={alert} truckId={truckId} nowMs={nowMs} />;
  if (actionKind === 'open-data' || actionKind === 'check-credentials')
    return <LinkButton href="/data">{t.openData}</LinkButton>;
  if ((actionKind === 'open-visit' || actionKind === 'tell-host') && siteId !== null)
    return <LinkButton href={`/sites/${siteId}`}>{t.openVisit}</LinkButton>;
  return truckId === null ? null : <LinkButton href={`/trucks/${truckId}`}>{t.openTruck}</LinkButton>;
}

/** What the alert says is marked as a disruption, which begins a plan that answers it. */
export function ComparePlans({ alert }: { readonly alert: Alert }) {
  const t = useText(planLinkText);
  const mayPlan = useMay('coordinator');
  const kind = DISRUPTION_OF[alert.kind];
  if (!mayPlan || kind === undefined || alert.truckId === null) return null;
  return <LinkButton href={markHref(kind, alert.truckId, alert.words.title)}>{t.comparePlans}</LinkButton>;
}

/** Saving power is the one thing to do, until it was asked for or where one may not ask. */
function SavePower(props: { readonly alert: Alert; readonly truckId: string; readonly nowMs: number }) {
  const t = useText(alertsText);
  const { alert, truckId, nowMs } = props;
  const mayAsk = useMay('coordinator');
  const command = useLowPower(truckId, nowMs);
  const asked = command?.state === 'waiting' || lowPowerIsOn(command);
  return (
    <>
      {command === undefined ? null : <LowPowerState command={command} nowMs={nowMs} />}
      {mayAsk && !asked ? <LowPowerButton truckId={truckId} title={alert.truckName ?? truckId} /> : null}
      <LinkButton href={`/trucks/${truckId}`}>{t.openTruck}</LinkButton>
    </>
  );
}
