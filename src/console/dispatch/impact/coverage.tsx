/** Where: by county who was reached and who waits, as a table and, beside it, as a map. Each county opens to its classes and its requests. */
import type { Impact } from '@digitruck/contract/impact';
import { useMemo, useState } from 'react';
import { Link } from 'wouter';
import { impactText } from '../../shared/i18n/impact.ts';
import { behindText } from '../../shared/i18n/impact-behind.ts';
import { coverageText } from '../../shared/i18n/impact-coverage.ts';
import { filterText } from '../../shared/i18n/impact-filter.ts';
import { useFormat, useText } from '../../shared/i18n/language.tsx';
import { LazyMap } from '../../shared/lazy-map.tsx';
import { CIRCLE_COLOURS } from '../../shared/map/circles.ts';
import type { Selection } from '../../shared/map/types.ts';
import { useMe } from '../../shared/me.ts';
import { Button, LinkButton } from '../../shared/ui/button.tsx';
import { Card } from '../../shared/ui/card.tsx';
import { type Column, DataTable } from '../../shared/ui/data-table.tsx';
import { usePrinting } from '../plan/use-printing.ts';
import { type CoverageRow, coverageCircles, coverageRows } from './coverage-rows.ts';
import { capital, Into, Opens } from './figure.tsx';
import { type Asked, addressOf, isOfWhom } from './impact-filter.ts';
import type { Opened } from './opened.ts';
import { useCoverage } from './queries.ts';

const ROWS_FIRST = 10;
/** What of a row opens to its classes. */
type Opening = 'people' | 'women' | 'sessionsHeld';
type OpenRow = (row: CoverageRow, measure: Opening) => void;
const NO_TRUCKS: readonly never[] = [];
const NO_PLACES: readonly never[] = [];
type Part = {
  readonly answer: Impact;
  readonly asked: Asked;
  readonly onOpen: (opened: Opened) => void;
  readonly onInto: (county: string) => void;
};

export function CoverageCard({ answer, asked, onOpen, onInto }: Part) {
  const t = useText(coverageText);
  const words = useText(impactText);
  const f = useText(filterText);
  const format = useFormat();
  const installation = useMe().data?.installation;
  const { data, isError, isPending, refetch, isFetching } = useCoverage(asked);
  const [all, setAll] = useState(false);
  const [selected, setSelected] = useState<Selection | null>(null);
  const { county } = answer.filter;
  const rows = useMemo(() => {
    const places = data?.items ?? NO_PLACES;
    return coverageRows(
      answer.rows,
      county === undefined ? places : places.filter((one) => one.county === county),
    );
  }, [answer.rows, data, county]);
  /** What the registry says is of all, and would stand beside figures of some. */
  const isNarrowed = Object.keys(answer.filter).some((name) => name !== 'county');
  const circles = useMemo(
    () =>
      coverageCircles(rows, {
        name: (county) => (county === '' ? t.noCounty : county),
        describe: (county, reached, waiting) =>
          t.circle(county, format.number(reached), format.number(waiting)),
      }),
    [rows, t, format],
  );
  const isPrinting = usePrinting();
  const shown = all || isPrinting ? rows : rows.slice(0, ROWS_FIRST);
  const placeless = rows.filter(({ place }) => place === undefined || place.lat === null);
  const openRow: OpenRow = (row, measure) => {
    if (row.open === undefined) return;
    const text = format.number(row.values[measure]);
    const definition = answer.definitions.find(({ id }) => id === measure);
    const title = `${text} ${words[measure]}, ${row.county === '' ? t.noCounty : row.county}`;
    onOpen({ title, path: `${row.open}&measure=${measure}`, definition });
  };
  const columns = useColumns({
    asked,
    openRow,
    onInto,
    isPending,
    isNarrowed,
    isWhom: isOfWhom(answer.filter),
  });
  return (
    <Card title={t.coverage} flush className="coverage">
      <div className="coverage-columns">
        <div>
          <DataTable caption={t.coverage} columns={columns} rows={shown} rowKey={({ county }) => county} />
          {shown.length < rows.length ? (
            <p className="impact-note">
              <Button onClick={() => setAll(true)}>{words.showAll(format.number(rows.length))}</Button>
            </p>
          ) : null}
          <div className="impact-note muted small">
            {isError ? (
              <div className="row" role="alert">
                {t.failed}
                <Button small busy={isFetching} onClick={() => void refetch()}>
                  {f.tryAgain}
                </Button>
              </div>
            ) : null}
            {answer.overlap > 0 ? <p>{words.overlap(answer.overlap)}</p> : null}
            {isNarrowed ? <p>{f.waitingOfAll}</p> : null}
            {data !== undefined && placeless.length > 0 ? (
              <p>{t.noPlace(format.list(placeless.map(({ county }) => county || t.noCounty)))}</p>
            ) : null}
          </div>
        </div>
        <div className="coverage-map no-print">
          {installation === undefined ? null : (
            <LazyMap
              label={t.mapLabel(format.number(circles.length))}
              country={installation.country}
              tileUrl={installation.tileUrl}
              trucks={NO_TRUCKS}
              circles={circles}
              selected={selected}
              onSelect={setSelected}
              popup={({ id }) => (
                <CountyPopup
                  row={rows.find((row) => row.county === id)}
                  isNarrowed={isNarrowed}
                  onOpen={openRow}
                  onInto={onInto}
                />
              )}
            />
          )}
          <CircleLegend />
        </div>
      </div>
    </Card>
  );
}

function useColumns(options: {
  readonly asked: Asked;
  readonly openRow: OpenRow;
  readonly onInto: (county: string) => void;
  readonly isPending: boolean;
  readonly isNarrowed: boolean;
  readonly isWhom: boolean;
}) {
  const { asked, openRow, onInto, isPending, isNarrowed, isWhom } = options;
  const t = useText(coverageText);
  const b = useText(behindText);
  const words = useText(impactText);
  const format = useFormat();
  const opening = (row: CoverageRow, measure: Opening) => {
    const text = format.number(row.values[measure]);
    return row.open === undefined ? (
      text
    ) : (
      <Opens
        label={`${text} ${words[measure]}, ${row.county || t.noCounty}`}
        onOpen={() => openRow(row, measure)}
      >
        {text}
      </Opens>
    );
  };
  // What is on its way is not unknown.
  const waits = isPending ? <span className="number-waits" /> : '–';
  const sessions: Column<CoverageRow> = {
    key: 'sessionsHeld',
    header: capital(words.sessionsHeld, format.locale),
    align: 'end',
    sortValue: ({ values }) => values.sessionsHeld ?? undefined,
    cell: (row) => opening(row, 'sessionsHeld'),
  };
  const sites: Column<CoverageRow> = {
    key: 'sites',
    header: t.sitesReached,
    align: 'end',
    sortValue: ({ place }) => place?.sitesReached,
    cell: ({ county, place, open }) => {
      if (place === undefined) return waits;
      const text = t.ofSites(format.number(place.sitesReached), format.number(place.sites));
      return open === undefined || place.sitesReached === 0 ? (
        text
      ) : (
        <Link
          href={`/impact?${addressOf({ ...asked, groupBy: 'site', only: { county } })}`}
          aria-label={b.sitesIn(text, county || t.noCounty)}
        >
          {text}
        </Link>
      );
    },
  };
  const columns: Column<CoverageRow>[] = [
    {
      key: 'county',
      header: words.county,
      primary: true,
      sortValue: ({ county }) => county,
      cell: ({ county, open }) =>
        open === undefined ? county : <Into name={county || t.noCounty} onInto={() => onInto(county)} />,
    },
    {
      key: 'people',
      header: t.reached,
      align: 'end',
      sortValue: ({ values }) => values.people ?? undefined,
      cell: (row) => opening(row, 'people'),
    },
    {
      key: 'women',
      header: capital(words.women, format.locale),
      align: 'end',
      wideOnly: true,
      sortValue: ({ values }) => values.women ?? undefined,
      cell: (row) => opening(row, 'women'),
    },
    ...(isWhom ? [] : [sessions]),
    ...(isNarrowed ? [] : [sites]),
    {
      key: 'waiting',
      header: t.waiting,
      align: 'end',
      sortValue: ({ place }) => place?.learnersWaiting,
      cell: ({ county, place }) =>
        place === undefined ? (
          waits
        ) : place.openRequests === 0 || county === '' ? (
          format.number(place.learnersWaiting)
        ) : (
          <Link
            href={waitingPath(county)}
            aria-label={`${format.number(place.learnersWaiting)}, ${t.sitesThatWait}, ${county}`}
          >
            {format.number(place.learnersWaiting)}
          </Link>
        ),
    },
    {
      key: 'since',
      header: t.since,
      align: 'end',
      wideOnly: true,
      sortValue: ({ place }) => place?.waitingSince ?? undefined,
      cell: ({ place }) => (place?.waitingSince ? format.date(place.waitingSince, 'UTC') : ''),
    },
  ];
  return columns;
}

function waitingPath(county: string): string {
  return `/sites?${new URLSearchParams({ county, waiting: 'true' })}`;
}

function CountyPopup(props: {
  readonly row: CoverageRow | undefined;
  readonly isNarrowed: boolean;
  readonly onOpen: OpenRow;
  readonly onInto: (county: string) => void;
}) {
  const t = useText(coverageText);
  const f = useText(filterText);
  const format = useFormat();
  const { row, isNarrowed, onOpen, onInto } = props;
  if (row === undefined) return null;
  const { county, values, place, open } = row;
  return (
    <div className="stack">
      <p className="map-popup-title">{county || t.noCounty}</p>
      <dl className="facts">
        <div className="fact">
          <dt>{t.reached}</dt>
          <dd>{format.number(values.people)}</dd>
        </div>
        <div className="fact">
          <dt>{t.waiting}</dt>
          <dd>{format.number(place?.learnersWaiting)}</dd>
        </div>
        {place === undefined || isNarrowed ? null : (
          <div className="fact">
            <dt>{t.sitesReached}</dt>
            <dd>{t.ofSites(format.number(place.sitesReached), format.number(place.sites))}</dd>
          </div>
        )}
      </dl>
      <div className="row">
        {open === undefined ? null : (
          <>
            <Button small onClick={() => onOpen(row, 'people')}>
              {t.whatMakesIt}
            </Button>
            <Button small onClick={() => onInto(county)}>
              {f.into(county || t.noCounty)}
            </Button>
          </>
        )}
        {place === undefined || place.openRequests === 0 || county === '' ? null : (
          <LinkButton small href={waitingPath(county)}>
            {t.sitesThatWait}
          </LinkButton>
        )}
      </div>
    </div>
  );
}

function CircleLegend() {
  const t = useText(coverageText);
  return (
    <details className="map-legend">
      <summary>{t.legend}</summary>
      <div className="map-legend-body stack">
        <p className="row">
          <svg width="16" height="16" aria-hidden="true" focusable="false">
            <circle cx="8" cy="8" r="7" fill={CIRCLE_COLOURS.reached} />
          </svg>
          {t.disc}
        </p>
        <p className="row">
          <svg width="16" height="16" aria-hidden="true" focusable="false">
            <circle cx="8" cy="8" r="5.5" fill="#fff" stroke={CIRCLE_COLOURS.waiting} strokeWidth="4" />
          </svg>
          {t.ring}
        </p>
        <p className="muted">{t.scale}</p>
      </div>
    </details>
  );
}
