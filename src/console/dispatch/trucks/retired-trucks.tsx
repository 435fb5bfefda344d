/** Trucks out of service, folded away: what they sent is kept, and they can come back. */
import { useState } from 'react';
import { Link } from 'wouter';
import { failureOf } from '../../shared/http.ts';
import { useFormat, useText } from '../../shared/i18n/language.tsx';
import { trucksText } from '../../shared/i18n/trucks.ts';
import { ErrorState, Skeleton } from '../../shared/ui/states.tsx';
import { TruckMenu } from './truck-menu.tsx';
import { truckTitle } from './truck-state.ts';
import { useTruckRecords } from './use-fleet.ts';

export function RetiredTrucks() {
  const t = useText(trucksText);
  const [open, setOpen] = useState(false);
  return (
    <details className="retired" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{t.retiredTrucks}</summary>
      {open ? <RetiredList /> : null}
    </details>
  );
}

function RetiredList() {
  const t = useText(trucksText);
  const format = useFormat();
  const { data, isError, error, refetch, isFetching } = useTruckRecords(true);
  if (isError)
    return <ErrorState failure={failureOf(error)} onRetry={() => refetch()} retrying={isFetching} />;
  if (data === undefined) return <Skeleton lines={2} height={20} />;
  if (data.length === 0) return <p className="muted small">{t.noneRetired}</p>;
  return (
    <ul className="retired-list">
      {data.map((truck) => (
        <li key={truck.truckId} className="row">
          <Link href={`/trucks/${truck.truckId}`}>{truckTitle(truck)}</Link>
          <span className="muted small">{t.changed(format.date(truck.updatedAt), truck.updatedBy)}</span>
          <TruckMenu truckId={truck.truckId} title={truckTitle(truck)} />
        </li>
      ))}
    </ul>
  );
}
