/** The fleet as a list: state, place, energy, people, link; searched, filtered, sorted; the address keeps what was chosen. */
import './trucks.css';
import { useRef, useState } from 'react';
import { Link, useSearchParams } from 'wouter';
import { useText } from '../../shared/i18n/language.tsx';
import { todayText } from '../../shared/i18n/today.ts';
import { trucksText } from '../../shared/i18n/trucks.ts';
import { useLive } from '../../shared/live.tsx';
import { useMay } from '../../shared/me.ts';
import { Button } from '../../shared/ui/button.tsx';
import { Card } from '../../shared/ui/card.tsx';
import { Icon } from '../../shared/ui/icon.tsx';
import { EmptyState, ErrorState, Skeleton } from '../../shared/ui/states.tsx';
import type { KnownTruck } from '../today/needs-you.ts';
import { useNeeds } from '../today/use-needs.ts';
import { usePlaceOf } from './place-text.ts';
import { RetiredTrucks } from './retired-trucks.tsx';
import { TruckDialog } from './truck-dialog.tsx';
import { countByFilter, FILTERS, filterTrucks, isFilter, type TruckFilter } from './truck-filter.ts';
import { TruckTable } from './truck-table.tsx';
import { useSitePlaces } from './use-fleet.ts';

export default function Trucks() {
  const t = useText(trucksText);
  const today = useText(todayText);
  const { trucks, nowMs } = useNeeds();
  const { state, retry } = useLive();
  const mayAdd = useMay('coordinator');
  const placeOf = usePlaceOf(useSitePlaces().index);
  const [search, setSearch] = useSearchParams();
  const [adding, setAdding] = useState(false);
  const adds = useRef(0);
  const filter: TruckFilter = isFilter(search.get('show')) ? (search.get('show') as TruckFilter) : 'all';
  const words = search.get('q') ?? '';
  const change = (key: string, value: string) =>
    setSearch(
      (before) => {
        const next = new URLSearchParams(before);
        if (value === '' || value === 'all') next.delete(key);
        else next.set(key, value);
        return next;
      },
      { replace: true },
    );
  const add = () => {
    adds.current += 1;
    setAdding(true);
  };
  return (
    <div className="page">
      <header className="page-head">
        <h1>{t.title}</h1>
        {mayAdd ? (
          <Button kind="primary" onClick={add}>
            <Icon name="plus" /> {today.addTruck}
          </Button>
        ) : (
          <p className="muted small">{t.readOnly}</p>
        )}
      </header>
      {trucks === undefined && state === 'down' ? (
        <ErrorState
          failure={{ kind: 'unreachable', reason: 'the live feed is down' }}
          stillWorks={t.stillWorks}
          onRetry={retry}
        />
      ) : trucks?.length === 0 ? (
        <Card>
          <h2 className="hidden-text">{t.title}</h2>
          <EmptyState
            title={today.noTrucks}
            why={mayAdd ? today.noTrucksWhy : today.noTrucksViewer}
            action={
              mayAdd ? (
                <Button kind="primary" onClick={add}>
                  <Icon name="plus" /> {today.addTruck}
                </Button>
              ) : undefined
            }
          />
        </Card>
      ) : (
        <>
          <Filters
            filter={filter}
            words={words}
            trucks={trucks}
            onFilter={(value) => change('show', value)}
            onWords={(value) => change('q', value)}
          />
          <Card flush className="fleet">
            <h2 className="hidden-text">{t.caption}</h2>
            {trucks === undefined ? (
              <div className="trucks-loading">
                <Skeleton lines={8} height={30} />
              </div>
            ) : (
              <TruckTable
                trucks={filterTrucks(trucks, { filter, words, placeOf })}
                nowMs={nowMs}
                placeOf={placeOf}
                onClear={() => setSearch(new URLSearchParams(), { replace: true })}
              />
            )}
          </Card>
        </>
      )}
      <RetiredTrucks />
      <p className="small muted">
        {t.exactPlaces} <Link href="/">{t.toMap}</Link>
      </p>
      <TruckDialog key={adds.current} open={adding} onOpenChange={setAdding} />
    </div>
  );
}

function Filters(props: {
  readonly filter: TruckFilter;
  readonly words: string;
  readonly trucks: readonly KnownTruck[] | undefined;
  readonly onFilter: (filter: TruckFilter) => void;
  readonly onWords: (words: string) => void;
}) {
  const t = useText(trucksText);
  const counts = countByFilter(props.trucks ?? []);
  return (
    <search className="truck-filters">
      <label className="truck-search">
        <span className="hidden-text">{t.search}</span>
        <input
          type="search"
          className="input"
          placeholder={t.search}
          value={props.words}
          onChange={(event) => props.onWords(event.target.value)}
        />
      </label>
      <fieldset className="chips">
        <legend className="hidden-text">{t.show}</legend>
        {FILTERS.map((value) => (
          <label key={value} className="chip">
            <input
              type="radio"
              name="truck-filter"
              checked={props.filter === value}
              onChange={() => props.onFilter(value)}
            />
            <span>
              {t[value]}{' '}
              {props.trucks === undefined ? null : <span className="chip-count">{counts[value]}</span>}
            </span>
          </label>
        ))}
      </fieldset>
    </search>
  );
}
