/** How many trained, certified, hours? Who? Where? Against what target? Which sessions make this number? Every number opens. */
import type { Impact } from '@digitruck/contract/impact';
import type { Measure } from '@digitruck/contract/impact-words';
import { useEffect, useRef, useState } from 'react';
import { useSearchParams } from 'wouter';
import { localDayOf } from '../../../kernel/zone.ts';
import { failureOf } from '../../shared/http.ts';
import { impactText } from '../../shared/i18n/impact.ts';
import { filterText } from '../../shared/i18n/impact-filter.ts';
import { useFormat, useText } from '../../shared/i18n/language.tsx';
import { useNow } from '../../shared/now.ts';
import { useAnnouncer } from '../../shared/ui/announcer.tsx';
import { Banner } from '../../shared/ui/banner.tsx';
import { Button, classes } from '../../shared/ui/button.tsx';
import { BigNumber, BigNumbers } from '../../shared/ui/card.tsx';
import { EmptyState, ErrorState, Skeleton } from '../../shared/ui/states.tsx';
import { BehindDialog } from './behind-dialog.tsx';
import { Cards } from './cards.tsx';
import { Figure, Opens } from './figure.tsx';
import { FilterBar } from './filter-bar.tsx';
import { type Asked, addressOf, intoRow, isOfWhom, queryOf, readAsked } from './impact-filter.ts';
import { useChosen } from './labels.ts';
import type { Opened } from './opened.ts';
import { PeriodsCard } from './periods-card.tsx';
import { useImpact } from './queries.ts';
import { stretchOf } from './stretch.ts';

const ON_TOP: readonly Measure[] = ['people', 'women', 'certified', 'hours', 'sessionsHeld'];

export function FiguresScreen() {
  const t = useText(impactText);
  const f = useText(filterText);
  const format = useFormat();
  const { announce } = useAnnouncer();
  const today = localDayOf(useNow(60_000), format.timeZone);
  const [search, setSearch] = useSearchParams();
  const [opened, setOpened] = useState<Opened>();
  const head = useRef<HTMLElement>(null);
  const asked = readAsked(search, stretchOf(today, 3));
  const chosen = useChosen(asked.only);
  const { data, isError, error, refetch, isFetching, isPlaceholderData } = useImpact(asked);
  // A day is typed in steps that nobody goes back to; what is chosen is left again with "back".
  const ask = (next: Partial<Asked>) =>
    setSearch(addressOf({ ...asked, ...next }), {
      replace: next.from !== undefined || next.to !== undefined,
    });
  const into = (key: string) => {
    if (data === undefined) return;
    const next = intoRow({ ...asked, groupBy: data.groupBy }, key);
    setSearch(addressOf(next));
    window.scrollTo(0, 0);
    head.current?.focus({ preventScroll: true });
  };
  const onlyOf = chosen.map(({ title, value }) => f.is(title, value));
  const isOld = isPlaceholderData ? 'impact-old' : undefined;
  // Another question is answered; news of the same one is none to whoever listens to something else.
  const question = queryOf(asked);
  const answered = useRef(question);
  useEffect(() => {
    if (data === undefined || isPlaceholderData || answered.current === question) return;
    answered.current = question;
    announce(`${format.number(data.figures.find(({ id }) => id === 'people')?.value)} ${t.people}`);
  }, [data, isPlaceholderData, question, announce, format, t]);
  return (
    <>
      <div className="hidden-text impact-title">
        <h1>{t.between(format.date(asked.from, 'UTC'), format.date(asked.to, 'UTC'))}</h1>
        {onlyOf.length === 0 ? null : <p>{f.onlyOf(format.list(onlyOf))}</p>}
      </div>
      <div className={isOld}>
        <BigNumbers label={t.title}>
          {ON_TOP.map((id) => (
            <BigNumber key={id} label={t[id]} value={<Figure answer={data} id={id} onOpen={setOpened} />} />
          ))}
        </BigNumbers>
      </div>
      <div className="page stack impact-figures">
        <FilterBar asked={asked} today={today} onAsk={ask} home={head} />
        {isError && (data === undefined || isPlaceholderData) ? (
          <ErrorState
            level={2}
            failure={failureOf(error)}
            stillWorks={t.stillWorks}
            onRetry={() => void refetch()}
            retrying={isFetching}
          />
        ) : data === undefined ? (
          <Waiting />
        ) : (
          <>
            <News answer={data} failed={isError} onOpen={setOpened} />
            <div className={classes('stack', isOld)}>
              {data.rows.length > 0 ? (
                <Cards answer={data} asked={asked} onOpen={setOpened} onInto={into} />
              ) : onlyOf.length === 0 ? (
                <EmptyState level={2} title={t.emptyTitle} why={t.emptyWhy} />
              ) : (
                <EmptyState
                  level={2}
                  title={f.noneMatch}
                  why={f.noneMatchWhy}
                  action={
                    <Button kind="primary" onClick={() => ask({ only: {} })}>
                      {f.clear}
                    </Button>
                  }
                />
              )}
            </div>
            <PeriodsCard asked={asked} onOpen={setOpened} />
          </>
        )}
      </div>
      {opened !== undefined && data !== undefined ? (
        <BehindDialog
          opened={opened}
          asOf={data.asOf}
          late={data.late}
          onClose={() => setOpened(undefined)}
        />
      ) : null}
    </>
  );
}

/** What is to be known before the figures are read: what they are as of, what came late, what is not in them yet. */
function News(props: {
  readonly answer: Impact;
  /** They could not be asked for again. */
  readonly failed: boolean;
  readonly onOpen: (opened: Opened) => void;
}) {
  const { answer, failed, onOpen } = props;
  const t = useText(impactText);
  const f = useText(filterText);
  const format = useFormat();
  const { late, uncounted } = answer;
  return (
    <>
      {failed ? <Banner tone="warn">{t.oldFigures(format.dateTime(answer.asOf))}</Banner> : null}
      {uncounted > 0 ? <Banner tone="info">{t.uncounted(uncounted)}</Banner> : null}
      <p className="small muted impact-news">
        <span>{t.asOf(format.dateTime(answer.asOf))}</span>
        {late.sessions > 0 ? (
          <Opens onOpen={() => onOpen({ title: t.late(late.sessions), path: late.open })}>
            {t.late(late.sessions)}
          </Opens>
        ) : null}
        {isOfWhom(answer.filter) ? <span>{f.sessionsOfNobody}</span> : null}
      </p>
    </>
  );
}

/** The cards' places, so that nothing moves when they come. */
function Waiting() {
  return (
    <>
      <div className="impact-grid">
        {[0, 1, 2].map((card) => (
          <div key={card} className="card impact-waits">
            <Skeleton lines={6} height={22} />
          </div>
        ))}
      </div>
      <div className="card impact-waits">
        <Skeleton lines={9} height={26} />
      </div>
    </>
  );
}
