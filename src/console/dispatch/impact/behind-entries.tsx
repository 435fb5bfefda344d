/** Behind a number that no classes make: the schools that were connected, or the costs with their part of these days. */
import type { Cost } from '@digitruck/contract/impact-entries';
import type { UseQueryResult } from '@tanstack/react-query';
import { Link } from 'wouter';
import { failureOf } from '../../shared/http.ts';
import { behindText } from '../../shared/i18n/impact-behind.ts';
import { entriesText } from '../../shared/i18n/impact-entries.ts';
import { useFormat, useText } from '../../shared/i18n/language.tsx';
import { DataTable } from '../../shared/ui/data-table.tsx';
import { ErrorState, Skeleton } from '../../shared/ui/states.tsx';
import type { Behind } from './opened.ts';
import { useCosts, useSchools } from './queries.ts';
import { State } from './schools.tsx';

const DAY_MS = 86_400_000;

export function BehindEntries({ behind }: { readonly behind: Behind }) {
  return behind.what === 'schools' ? <Schools {...behind} /> : <Costs {...behind} />;
}

function NotYet({ query }: { readonly query: UseQueryResult }) {
  const t = useText(behindText);
  if (query.isError)
    return (
      <ErrorState
        failure={failureOf(query.error)}
        onRetry={() => void query.refetch()}
        retrying={query.isFetching}
      />
    );
  return query.fetchStatus === 'paused' ? (
    <p role="status">{t.offline}</p>
  ) : (
    <Skeleton lines={5} height={28} />
  );
}

function Schools({ from, to }: Extract<Behind, { what: 'schools' }>) {
  const t = useText(behindText);
  const words = useText(entriesText);
  const format = useFormat();
  const query = useSchools(from, to);
  if (query.data === undefined) return <NotYet query={query} />;
  const schools = query.data.items.filter(({ connected }) => connected === true);
  const title = t.schoolsBehind(format.number(schools.length));
  return (
    <>
      <h3>{title}</h3>
      {schools.length === 0 ? null : (
        <div className="impact-behind-table">
          <DataTable
            caption={title}
            rows={schools}
            rowKey={({ visitId }) => visitId}
            columns={[
              {
                key: 'school',
                header: words.school,
                primary: true,
                cell: ({ siteId, name, county }) => (
                  <span>
                    <Link href={`/sites/${siteId}`}>{name}</Link>
                    <span className="impact-under muted small">{county}</span>
                  </span>
                ),
              },
              {
                key: 'visit',
                header: words.visit,
                cell: ({ firstDay, lastDay }) =>
                  `${format.date(firstDay, 'UTC')} – ${format.date(lastDay, 'UTC')}`,
              },
              { key: 'before', header: words.before, cell: ({ before }) => <State state={before} /> },
              { key: 'after', header: words.after, cell: ({ after }) => <State state={after} /> },
            ]}
          />
        </div>
      )}
      <p>
        <Link href={`/impact/schools?${new URLSearchParams({ from, to })}`}>{t.allSchools}</Link>
      </p>
    </>
  );
}

function Costs(props: Extract<Behind, { what: 'costs' }>) {
  const { currency, people } = props;
  const t = useText(behindText);
  const words = useText(entriesText);
  const format = useFormat();
  const query = useCosts();
  if (query.data === undefined) return <NotYet query={query} />;
  const costs = query.data.filter((cost) => isAsked(cost, props) && cost.currency === currency);
  const money = (amount: number) => `${format.number(amount, 2)} ${currency}`;
  const sum = costs.reduce((all, cost) => all + partOf(cost, props), 0);
  const title = t.costsBehind(format.number(costs.length));
  return (
    <>
      <h3>{title}</h3>
      <p>{t.over(money(sum), format.number(people))}</p>
      <div className="impact-behind-table">
        <DataTable
          caption={title}
          rows={costs}
          rowKey={({ costId }) => costId}
          columns={[
            {
              key: 'kind',
              header: words.kind,
              primary: true,
              cell: ({ kind, notes }) => (
                <span>
                  {words[`kind_${kind}`]}
                  {notes === '' ? null : <span className="impact-under muted small">{notes}</span>}
                </span>
              ),
            },
            {
              key: 'days',
              header: words.days,
              cell: ({ firstDay, lastDay }) =>
                `${format.date(firstDay, 'UTC')} – ${format.date(lastDay, 'UTC')}`,
            },
            { key: 'amount', header: words.amount, align: 'end', cell: ({ amount }) => money(amount) },
            { key: 'part', header: t.ofDays, align: 'end', cell: (cost) => money(partOf(cost, props)) },
          ]}
        />
      </div>
      <p>
        <Link href="/impact/entries">{t.allCosts}</Link>
      </p>
    </>
  );
}

type Of = Pick<Extract<Behind, { what: 'costs' }>, 'from' | 'to' | 'truckId' | 'funder'>;

function isAsked(cost: Cost, { from, to, truckId, funder }: Of): boolean {
  return (
    cost.firstDay <= to &&
    cost.lastDay >= from &&
    (truckId === undefined || cost.truckId === truckId) &&
    (funder === undefined || cost.funder === funder)
  );
}

/** By day, where a cost reaches over these days; in hundredths, as the service counts it. */
function partOf({ amount, firstDay, lastDay }: Cost, { from, to }: Of): number {
  const days = (first: string, last: string) => (Date.parse(last) - Date.parse(first)) / DAY_MS + 1;
  const within = days(firstDay > from ? firstDay : from, lastDay < to ? lastDay : to);
  return Math.round((100 * amount * within) / days(firstDay, lastDay)) / 100;
}
