/** One truck: what it does and has now, its past as charts, where it is, what is missing, what was asked of it. */
import './truck.css';
import type { Truck } from '@digitruck/contract/fleet';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { fetched, get } from '../../shared/http.ts';
import { useFormat, useText } from '../../shared/i18n/language.tsx';
import { planLinkText } from '../../shared/i18n/plan-link.ts';
import { truckText } from '../../shared/i18n/truck.ts';
import { useLive } from '../../shared/live.tsx';
import { useMay } from '../../shared/me.ts';
import { useNow } from '../../shared/now.ts';
import { keys } from '../../shared/query.ts';
import { Badge, StaleBadge } from '../../shared/ui/badge.tsx';
import { Banner } from '../../shared/ui/banner.tsx';
import { LinkButton } from '../../shared/ui/button.tsx';
import { Card } from '../../shared/ui/card.tsx';
import { EmptyState, Skeleton } from '../../shared/ui/states.tsx';
import { useWide } from '../../shared/use-wide.ts';
import { CalendarCard } from '../calendars/calendar-card.tsx';
import { NotHere } from '../not-here.tsx';
import { markHref } from '../plan-link.ts';
import { usePlaceOf } from '../trucks/place-text.ts';
import { TruckMenu } from '../trucks/truck-menu.tsx';
import { TruckSign, useStateText } from '../trucks/truck-sign.tsx';
import { isOfNow, serverNowMs, stateOf, truckTitle } from '../trucks/truck-state.ts';
import { useSitePlaces } from '../trucks/use-fleet.ts';
import { AheadCard } from './ahead-card.tsx';
import { AlertsCard } from './alerts-card.tsx';
import { CommandsCard } from './commands-card.tsx';
import { GapsCard } from './gaps-card.tsx';
import { NextCard } from './next-card.tsx';
import { NowNumbers } from './now-numbers.tsx';
import { PastCard } from './past-card.tsx';
import { RecordCard } from './record-card.tsx';
import { SunCard } from './sun-card.tsx';
import { useRange } from './use-range.ts';
import { WhereCard } from './where-card.tsx';

export default function TruckScreen({ truckId }: { readonly truckId: string }) {
  const t = useText(truckText);
  const record = useQuery({
    queryKey: keys.truck(truckId),
    queryFn: ({ signal }) => fetched(get<Truck>(`/trucks/${encodeURIComponent(truckId)}`, {}, signal)),
  });
  if (record.data !== undefined) return <TruckPage record={record.data} />;
  return (
    <div className="page">
      <NotHere
        query={record}
        title={truckId}
        loading={
          <>
            <Skeleton lines={2} height={30} />
            <Skeleton lines={3} height={120} />
          </>
        }
        gone={{ title: t.unknownTruck(truckId), why: t.unknownTruckWhy }}
        back={{ href: '/trucks', label: t.back }}
      />
    </div>
  );
}

function TruckPage({ record }: { readonly record: Truck }) {
  const t = useText(truckText);
  const { somethingHappened: happened } = useText(planLinkText);
  const mayPlan = useMay('coordinator');
  const format = useFormat();
  const live = useLive();
  const tickMs = useNow(5000);
  const nowMs = live.fleet === undefined ? tickMs : serverNowMs(live.fleet, tickMs);
  const truck = live.truck(record.truckId) ?? record;
  const [range, setRange] = useRange(nowMs);
  const placeOf = usePlaceOf(useSitePlaces().index);
  const stateText = useStateText();
  const state = stateOf(truck, nowMs);
  const title = truckTitle(record);
  const { readings } = truck.latest ?? {};
  const ofNow = isOfNow(truck, nowMs);
  return (
    <div className="page truck-page">
      <nav aria-label={t.back}>
        <Link href="/trucks" className="small">
          ← {t.back}
        </Link>
      </nav>
      <header className="page-head">
        <div className="truck-title">
          <TruckSign
            state={state}
            socPct={readings?.batterySocPct}
            headingDeg={readings?.headingDeg}
            size={40}
          />
          <div>
            <h1>{title}</h1>
            <p className="muted">
              {stateText(state)} · {placeOf(truck)}
            </p>
          </div>
        </div>
        <div className="row">
          {truck.link.flapping ? <Badge tone="warn">{t.flapping}</Badge> : null}
          <StaleBadge at={truck.link.lastHeardAt} nowMs={nowMs} />
          {mayPlan && !record.retired ? (
            <LinkButton href={markHref('truck-out', record.truckId)}>{happened}</LinkButton>
          ) : null}
          <TruckMenu truckId={record.truckId} title={title} />
        </div>
      </header>
      {record.retired ? <Banner tone="warn">{t.retired}</Banner> : null}
      {truck.latest === null ? (
        <Card title={t.now}>
          <EmptyState title={t.neverHeard} why={t.neverHeardWhy} />
        </Card>
      ) : (
        <NowNumbers record={record} latest={truck.latest} ofNow={ofNow} />
      )}
      <TruckParts
        ahead={
          <AheadCard
            record={record}
            title={title}
            nowMs={nowMs}
            socPct={ofNow ? readings?.batterySocPct : undefined}
          />
        }
        past={<PastCard truckId={record.truckId} range={range} onRange={setRange} />}
        sun={<SunCard truckId={record.truckId} />}
        alerts={<AlertsCard truckId={record.truckId} nowMs={nowMs} />}
        next={<NextCard truckId={record.truckId} nowMs={nowMs} />}
        where={<WhereCard truck={truck} range={range} />}
        asked={<CommandsCard truckId={record.truckId} title={title} nowMs={nowMs} />}
        gaps={<GapsCard truckId={record.truckId} />}
        about={
          <>
            <CalendarCard scope="truck" subjectId={record.truckId} name={title} />
            <RecordCard record={record} link={truck.link} nowMs={nowMs} format={format} />
          </>
        }
      />
    </div>
  );
}

type Part = 'ahead' | 'past' | 'sun' | 'alerts' | 'next' | 'where' | 'asked' | 'gaps' | 'about';

/** Two columns on a desk; on a phone one, which begins with what the day depends on. */
function TruckParts(parts: { readonly [Name in Part]: ReactNode }) {
  const { ahead, past, sun, alerts, next, where, asked, gaps, about } = parts;
  if (!useWide()) {
    return (
      <div className="truck-main">
        {alerts}
        {ahead}
        {next}
        {where}
        {asked}
        {past}
        {sun}
        {gaps}
        {about}
      </div>
    );
  }
  return (
    <div className="truck-columns">
      <div className="truck-main">
        {ahead}
        {past}
        {sun}
      </div>
      <div className="truck-side">
        {alerts}
        {next}
        {where}
        {asked}
        {gaps}
        {about}
      </div>
    </div>
  );
}
