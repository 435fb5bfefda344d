/** Sessions: were the classes held, who came, what kept them, what does not fit, and what came late. */
import './sessions.css';
import { PROBLEM_KINDS, SESSION_STATES } from '@digitruck/contract/session-words';
import { useSearchParams } from 'wouter';
import { addDays } from '../../../kernel/zone.ts';
import { failureOf } from '../../shared/http.ts';
import { useFormat, useText } from '../../shared/i18n/language.tsx';
import { evidenceText } from '../../shared/i18n/session-evidence.ts';
import { sessionsText } from '../../shared/i18n/sessions.ts';
import { useNow } from '../../shared/now.ts';
import { Button, LinkButton } from '../../shared/ui/button.tsx';
import { BigNumber, BigNumbers, Card } from '../../shared/ui/card.tsx';
import { CheckboxField, SelectField } from '../../shared/ui/field.tsx';
import { LoadMore } from '../../shared/ui/load-more.tsx';
import { EmptyState, ErrorState, Skeleton } from '../../shared/ui/states.tsx';
import { dayOf } from '../sites/today.ts';
import { truckTitle } from '../trucks/truck-state.ts';
import { useSitePlaces, useTruckRecords } from '../trucks/use-fleet.ts';
import { useSessionCount, useSessionList } from './queries.ts';
import {
  askedOf,
  type Chosen,
  type FilterName,
  PERIOD_DAYS,
  periodOf,
  readFilter,
} from './session-filter.ts';
import { SessionTable } from './session-table.tsx';

const DAY_MS = 86_400_000;
/** The minute is enough for "the last 24 hours", and keeps the question the same for as long. */
const NOW_EVERY_MS = 60_000;

export default function Sessions() {
  const t = useText(sessionsText);
  const { timeZone } = useFormat();
  const nowMs = useNow(NOW_EVERY_MS);
  const today = dayOf(nowMs, timeZone);
  const [search, setSearch] = useSearchParams();
  const chosen = readFilter(search);
  const minuteMs = Math.floor(nowMs / NOW_EVERY_MS) * NOW_EVERY_MS;
  const list = useSessionList(askedOf(chosen, today, minuteMs - DAY_MS));
  const change = (name: FilterName, value: string) =>
    setSearch(
      (before) => {
        const next = new URLSearchParams(before);
        if (value === '') next.delete(name);
        else next.set(name, value);
        return next;
      },
      { replace: true },
    );
  const sessions = list.data?.pages.flatMap(({ items }) => items) ?? [];
  const isFiltered = Object.keys(chosen).some((name) => name !== 'period');
  return (
    <>
      <h1 className="hidden-text">{t.title}</h1>
      <Numbers today={today} nowMs={nowMs} />
      <div className="page sessions-page">
        <Filters chosen={chosen} onChange={change} onClear={() => setSearch({}, { replace: true })} />
        {list.data === undefined ? (
          list.isError ? (
            <ErrorState
              level={2}
              title={t.failed}
              failure={failureOf(list.error)}
              stillWorks={t.stillWorks}
              onRetry={() => list.refetch()}
              retrying={list.isFetching}
            />
          ) : (
            <Skeleton lines={8} height={38} />
          )
        ) : sessions.length > 0 ? (
          <Card flush>
            <SessionTable sessions={sessions} stale={list.isPlaceholderData} />
            <LoadMore
              shown={sessions.length}
              total={list.data.pages.at(-1)?.total ?? sessions.length}
              hasMore={list.hasNextPage}
              busy={list.isFetchingNextPage}
              onMore={() => list.fetchNextPage()}
            />
          </Card>
        ) : isFiltered || periodOf(chosen) !== undefined ? (
          <EmptyState
            level={2}
            title={t.noneMatch}
            why={t.noneMatchWhy}
            action={
              <Button kind="primary" onClick={() => setSearch({ period: 'any' }, { replace: true })}>
                {t.showAll}
              </Button>
            }
          />
        ) : (
          <EmptyState
            level={2}
            title={t.none}
            why={t.noneWhy}
            action={<LinkButton href="/plan">{t.toPlan}</LinkButton>}
          />
        )}
      </div>
    </>
  );
}

function Numbers({ today, nowMs }: { readonly today: string; readonly nowMs: number }) {
  const t = useText(sessionsText);
  const format = useFormat();
  const minuteMs = Math.floor(nowMs / NOW_EVERY_MS) * NOW_EVERY_MS;
  const held = useSessionCount({ from: today, to: today, state: 'held' });
  const cancelled = useSessionCount({ from: addDays(today, -6), state: 'cancelled' });
  const open = useSessionCount({ questions: 'open' });
  const arrived = useSessionCount({ receivedAfter: new Date(minuteMs - DAY_MS).toISOString() });
  const number = (value: number | undefined) =>
    value === undefined ? <span className="number-waits" /> : format.number(value);
  return (
    <BigNumbers label={t.inNumbers}>
      <BigNumber value={number(held)} label={t.heldToday} href="/sessions?period=1&state=held" />
      <BigNumber
        value={number(cancelled)}
        label={t.cancelledWeek}
        href="/sessions?period=7&state=cancelled"
      />
      <BigNumber
        value={number(open)}
        label={open ? <strong>{t.openQuestions}</strong> : t.openQuestions}
        href="/sessions?questions=open"
      />
      <BigNumber value={number(arrived)} label={t.arrivedDay} href="/sessions?period=any&arrived=day" />
    </BigNumbers>
  );
}

function Filters(props: {
  readonly chosen: Chosen;
  readonly onChange: (name: FilterName, value: string) => void;
  readonly onClear: () => void;
}) {
  const t = useText(sessionsText);
  const { locale } = useFormat();
  const trucks = useTruckRecords().data ?? [];
  const sites = useSitePlaces().sites.toSorted((a, b) => a.name.localeCompare(b.name, locale));
  const words = useText(evidenceText);
  const { chosen, onChange } = props;
  const { visitId, arrived } = chosen;
  const choice = (name: FilterName) => ({
    value: chosen[name] ?? '',
    onChange: (event: { target: { value: string } }) => onChange(name, event.target.value),
  });
  const days = periodOf(chosen);
  return (
    <search className="session-filters" aria-label={t.filters}>
      <SelectField label={t.period} {...choice('period')} value={days ?? 'any'}>
        {PERIOD_DAYS.map((each) => (
          <option key={each} value={each}>
            {t.days(each)}
          </option>
        ))}
        <option value="any">{t.anyTime}</option>
      </SelectField>
      <SelectField label={t.truck} {...choice('truckId')}>
        <option value="">{t.anyTruck}</option>
        {trucks.map((truck) => (
          <option key={truck.truckId} value={truck.truckId}>
            {truckTitle(truck)}
          </option>
        ))}
      </SelectField>
      <SelectField label={t.site} {...choice('siteId')}>
        <option value="">{t.anySite}</option>
        {sites.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </SelectField>
      <SelectField label={t.state} {...choice('state')}>
        <option value="">{t.anyState}</option>
        {SESSION_STATES.map((state) => (
          <option key={state} value={state}>
            {t[state]}
          </option>
        ))}
      </SelectField>
      <SelectField label={t.problem} {...choice('problem')}>
        <option value="">{t.anyProblem}</option>
        <option value="any">{words.anyOf}</option>
        {PROBLEM_KINDS.map((kind) => (
          <option key={kind} value={kind}>
            {t[`p_${kind}`]}
          </option>
        ))}
      </SelectField>
      <SelectField label={t.doubts} {...choice('questions')}>
        <option value="">{words.questionsAny}</option>
        <option value="open">{words.questionsOpen}</option>
        <option value="asked">{words.questionsAsked}</option>
      </SelectField>
      {visitId === undefined ? null : (
        <CheckboxField label={words.oneVisit} checked onChange={() => onChange('visitId', '')} />
      )}
      {arrived === undefined ? null : (
        <CheckboxField label={t.arrivedDay} checked onChange={() => onChange('arrived', '')} />
      )}
      {Object.keys(chosen).length === 0 ? null : (
        <Button kind="quiet" onClick={props.onClear}>
          {words.clear}
        </Button>
      )}
    </search>
  );
}
