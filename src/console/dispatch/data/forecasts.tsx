/** How good the forecasts were, over the fleet and truck by truck: for whoever keeps them honest. */
import type { ForecastSkill, SkillOfLead } from '@digitruck/contract/energy';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { UNKNOWN } from '../../shared/format.ts';
import { failureOf, fetched, get } from '../../shared/http.ts';
import { energyText } from '../../shared/i18n/energy.ts';
import { useFormat, useText } from '../../shared/i18n/language.tsx';
import { keys } from '../../shared/query.ts';
import { Card } from '../../shared/ui/card.tsx';
import { type Column, DataTable } from '../../shared/ui/data-table.tsx';
import { EmptyState, ErrorState, Skeleton } from '../../shared/ui/states.tsx';
import { dayName } from '../truck/energy-words.ts';

type OfTruck = ForecastSkill['trucks'][number];

export function Forecasts() {
  const t = useText(energyText);
  const format = useFormat();
  const skill = useQuery({
    queryKey: keys.skill('fleet'),
    queryFn: ({ signal }) => fetched(get<ForecastSkill>('/forecasts/skill', {}, signal)),
    staleTime: 30 * 60_000,
  });
  const { data } = skill;
  if (data === undefined) {
    return (
      <Card title={t.skillOfFleet}>
        {skill.isError ? (
          <ErrorState
            title={t.skillFailed}
            failure={failureOf(skill.error)}
            onRetry={() => skill.refetch()}
            retrying={skill.isFetching}
          />
        ) : (
          <Skeleton lines={6} height={28} />
        )}
      </Card>
    );
  }
  if (data.leads.length === 0) {
    return (
      <Card title={t.skillOfFleet}>
        <EmptyState title={t.noSkill} why={t.noSkillWhy} />
      </Card>
    );
  }
  const percent = (value: number | null, digits = 0) =>
    value === null ? UNKNOWN : format.percent(value, digits);
  const leads: Column<SkillOfLead>[] = [
    { key: 'lead', header: t.daysAhead, primary: true, cell: ({ lead }) => format.number(lead) },
    { key: 'days', header: t.judged, align: 'end', cell: ({ days }) => format.number(days) },
    { key: 'error', header: t.error, align: 'end', cell: ({ forecast }) => percent(forecast.nrmsePct, 1) },
    { key: 'bias', header: t.bias, align: 'end', cell: ({ forecast }) => percent(forecast.biasPct, 1) },
    { key: 'better', header: t.better, align: 'end', cell: (lead) => percent(lead.skillVsPersistencePct, 1) },
    { key: 'blend', header: t.betterBlend, align: 'end', cell: (lead) => percent(lead.skillVsConvexPct, 1) },
    { key: 'p10', header: t.belowP10, align: 'end', cell: (lead) => percent(lead.p10CoveragePct) },
    { key: 'p90', header: t.belowP90, align: 'end', cell: (lead) => percent(lead.p90CoveragePct) },
  ];
  const trucks: Column<OfTruck>[] = [
    {
      key: 'truck',
      header: t.truck,
      primary: true,
      sortValue: ({ truckId }) => truckId,
      cell: ({ truckId }) => <Link href={`/trucks/${truckId}`}>{truckId}</Link>,
    },
    {
      key: 'days',
      header: t.judged,
      align: 'end',
      sortValue: ({ days }) => days,
      cell: ({ days }) => format.number(days),
    },
    {
      key: 'error',
      header: t.error,
      align: 'end',
      sortValue: ({ nrmseDay1Pct }) => nrmseDay1Pct ?? undefined,
      cell: ({ nrmseDay1Pct }) => percent(nrmseDay1Pct, 1),
    },
    {
      key: 'bias',
      header: t.bias,
      align: 'end',
      sortValue: ({ biasDay1Pct }) => biasDay1Pct ?? undefined,
      cell: ({ biasDay1Pct }) => percent(biasDay1Pct, 1),
    },
    {
      key: 'better',
      header: t.better,
      align: 'end',
      sortValue: ({ skillDay1Pct }) => skillDay1Pct ?? undefined,
      cell: ({ skillDay1Pct }) => percent(skillDay1Pct, 1),
    },
    { key: 'p10', header: t.belowP10, align: 'end', cell: ({ p10CoveragePct }) => percent(p10CoveragePct) },
    {
      key: 'ratio',
      header: t.ratio,
      align: 'end',
      sortValue: ({ performanceRatio }) => performanceRatio ?? undefined,
      cell: ({ performanceRatio }) => percent(performanceRatio === null ? null : performanceRatio * 100),
    },
  ];
  return (
    <>
      <Card title={t.skillOfFleet}>
        <p className="muted small">{t.skillIntro(dayName(data.from, format), dayName(data.to, format))}</p>
        <DataTable
          caption={t.skillOfFleet}
          columns={leads}
          rows={data.leads}
          rowKey={({ lead }) => String(lead)}
        />
        <p className="muted small">{t.skillHelp}</p>
      </Card>
      <Card title={t.forecasts}>
        <DataTable
          caption={t.forecasts}
          columns={trucks}
          rows={data.trucks}
          rowKey={({ truckId }) => truckId}
        />
      </Card>
    </>
  );
}
