/** Promised visits that a disruption touches, each with how. */
import type { DisruptionHit } from '@digitruck/contract/disruptions';
import { useFormat, useText } from '../../../shared/i18n/language.tsx';
import { planText } from '../../../shared/i18n/plan.ts';
import { disruptionText } from '../../../shared/i18n/plan-disruptions.ts';

const SHOWN_MAX = 6;

export function Hits({ hits }: { readonly hits: readonly DisruptionHit[] }) {
  const t = useText(disruptionText);
  const plan = useText(planText);
  const format = useFormat();
  const day = (date: string) => format.day(date, 'UTC');
  if (hits.length === 0) return <p className="small">{t.touchesNone}</p>;
  return (
    <ul className="plan-reasons small">
      {hits.slice(0, SHOWN_MAX).map(({ visitId, site, truckId, firstDay, lastDay, how, begun }) => (
        <li key={visitId}>
          <strong>{site}</strong> · {truckId} · {plan.days(day(firstDay), day(lastDay))} · {t[`how_${how}`]}
          {begun ? ` · ${t.begun}` : ''}
        </li>
      ))}
      {hits.length > SHOWN_MAX ? <li>{t.more(hits.length - SHOWN_MAX)}</li> : null}
    </ul>
  );
}
