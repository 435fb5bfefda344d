/** The five numbers on top of Today. */
import type { ReactNode } from 'react';
import { UNKNOWN } from '../../shared/format.ts';
import { useFormat, useText } from '../../shared/i18n/language.tsx';
import { todayText } from '../../shared/i18n/today.ts';
import { useLive } from '../../shared/live.tsx';
import { BigNumber, BigNumbers } from '../../shared/ui/card.tsx';
import { coverageOf, fleetNumbers } from './needs-you.ts';
import { classesNow, tomorrowAtRisk } from './today-classes.ts';
import type { Day } from './use-day.ts';
import type { Needs } from './use-needs.ts';

export function TodayNumbers(props: Needs & { readonly day: Day }) {
  const { trucks, needs, health, nowMs } = props;
  const { days, forecasts } = props.day;
  const t = useText(todayText);
  const format = useFormat();
  const { fleet, state } = useLive();
  const known = trucks === undefined ? undefined : fleetNumbers(trucks, needs);
  // With the feed down nothing is on its way: a dash, which is not zero.
  const waiting =
    state === 'down' ? UNKNOWN : <span className="skeleton number-skeleton" aria-hidden="true" />;
  const classes = trucks && days && classesNow(days, trucks, nowMs);
  const risk = forecasts && tomorrowAtRisk(forecasts);
  return (
    <BigNumbers label={t.numbers}>
      {classes !== undefined && classes.planned > 0 ? (
        <BigNumber
          value={t.ofTrucks(format.number(classes.held), format.number(classes.planned))}
          label={classes.held < classes.planned ? <strong>{t.asPlanned}</strong> : t.asPlanned}
        />
      ) : classes?.next !== undefined ? (
        <BigNumber value={format.time(classes.next.startsAt)} label={t.nextClassLabel} />
      ) : (
        <BigNumber
          value={known ? t.ofTrucks(format.number(known.teaching), format.number(known.trucks)) : waiting}
          label={t.teachingNow}
        />
      )}
      <BigNumber
        value={known ? format.number(known.people) : waiting}
        label={
          <Parts>
            {t.peopleNow}
            {known && known.seats > 0 ? t.ofSeats(format.number(known.seats)) : null}
          </Parts>
        }
      />
      <BigNumber
        value={known ? format.number(known.needYou) : waiting}
        label={
          <Parts>
            {known && known.needYou > 0 ? <strong>{t.needYou}</strong> : t.needYou}
            {known && known.noSignal > 0 ? t.noSignal(known.noSignal) : null}
          </Parts>
        }
      />
      <BigNumber
        value={risk ? format.number(risk.atRisk) : waiting}
        label={
          risk === undefined ? (
            t.ofTomorrow
          ) : risk.all === 0 ? (
            t.noneTomorrow
          ) : risk.atRisk > 0 ? (
            <strong>{t.atRisk(format.number(risk.all))}</strong>
          ) : (
            t.atRisk(format.number(risk.all))
          )
        }
      />
      {health === undefined ? (
        <BigNumber
          value={fleet?.pulse ? format.number(fleet.pulse.samplesPerS, 1) : waiting}
          label={t.samplesPerS}
        />
      ) : (
        <BigNumber
          value={format.percent(coverageOf(health))}
          label={
            <Parts>
              {t.coverage}
              {t.samplesADay(format.number(health.storedLastDay))}
            </Parts>
          }
        />
      )}
    </BigNumbers>
  );
}

/** Words with a dot between. */
function Parts({ children }: { readonly children: readonly [ReactNode, ReactNode] }) {
  const [first, second] = children;
  return (
    <>
      {first}
      {second === null ? null : <> · {second}</>}
    </>
  );
}
