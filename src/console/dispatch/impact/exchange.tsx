/** What goes out to others, made of one closed period: DHIS2, Giga and IATI. */
import type { ImpactPeriod } from '@digitruck/contract/impact-periods';
import { Link, useSearchParams } from 'wouter';
import { apiUrl, failureOf } from '../../shared/http.ts';
import { exchangeText } from '../../shared/i18n/impact-exchange.ts';
import { useFormat, useText } from '../../shared/i18n/language.tsx';
import { LinkButton } from '../../shared/ui/button.tsx';
import { Card } from '../../shared/ui/card.tsx';
import { SelectField } from '../../shared/ui/field.tsx';
import { EmptyState, ErrorState, Skeleton } from '../../shared/ui/states.tsx';
import { Dhis2Card } from './dhis2-card.tsx';
import { IatiCard } from './iati-card.tsx';
import { usePeriods, useSchools } from './queries.ts';

const SCHOOLS_FIRST = 8;

export function ExchangeScreen() {
  const t = useText(exchangeText);
  const format = useFormat();
  const [search, setSearch] = useSearchParams();
  const { data, isError, error, refetch, isFetching } = usePeriods();
  const periods = data?.items ?? [];
  const period = periods.find(({ periodId }) => periodId === search.get('period')) ?? periods[0];
  const span = ({ firstDay, lastDay }: ImpactPeriod) =>
    `${format.date(firstDay, 'UTC')} – ${format.date(lastDay, 'UTC')}`;
  return (
    <div className="page stack">
      <h1>{t.title}</h1>
      {isError ? (
        <ErrorState
          level={2}
          failure={failureOf(error)}
          onRetry={() => void refetch()}
          retrying={isFetching}
        />
      ) : data === undefined ? (
        <Skeleton lines={2} height={34} />
      ) : period === undefined ? (
        <EmptyState
          level={2}
          title={t.noPeriods}
          why={t.noPeriodsWhy}
          action={<LinkButton href="/impact">{t.toFigures}</LinkButton>}
        />
      ) : (
        <div className="impact-head">
          <SelectField
            label={t.period}
            value={period.periodId}
            onChange={(event) => setSearch({ period: event.target.value }, { replace: true })}
          >
            {periods.map((one) => (
              <option key={one.periodId} value={one.periodId}>
                {one.name} ({span(one)})
              </option>
            ))}
          </SelectField>
        </div>
      )}
      <Dhis2Card period={period} />
      {period === undefined ? null : (
        <div className="impact-grid">
          <GigaCard period={period} />
          <IatiCard period={period} />
        </div>
      )}
    </div>
  );
}

function GigaCard({ period }: { readonly period: ImpactPeriod }) {
  const t = useText(exchangeText);
  const format = useFormat();
  const { data, isError, error, refetch } = useSchools(period.firstDay, period.lastDay);
  const schools = [...new Map((data?.items ?? []).map((school) => [school.siteId, school])).values()];
  const without = schools.filter(({ gigaId }) => gigaId === null);
  return (
    <Card title="Giga">
      <div className="stack">
        <p className="muted">{t.gigaWhy}</p>
        {isError ? (
          <ErrorState failure={failureOf(error)} onRetry={() => void refetch()} />
        ) : data === undefined ? (
          <Skeleton lines={2} />
        ) : schools.length === 0 ? (
          <p>{t.gigaNone}</p>
        ) : (
          <>
            <p>{t.gigaHave(format.number(schools.length - without.length), format.number(schools.length))}</p>
            {without.length === 0 ? null : (
              <p>
                {t.gigaMissing}{' '}
                {without.slice(0, SCHOOLS_FIRST).map(({ siteId, name }, index) => (
                  <span key={siteId}>
                    {index === 0 ? '' : ', '}
                    <Link href={`/sites/${siteId}`}>{name}</Link>
                  </span>
                ))}
                {without.length > SCHOOLS_FIRST
                  ? ` ${t.more(format.number(without.length - SCHOOLS_FIRST))}`
                  : ''}
              </p>
            )}
          </>
        )}
        <p>
          <a
            className="button button-plain"
            href={apiUrl('/exports/giga', { periodId: period.periodId })}
            download
          >
            {t.download('Giga (CSV)')}
          </a>
        </p>
      </div>
    </Card>
  );
}
