/** What arrived, what is missing, what was refused and why, and who sends without being known? */
import './data.css';
import type { DataHealth } from '@digitruck/contract/history';
import { useSearchParams } from 'wouter';
import { failureOf } from '../../shared/http.ts';
import { dataText } from '../../shared/i18n/data.ts';
import { energyText } from '../../shared/i18n/energy.ts';
import { useFormat, useText } from '../../shared/i18n/language.tsx';
import { useNow } from '../../shared/now.ts';
import { Badge } from '../../shared/ui/badge.tsx';
import { BigNumber, BigNumbers, Card } from '../../shared/ui/card.tsx';
import { Icon } from '../../shared/ui/icon.tsx';
import { ErrorState } from '../../shared/ui/states.tsx';
import { Tabs } from '../../shared/ui/tabs.tsx';
import { Arrived } from './arrived.tsx';
import { refusedIn } from './figures.ts';
import { Forecasts } from './forecasts.tsx';
import { Pending } from './pending.tsx';
import { Quarantine } from './quarantine.tsx';
import { HEALTH_EVERY_MS, useDataHealth } from './queries.ts';

/** After so many missed turns of asking, the figures are called old. */
const OLD_AFTER_MS = 4 * HEALTH_EVERY_MS;
const TABS = ['arrived', 'refused', 'unknown', 'forecasts'] as const;

export default function Data() {
  const t = useText(dataText);
  const words = useText(energyText);
  const health = useDataHealth();
  const [search, setSearch] = useSearchParams();
  const tab = TABS.find((key) => key === search.get('tab')) ?? 'arrived';
  const choose = (key: string) => setSearch(key === 'arrived' ? {} : { tab: key }, { replace: true });
  const count = (n: number | undefined) => (n ? <Badge tone="warn">{n}</Badge> : null);
  const { data } = health;
  return (
    <>
      <h1 className="hidden-text">{t.title}</h1>
      <Numbers health={data} failed={health.isError} />
      <div className="page data-page">
        <Freshness at={data?.at} receivedAtMs={health.dataUpdatedAt} failing={health.isError} />
        {health.isError && data === undefined ? (
          <Card title={t.inNumbers}>
            <ErrorState
              failure={failureOf(health.error)}
              stillWorks={t.stillWorks}
              onRetry={() => health.refetch()}
              retrying={health.isFetching}
            />
          </Card>
        ) : null}
        <Tabs
          label={t.title}
          value={tab}
          onChange={choose}
          tabs={[
            { key: 'arrived', label: t.arrived, content: <Arrived health={data} failed={health.isError} /> },
            {
              key: 'refused',
              label: (
                <>
                  {t.refused} {count(data === undefined ? undefined : refusedIn(data))}
                </>
              ),
              content: <Quarantine health={data} />,
            },
            {
              key: 'unknown',
              label: (
                <>
                  {t.unknownTrucks} {count(data?.pendingTrucks)}
                </>
              ),
              content: <Pending />,
            },
            { key: 'forecasts', label: words.forecasts, content: <Forecasts /> },
          ]}
        />
      </div>
    </>
  );
}

function Numbers({ health, failed }: { readonly health: DataHealth | undefined; readonly failed: boolean }) {
  const t = useText(dataText);
  const format = useFormat();
  const missing = health?.trucks.reduce((sum, truck) => sum + truck.missing, 0);
  const refused = health === undefined ? undefined : refusedIn(health);
  const number = (value: number | undefined, digits = 0) =>
    value === undefined && !failed ? <span className="number-waits" /> : format.number(value, digits);
  return (
    <BigNumbers label={t.inNumbers}>
      <BigNumber value={number(health?.samplesPerS, 1)} label={t.samplesPerS} />
      <BigNumber
        value={number(health?.storedLastDay)}
        label={t.storedLastDay(format.number(health?.storedLastHour))}
      />
      <BigNumber
        value={number(missing)}
        label={missing ? <strong>{t.missing(health?.openGaps ?? 0)}</strong> : t.nothingMissing}
      />
      <BigNumber
        value={number(refused)}
        label={refused ? <strong>{t.refusedLastDay}</strong> : t.refusedLastDay}
      />
      <BigNumber
        value={number(health?.pendingTrucks)}
        label={health?.pendingTrucks ? <strong>{t.pendingTrucks}</strong> : t.pendingTrucks}
      />
    </BigNumbers>
  );
}

/** "As of 10:42:07"; old figures are called old. */
function Freshness(props: {
  readonly at: string | undefined;
  readonly receivedAtMs: number;
  readonly failing: boolean;
}) {
  const t = useText(dataText);
  const format = useFormat();
  const nowMs = useNow(5000);
  if (props.at === undefined)
    return <p className="data-fresh muted small">{props.failing ? '' : t.loading}</p>;
  const ageMs = nowMs - props.receivedAtMs;
  const old = ageMs > OLD_AFTER_MS;
  return (
    <p className={old ? 'data-fresh data-old small' : 'data-fresh muted small'} role="status">
      <Icon name="clock" size={13} />{' '}
      {old
        ? t.oldFigures(format.timeExact(props.at), format.duration(ageMs))
        : t.asOf(format.timeExact(props.at))}
    </p>
  );
}
