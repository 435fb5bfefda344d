/** "Needs you, most urgent first": each with what happens, why that matters, and one thing to do about it. */
import { useFormat, useText } from '../../shared/i18n/language.tsx';
import { todayText } from '../../shared/i18n/today.ts';
import { useMay } from '../../shared/me.ts';
import { Button, LinkButton } from '../../shared/ui/button.tsx';
import { Icon } from '../../shared/ui/icon.tsx';
import { LowPowerButton, LowPowerState, lowPowerIsOn, useLowPower } from './low-power.tsx';
import { needText } from './need-text.ts';
import type { Need, Urgency } from './needs-you.ts';

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
  const t = useText(todayText);
  const format = useFormat();
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
    <>
      <UrgencySign urgency={need.urgency} />
      <div className="need-words">
        <div className="need-head">
          <h3>{title}</h3>
          {where === undefined ? null : (
            <span className="need-where small muted" title={where}>
              {where}
            </span>
          )}
        </div>
        <p className="small muted">{why}</p>
        {need.kind === 'battery-in-class' || need.kind === 'battery-low' ? (
          <BatteryActions need={need} nowMs={nowMs} />
        ) : (
          <div className="row">
            <NeedAction need={need} onAdopt={onAdopt} />
          </div>
        )}
      </div>
    </>
  );
}

function NeedAction({ need, onAdopt }: { readonly need: Need; readonly onAdopt: Shared['onAdopt'] }) {
  const t = useText(todayText);
  switch (need.kind) {
    case 'pending':
      return <Button onClick={() => onAdopt(need.truckId)}>{t.addTruck}</Button>;
    case 'site-waiting':
      return <LinkButton href={`/sites/${need.siteId}`}>{t.openSite}</LinkButton>;
    case 'service':
    case 'refused':
      return <LinkButton href="/data">{t.openData}</LinkButton>;
    default:
      return <LinkButton href={`/trucks/${need.truckId}`}>{t.openTruck}</LinkButton>;
  }
}

/** Saving power is the one thing to do, until it was asked for or where one may not ask. */
function BatteryActions(props: {
  readonly need: Extract<Need, { kind: 'battery-in-class' | 'battery-low' }>;
  readonly nowMs: number;
}) {
  const { need, nowMs } = props;
  const t = useText(todayText);
  const mayAsk = useMay('coordinator');
  const command = useLowPower(need.truckId, nowMs);
  const charges = need.kind === 'battery-low' && (need.batteryW ?? 0) > 0;
  const asked = command?.state === 'waiting' || lowPowerIsOn(command);
  return (
    <>
      {command === undefined ? null : <LowPowerState command={command} nowMs={nowMs} />}
      <div className="row">
        {mayAsk && !charges && !asked ? <LowPowerButton truckId={need.truckId} title={need.title} /> : null}
        <LinkButton href={`/trucks/${need.truckId}`}>{t.openTruck}</LinkButton>
      </div>
    </>
  );
}

/** A triangle, a disc or a ring: told apart without colour, and said in words. */
function UrgencySign({ urgency }: { readonly urgency: Urgency }) {
  const t = useText(todayText);
  return (
    <span className={`need-sign need-${urgency}`}>
      <svg width="14" height="14" viewBox="0 0 14 14" aria-hidden="true" focusable="false">
        {urgency === 'urgent' ? (
          <path d="M7 1.5 13 12.5H1z" fill="currentColor" />
        ) : urgency === 'soon' ? (
          <circle cx="7" cy="7" r="4.5" fill="currentColor" />
        ) : (
          <circle cx="7" cy="7" r="3.8" fill="none" stroke="currentColor" strokeWidth="2" />
        )}
      </svg>
      <span className="hidden-text">{t[urgency]}</span>
    </span>
  );
}
