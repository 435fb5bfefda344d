/** The fleet's table; cards on a phone. What is not of now is greyed and carries its age. */

import { SEVERITIES } from '@digitruck/contract/alert-words';
import { useMemo } from 'react';
import { Link } from 'wouter';
import { alertsText } from '../../shared/i18n/alerts.ts';
import { useFormat, useText } from '../../shared/i18n/language.tsx';
import { trucksText } from '../../shared/i18n/trucks.ts';
import { Badge, StaleBadge } from '../../shared/ui/badge.tsx';
import { Button } from '../../shared/ui/button.tsx';
import { type Column, DataTable } from '../../shared/ui/data-table.tsx';
import { BatteryBar } from '../../shared/ui/progress.tsx';
import { EmptyState } from '../../shared/ui/states.tsx';
import { unbroken } from '../today/need-text.ts';
import type { KnownTruck } from '../today/needs-you.ts';
import { TruckMenu } from './truck-menu.tsx';
import { TruckSign, useStateText } from './truck-sign.tsx';
import { isOfNow, TRUCK_STATES, truckTitle } from './truck-state.ts';

export function TruckTable(props: {
  readonly trucks: readonly KnownTruck[];
  readonly nowMs: number;
  readonly placeOf: (truck: KnownTruck) => string;
  readonly onClear: () => void;
}) {
  const { trucks, nowMs, placeOf, onClear } = props;
  const t = useText(trucksText);
  const alerts = useText(alertsText);
  const format = useFormat();
  const stateText = useStateText();
  const columns = useMemo((): readonly Column<KnownTruck>[] => {
    const reading = (
      key: 'solarW' | 'loadW' | 'downlinkKbps',
      header: string,
      unit: string,
    ): Column<KnownTruck> => ({
      key,
      header,
      align: 'end',
      sortValue: (truck) => (isOfNow(truck, nowMs) ? truck.latest?.readings[key] : undefined),
      cell: (truck) => format.unit(truck.latest?.readings[key], unit),
    });
    return [
      {
        key: 'truck',
        header: t.truck,
        primary: true,
        sortValue: ({ truckId }) => truckId,
        cell: (truck) => (
          <span className="truck-name">
            <Link href={`/trucks/${truck.truckId}`}>{truckTitle(truck)}</Link>
            {truck.urgency === 'urgent' ? <Badge tone="danger">{alerts.urgent}</Badge> : null}
            {truck.urgency === 'soon' ? <Badge tone="warn">{t.needs}</Badge> : null}
          </span>
        ),
      },
      {
        key: 'state',
        header: t.state,
        sortValue: ({ state, urgency }) =>
          (urgency === undefined ? SEVERITIES.length : SEVERITIES.indexOf(urgency)) * TRUCK_STATES.length +
          TRUCK_STATES.indexOf(state),
        cell: (truck) => (
          <span className="truck-state">
            <TruckSign state={truck.state} headingDeg={truck.latest?.readings.headingDeg} size={22} />
            {stateText(truck.state)}
          </span>
        ),
      },
      { key: 'place', header: t.place, sortValue: placeOf, cell: placeOf },
      {
        key: 'battery',
        header: t.battery,
        sortValue: ({ latest }) => latest?.readings.batterySocPct,
        cell: (truck) => {
          const soc = truck.latest?.readings.batterySocPct;
          return <BatteryBar socPct={soc} text={format.percent(soc)} stale={!isOfNow(truck, nowMs)} />;
        },
      },
      reading('solarW', t.solar, 'W'),
      reading('loadW', t.load, 'W'),
      {
        key: 'people',
        header: t.people,
        align: 'end',
        sortValue: ({ latest }) => latest?.readings.occupancy,
        cell: ({ latest, seats }) =>
          unbroken(t.peopleOf(format.number(latest?.readings.occupancy), format.number(seats))),
      },
      reading('downlinkKbps', t.downlink, 'kbit/s'),
      {
        key: 'heard',
        header: t.heard,
        align: 'end',
        sortValue: ({ link }) => (link.lastHeardAt === null ? undefined : -Date.parse(link.lastHeardAt)),
        cell: (truck) => <Heard truck={truck} nowMs={nowMs} />,
      },
      {
        key: 'menu',
        header: t.actions,
        cell: (truck) => <TruckMenu truckId={truck.truckId} title={truckTitle(truck)} />,
      },
    ];
  }, [t, alerts, format, stateText, placeOf, nowMs]);
  return (
    <DataTable
      caption={t.caption}
      columns={columns}
      rows={trucks}
      rowKey={({ truckId }) => truckId}
      initialSort={{ key: 'state', direction: 'ascending' }}
      rowClass={(truck) => (isOfNow(truck, nowMs) ? undefined : 'row-stale')}
      empty={
        <EmptyState
          title={t.noMatch}
          why={t.noMatchWhy}
          action={<Button onClick={onClear}>{t.clear}</Button>}
        />
      }
    />
  );
}

/** When it was last heard; and when its readings are older than that, how old they are. */
function Heard({ truck, nowMs }: { readonly truck: KnownTruck; readonly nowMs: number }) {
  const t = useText(trucksText);
  const format = useFormat();
  const { link, latest } = truck;
  if (link.state === 'never' && latest === null) return <>{format.ago(null, nowMs)}</>;
  if (link.state !== 'online')
    return <StaleBadge at={link.lastHeardAt ?? latest?.receivedAt} nowMs={nowMs} afterMs={0} />;
  if (latest !== null && !isOfNow(truck, nowMs)) {
    return <span className="small">{t.readingsOf(format.ago(latest.sampledAt, nowMs))}</span>;
  }
  return <>{format.ago(link.lastHeardAt, nowMs)}</>;
}
