/**
 * The stops on the map: of one truck with the way between them in order, or of all; of the whole plan, or week by week with each truck's
 * days beside it. Beside the map the same as a list.
 */
import type { PlanVisit } from '@digitruck/contract/plans';
import { useMemo, useState } from 'react';
import { useFormat, useText } from '../../shared/i18n/language.tsx';
import { planText } from '../../shared/i18n/plan.ts';
import { LazyMap } from '../../shared/lazy-map.tsx';
import type { MapSite, MapTruck, Place, Selection } from '../../shared/map/types.ts';
import { useMe } from '../../shared/me.ts';
import { Button } from '../../shared/ui/button.tsx';
import { SelectField } from '../../shared/ui/field.tsx';
import type { Board } from './board-model.ts';
import { dateOf } from './days.ts';

/** A little less than the map's size on a desk, so that the outermost stops are within. */
const SIZE_PX = { lat: 330, lon: 700 } as const;
const ZOOM_MIN = 5;
const ZOOM_MAX = 10;
/** A tile of the web's map shows the world at zoom 0. */
const TILE_PX = 256;
const NO_TRUCKS: readonly MapTruck[] = [];

export function RouteMap({ board }: { readonly board: Board }) {
  const t = useText(planText);
  const format = useFormat();
  const installation = useMe().data?.installation;
  const busy = board.rows.filter(({ bars }) => bars.length > 0);
  const [truckId, setTruckId] = useState(busy[0]?.truckId ?? '');
  const [selected, setSelected] = useState<Selection | null>(null);
  /** Its first day on the board; undefined is the whole plan. */
  const [week, setWeek] = useState<number>();
  const route = useMemo(
    () => board.rows.filter((row) => truckId === '' || row.truckId === truckId).flatMap(({ bars }) => bars),
    [board, truckId],
  );
  const stops = useMemo(
    () =>
      route
        .filter(({ start, length }) => week === undefined || (start < week + 7 && start + length > week))
        .map(({ visit }) => visit),
    [route, week],
  );
  const byWeek = week !== undefined;
  const days = useMemo(() => {
    const range = new Intl.DateTimeFormat(format.locale, { day: 'numeric', month: 'short', timeZone: 'UTC' });
    return ({ firstDay, lastDay }: PlanVisit) => range.formatRange(new Date(firstDay), new Date(lastDay));
  }, [format.locale]);
  const sites = useMemo(() => (byWeek ? [] : stops.map((visit) => siteOf(visit))), [stops, byWeek]);
  const trucks = useMemo(
    () => (byWeek ? stops.map((visit) => truckAt(visit, `${visit.truckId} · ${days(visit)}`)) : NO_TRUCKS),
    [stops, byWeek, days],
  );
  // In a week the way goes on from where the truck was before.
  const track = useMemo((): readonly Place[] => {
    if (truckId === '') return [];
    const before = byWeek ? route.findLast(({ start, length }) => start + length <= week) : undefined;
    return [...(before === undefined ? [] : [before.visit.site]), ...stops.map(({ site }) => site)];
  }, [route, stops, truckId, byWeek, week]);
  const day = (date: string) => format.day(date, 'UTC');
  if (installation === undefined) return null;
  const first = stops[0]?.site;
  return (
    <div className="route">
      <div className="route-map">
        <LazyMap
          key={truckId}
          label={t.mapOf}
          country={installation.country}
          tileUrl={installation.tileUrl}
          trucks={trucks}
          sites={sites}
          track={track}
          selected={selected}
          onSelect={setSelected}
          popup={({ id }) => <Popup visit={stops.find(({ visitId }) => visitId === id)} />}
          {...(truckId === '' || first === undefined
            ? {}
            : { initial: { lat: middle(stops, 'lat'), lon: middle(stops, 'lon'), zoom: zoomOf(stops) } })}
        />
      </div>
      <div className="route-side stack">
        <SelectField label={t.route} value={truckId} onChange={(event) => setTruckId(event.target.value)}>
          <option value="">{t.allTrucks}</option>
          {busy.map((row) => (
            <option key={row.truckId} value={row.truckId}>
              {row.truckId}
            </option>
          ))}
        </SelectField>
        <WeekStepper board={board} week={week} onStep={setWeek} />
        {byWeek && stops.length === 0 ? <p className="muted">{t.noStops}</p> : null}
        {truckId === '' && !byWeek ? null : (
          <ol className="route-stops" aria-label={truckId === '' ? t.allTrucks : t.routeOf(truckId)}>
            {stops.map((visit) => (
              <li key={visit.visitId}>
                {truckId === '' ? `${visit.truckId} · ` : null}
                <strong>{visit.site.name}</strong>
                <span className="route-days small muted">
                  {t.days(day(visit.firstDay), day(visit.lastDay))} ·{' '}
                  {t.travel(format.unit(visit.km, 'km', 0))}
                </span>
              </li>
            ))}
          </ol>
        )}
      </div>
    </div>
  );
}

/** Back and forth by weeks of the plan; before the first is the whole of it. */
function WeekStepper(props: {
  readonly board: Board;
  readonly week: number | undefined;
  readonly onStep: (week: number | undefined) => void;
}) {
  const { board, week, onStep } = props;
  const t = useText(planText);
  const format = useFormat();
  const after = week === undefined ? 0 : week + 7;
  return (
    <fieldset className="week-stepper">
      <legend className="hidden-text">{t.week}</legend>
      <Button
        small
        aria-label={t.weekBefore}
        disabled={week === undefined}
        onClick={() => onStep(week === undefined || week === 0 ? undefined : week - 7)}
      >
        ←
      </Button>
      <output>
        {week === undefined ? t.wholePlan : t.weekFrom(format.day(dateOf(board.first + week), 'UTC'))}
      </output>
      <Button small aria-label={t.weekAfter} disabled={after >= board.days} onClick={() => onStep(after)}>
        →
      </Button>
    </fieldset>
  );
}

function Popup({ visit }: { readonly visit: PlanVisit | undefined }) {
  const t = useText(planText);
  const format = useFormat();
  if (visit === undefined) return null;
  return (
    <>
      <p className="map-popup-title">{visit.site.name}</p>
      <p>
        {visit.truckId} · {t.days(format.day(visit.firstDay, 'UTC'), format.day(visit.lastDay, 'UTC'))}
      </p>
    </>
  );
}

/** One truck may come to a site twice, so the visit is what is marked. */
function siteOf({ visitId, site }: PlanVisit): MapSite {
  return { id: visitId, lat: site.lat, lon: site.lon, mark: 'ready', name: site.name };
}

/** The truck where it stands, with its days. */
function truckAt(visit: PlanVisit, label: string): MapTruck {
  const { visitId, site, leastChargePct } = visit;
  return {
    id: visitId,
    lat: site.lat,
    lon: site.lon,
    mark: 'teaching',
    socPct: leastChargePct ?? undefined,
    label,
    description: `${label}, ${site.name}`,
  };
}

function middle(stops: readonly PlanVisit[], axis: 'lat' | 'lon'): number {
  const values = stops.map(({ site }) => site[axis]);
  return (Math.min(...values) + Math.max(...values)) / 2;
}

/** The closest whole zoom at which all stops are to be seen. */
function zoomOf(stops: readonly PlanVisit[]): number {
  const zooms = (['lat', 'lon'] as const).map((axis) => {
    const values = stops.map(({ site }) => site[axis]);
    const spanDeg = Math.max(0.01, Math.max(...values) - Math.min(...values));
    return Math.floor(Math.log2((SIZE_PX[axis] * 360) / (TILE_PX * spanDeg)));
  });
  return Math.min(ZOOM_MAX, Math.max(ZOOM_MIN, Math.min(...zooms)));
}
