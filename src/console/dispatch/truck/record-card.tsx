/** The truck as the registry knows it, and its link. What nobody has said is shown as such. */
import type { Link, Truck } from '@digitruck/contract/fleet';
import type { ReactNode } from 'react';
import type { Format } from '../../shared/format.ts';
import { useText } from '../../shared/i18n/language.tsx';
import { truckText } from '../../shared/i18n/truck.ts';
import { Card } from '../../shared/ui/card.tsx';

export function RecordCard(props: {
  readonly record: Truck;
  readonly link: Link;
  readonly nowMs: number;
  readonly format: Format;
}) {
  const t = useText(truckText);
  const { record, link, nowMs, format } = props;
  const { array, battery, depot, loads } = record;
  const loadW = loads.reduce((sum, { powerW }) => sum + powerW, 0);
  return (
    <Card title={t.record}>
      <dl className="facts">
        <Fact label={t.link}>
          {t.heard(format.ago(link.lastHeardAt, nowMs))}
          {link.bootId === null ? null : <span className="muted small"> · {t.boot(link.bootId)}</span>}
        </Fact>
        <Fact label={t.reports}>{format.duration(record.reportingIntervalS * 1000)}</Fact>
        <Fact label={t.depot}>{depot === null ? t.notSaid : depot.name}</Fact>
        <Fact label={t.seats}>{format.number(record.seats)}</Fact>
        <Fact label={t.array}>{array === null ? t.notSaid : format.unit(array.peakW, 'W', 1)}</Fact>
        <Fact label={t.capacity}>
          {battery === null ? t.notSaid : format.unit(battery.capacityWh, 'Wh', 1)}
        </Fact>
        <Fact label={t.loads}>{loads.length === 0 ? t.notSaid : format.unit(loadW, 'W', 1)}</Fact>
        <Fact label={t.speed}>{format.unit(record.speedKph, 'km/h')}</Fact>
        {record.notes === '' ? null : <Fact label={t.notes}>{record.notes}</Fact>}
      </dl>
      <p className="muted small">{t.changedBy(record.updatedBy, format.ago(record.updatedAt, nowMs))}</p>
    </Card>
  );
}

function Fact({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <div className="fact">
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}
