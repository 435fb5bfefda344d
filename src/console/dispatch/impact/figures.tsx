/** How many trained, certified, hours? Who? Where? Against what target? Which sessions make this number? Every number opens. */
import { IMPACT_GROUPS, type ImpactGroup, type Measure } from '@digitruck/contract/impact-words';
import { useState } from 'react';
import { useSearchParams } from 'wouter';
import { localDayOf } from '../../../kernel/zone.ts';
import { failureOf } from '../../shared/http.ts';
import { impactText } from '../../shared/i18n/impact.ts';
import { useFormat, useText } from '../../shared/i18n/language.tsx';
import { useNow } from '../../shared/now.ts';
import { Banner } from '../../shared/ui/banner.tsx';
import { Button } from '../../shared/ui/button.tsx';
import { BigNumber, BigNumbers } from '../../shared/ui/card.tsx';
import { SelectField, TextField } from '../../shared/ui/field.tsx';
import { EmptyState, ErrorState, Skeleton } from '../../shared/ui/states.tsx';
import { BehindDialog, type Opened } from './behind-dialog.tsx';
import { Cards } from './cards.tsx';
import { Figure, Opens } from './figure.tsx';
import { PeriodsCard } from './periods-card.tsx';
import { type Asked, useImpact } from './queries.ts';
import { stretchOf } from './stretch.ts';

const ON_TOP: readonly Measure[] = ['people', 'women', 'certified', 'hours', 'sessionsHeld'];

export function FiguresScreen() {
  const t = useText(impactText);
  const format = useFormat();
  const today = localDayOf(useNow(60_000), format.timeZone);
  const [search, setSearch] = useSearchParams();
  const [opened, setOpened] = useState<Opened>();
  const quarter = stretchOf(today, 3);
  const groupBy = IMPACT_GROUPS.find((one) => one === search.get('by')) ?? 'county';
  const asked: Asked = {
    from: search.get('from') ?? quarter.from,
    to: search.get('to') ?? quarter.to,
    groupBy,
  };
  const { data, isError, error, refetch, isFetching } = useImpact(asked);
  const ask = (next: Partial<Asked>) => {
    const { from, to, groupBy: by } = { ...asked, ...next };
    if (from !== '' && to !== '') setSearch({ from, to, by }, { replace: true });
  };
  return (
    <>
      <h1 className="hidden-text impact-title">
        {t.between(format.date(asked.from, 'UTC'), format.date(asked.to, 'UTC'))}
      </h1>
      <BigNumbers label={t.title}>
        {ON_TOP.map((id) => (
          <BigNumber key={id} label={t[id]} value={<Figure answer={data} id={id} onOpen={setOpened} />} />
        ))}
      </BigNumbers>
      <div className="page stack impact-figures">
        <div className="impact-head no-print">
          <TextField
            label={t.from}
            type="date"
            value={asked.from}
            onChange={(event) => ask({ from: event.target.value })}
          />
          <TextField
            label={t.to}
            type="date"
            value={asked.to}
            onChange={(event) => ask({ to: event.target.value })}
          />
          <SelectField
            label={t.by}
            value={groupBy}
            onChange={(event) => ask({ groupBy: event.target.value as ImpactGroup })}
          >
            {IMPACT_GROUPS.map((one) => (
              <option key={one} value={one}>
                {t[one]}
              </option>
            ))}
          </SelectField>
          <Button onClick={() => ask(stretchOf(today, 1))}>{t.thisMonth}</Button>
          <Button onClick={() => ask(quarter)}>{t.thisQuarter}</Button>
          <Button onClick={() => ask(stretchOf(today, 12))}>{t.thisYear}</Button>
          <Button onClick={() => window.print()}>{t.print}</Button>
        </div>
        {isError && data === undefined ? (
          <ErrorState failure={failureOf(error)} onRetry={refetch} retrying={isFetching} />
        ) : data === undefined ? (
          <Skeleton lines={8} height={34} />
        ) : (
          <>
            {data.uncounted > 0 ? <Banner tone="info">{t.uncounted(data.uncounted)}</Banner> : null}
            {data.late.sessions > 0 ? (
              <p>
                <Opens onOpen={() => setOpened({ title: t.late(data.late.sessions), path: data.late.open })}>
                  {t.late(data.late.sessions)}
                </Opens>
              </p>
            ) : null}
            {data.rows.length === 0 ? (
              <EmptyState level={2} title={t.emptyTitle} why={t.emptyWhy} />
            ) : (
              <Cards answer={data} asked={asked} onOpen={setOpened} />
            )}
            <PeriodsCard asked={asked} onOpen={setOpened} />
            <p className="muted">
              {t.asOf(format.dateTime(data.asOf))} · {t.notPopulation}
            </p>
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
