/** Today, the front page: five numbers, who needs somebody and what to do, the map, and what each truck does. */
import './today.css';
import { useState } from 'react';
import { UNKNOWN } from '../../shared/format.ts';
import { useText } from '../../shared/i18n/language.tsx';
import { shellText } from '../../shared/i18n/shell.ts';
import { todayText } from '../../shared/i18n/today.ts';
import { useLive } from '../../shared/live.tsx';
import { useMay, useMe } from '../../shared/me.ts';
import { Button } from '../../shared/ui/button.tsx';
import { Icon } from '../../shared/ui/icon.tsx';
import { EmptyState, ErrorState, Skeleton } from '../../shared/ui/states.tsx';
import { usePlaceOf } from '../trucks/place-text.ts';
import { TruckDialog } from '../trucks/truck-dialog.tsx';
import { useSitePlaces } from '../trucks/use-fleet.ts';
import { FleetStrip } from './fleet-strip.tsx';
import { NeedsList } from './needs-list.tsx';
import { TodayNumbers } from './numbers.tsx';
import { TodayMap } from './today-map.tsx';
import { useDay } from './use-day.ts';
import { type Needs, useNeeds } from './use-needs.ts';

export default function Today() {
  const t = useText(todayText);
  const shell = useText(shellText);
  const me = useMe().data;
  const { state } = useLive();
  const today = useNeeds();
  const day = useDay(today.nowMs);
  const { sites, index } = useSitePlaces();
  const placeOf = usePlaceOf(index);
  /** The truck being added; an empty text when its id is yet to be said. */
  const [adding, setAdding] = useState<string>();
  const { trucks, nowMs } = today;
  const placeOfId = (truckId: string) => {
    const truck = trucks?.find((each) => each.truckId === truckId);
    return truck?.latest?.place ? placeOf(truck) : undefined;
  };
  return (
    <div className="today">
      <h1 className="hidden-text">{shell.today}</h1>
      <TodayNumbers {...today} day={day} />
      <div className="today-body">
        <section className="today-needs" aria-labelledby="needs-title">
          <h2 className="today-title" id="needs-title">
            {t.needsYou}
          </h2>
          <NeedsPanel today={today} placeOf={placeOfId} onAdd={setAdding} />
        </section>
        <div className="today-right">
          {me ? (
            <TodayMap
              installation={me.installation}
              trucks={trucks ?? []}
              sites={sites}
              nowMs={nowMs}
              placeOf={placeOf}
            />
          ) : null}
          <section className="today-doing" aria-labelledby="doing-title">
            <h2 className="today-title" id="doing-title">
              {t.doing}
            </h2>
            {trucks === undefined && state === 'down' ? (
              <p className="today-none small muted">{UNKNOWN}</p>
            ) : trucks === undefined ? (
              <div className="strip strip-loading">
                <Skeleton lines={2} height={62} />
              </div>
            ) : trucks.length === 0 ? (
              <p className="today-none small muted">{t.noTrucks}</p>
            ) : (
              <FleetStrip trucks={trucks} nowMs={nowMs} placeOf={placeOf} day={day} />
            )}
          </section>
        </div>
      </div>
      <TruckDialog
        key={adding}
        open={adding !== undefined}
        onOpenChange={(open) => open || setAdding(undefined)}
        truckId={adding}
      />
    </div>
  );
}

function NeedsPanel(props: {
  readonly today: Needs;
  readonly placeOf: (truckId: string) => string | undefined;
  readonly onAdd: (truckId: string) => void;
}) {
  const { today, placeOf, onAdd } = props;
  const { trucks, needs, nowMs, failed } = today;
  const t = useText(todayText);
  const { state, retry } = useLive();
  const mayAdd = useMay('coordinator');
  if (trucks === undefined) {
    return state === 'down' ? (
      <ErrorState
        failure={{ kind: 'unreachable', reason: 'the live feed is down' }}
        stillWorks={t.stillWorks}
        onRetry={retry}
      />
    ) : (
      <div className="needs-loading">
        <Skeleton lines={3} height={84} />
      </div>
    );
  }
  const parts = { alerts: t.partAlerts, requests: t.partRequests, data: t.partData, pending: t.partPending };
  return (
    <>
      {trucks.length === 0 ? (
        <EmptyState
          title={t.noTrucks}
          why={mayAdd ? t.noTrucksWhy : t.noTrucksViewer}
          action={
            mayAdd ? (
              <Button kind="primary" onClick={() => onAdd('')}>
                <Icon name="plus" /> {t.addTruck}
              </Button>
            ) : undefined
          }
        />
      ) : null}
      {trucks.length === 0 && needs.length === 0 ? null : (
        <NeedsList needs={needs} nowMs={nowMs} placeOf={placeOf} onAdopt={onAdd} />
      )}
      {failed.length === 0 ? null : (
        <p className="needs-partly small">
          <Icon name="warning" size={14} /> {t.partly}
          {failed.map(({ part }) => parts[part]).join(', ')}.
        </p>
      )}
    </>
  );
}
