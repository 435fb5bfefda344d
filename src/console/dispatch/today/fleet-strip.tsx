/** What each truck does now: its state and since when, where, how full the battery is; the way to its page. */

import type { History } from '@digitruck/contract/history';
import { useQueries } from '@tanstack/react-query';
import { useMemo } from 'react';
import { Link } from 'wouter';
import { fetched, get } from '../../shared/http.ts';
import { useFormat, useText } from '../../shared/i18n/language.tsx';
import { todayText } from '../../shared/i18n/today.ts';
import { keys } from '../../shared/query.ts';
import { TruckSign, useStateText } from '../trucks/truck-sign.tsx';
import { TRUCK_STATES, truckTitle } from '../trucks/truck-state.ts';
import { activitySince } from './activity-since.ts';
import { sinceText } from './need-text.ts';
import type { KnownTruck } from './needs-you.ts';
import type { Day } from './use-day.ts';

/** So many fit on a screen; the list of trucks has all. */
const SHOWN_MAX = 24;
/** `about`: a quarter of an hour exact. */
type Since = { readonly at: string; readonly about: boolean };
const STEP_MS = 15 * 60_000;
const DAY_MS = 86_400_000;

export function FleetStrip(props: {
  readonly trucks: readonly KnownTruck[];
  readonly nowMs: number;
  readonly placeOf: (truck: KnownTruck) => string;
  readonly day: Day;
}) {
  const { trucks, nowMs, placeOf, day } = props;
  const t = useText(todayText);
  const shown = useMemo(
    () =>
      trucks
        .toSorted((a, b) => TRUCK_STATES.indexOf(a.state) - TRUCK_STATES.indexOf(b.state))
        .slice(0, SHOWN_MAX),
    [trucks],
  );
  const since = useSince(shown, nowMs);
  return (
    <>
      <ul className="strip">
        {shown.map((truck) => (
          <li key={truck.truckId}>
            <TruckCard
              truck={truck}
              since={since.get(truck.truckId)}
              nowMs={nowMs}
              place={placeOf(truck)}
              day={day}
            />
          </li>
        ))}
      </ul>
      {trucks.length > SHOWN_MAX ? (
        <p className="strip-more small">
          {t.moreTrucks(trucks.length - SHOWN_MAX)} · <Link href="/trucks">{t.allTrucks}</Link>
        </p>
      ) : null}
    </>
  );
}

function TruckCard(props: {
  readonly truck: KnownTruck;
  readonly since: Since | undefined;
  readonly nowMs: number;
  readonly place: string;
  readonly day: Day;
}) {
  const { truck, since, nowMs, place, day } = props;
  const t = useText(todayText);
  const format = useFormat();
  const stateText = useStateText();
  const { batterySocPct, occupancy, headingDeg } = truck.latest?.readings ?? {};
  const facts = [
    truck.state === 'teaching' && occupancy !== undefined
      ? t.people(format.number(occupancy), format.number(truck.seats))
      : undefined,
    batterySocPct === undefined ? undefined : t.battery(format.percent(batterySocPct)),
  ].filter((fact) => fact !== undefined);
  return (
    <Link
      href={`/trucks/${truck.truckId}`}
      className="strip-card"
      data-state={truck.state}
      data-urgency={truck.urgency}
    >
      <TruckSign state={truck.state} socPct={batterySocPct} headingDeg={headingDeg} size={26} />
      <span className="strip-words">
        <span className="strip-title">{truckTitle(truck)}</span>
        <span className="strip-state">
          {stateText(truck.state)}
          {since === undefined
            ? ''
            : ` ${t.since(`${since.about ? '~' : ''}${sinceText(since.at, format, nowMs)}`)}`}
        </span>
        <span className="strip-fact" title={place}>
          {place}
        </span>
        <span className="strip-fact">{facts.join(' · ')}</span>
        <ClassesLine truckId={truck.truckId} day={day} />
      </span>
    </Link>
  );
}

/** "class to 11:40 · 4/5 covered", or when the next one begins. */
function ClassesLine({ truckId, day }: { readonly truckId: string; readonly day: Day }) {
  const t = useText(todayText);
  const format = useFormat();
  const classes = day.days?.get(truckId);
  const foretold = day.forecasts?.trucks.find((each) => each.truckId === truckId)?.today?.classes;
  const { now, next } = classes ?? {};
  const when =
    now !== undefined
      ? t.classUntil(format.time(now.endsAt))
      : next !== undefined
        ? t.nextClass(format.time(next.startsAt))
        : undefined;
  const covered =
    foretold === undefined || foretold.planned === 0
      ? undefined
      : t.classesCovered(format.number(foretold.coveredP10), format.number(foretold.planned));
  const short = foretold !== undefined && foretold.coveredP10 < foretold.planned;
  if (when === undefined && covered === undefined) return null;
  return (
    <span className={short ? 'strip-fact strip-classes strip-short' : 'strip-fact strip-classes'}>
      {[when, covered].filter((part) => part !== undefined).join(' · ')}
    </span>
  );
}

/** Since when each truck does what it does: read from its last day, a quarter of an hour exact; silence from its link. */
function useSince(trucks: readonly KnownTruck[], nowMs: number): ReadonlyMap<string, Since> {
  const from = Math.floor(nowMs / STEP_MS) * STEP_MS - DAY_MS;
  const known = trucks.filter(({ state }) => state !== 'never' && state !== 'silent' && state !== 'unknown');
  const histories = useQueries({
    queries: known.map(({ truckId }) => ({
      queryKey: keys.history(truckId, 'activity', from),
      queryFn: ({ signal }: { signal: AbortSignal }) =>
        fetched(
          get<History>(
            `/trucks/${truckId}/telemetry`,
            {
              from: new Date(from).toISOString(),
              to: new Date(from + DAY_MS + STEP_MS).toISOString(),
              resolution: '15m',
              readings: 'speedKph,occupancy,batteryW',
            },
            signal,
          ),
        ),
      retry: false,
      staleTime: STEP_MS,
    })),
  });
  const since = new Map<string, Since>();
  known.forEach(({ truckId, activity }, index) => {
    const history = histories[index]?.data;
    const at = history === undefined ? undefined : activitySince(history, activity);
    if (at !== undefined) since.set(truckId, { at, about: true });
  });
  for (const { truckId, state, link } of trucks) {
    if (state === 'silent' && link.since !== null) since.set(truckId, { at: link.since, about: false });
  }
  return since;
}
