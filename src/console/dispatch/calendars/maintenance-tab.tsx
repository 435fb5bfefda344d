/** When trucks are in the workshop: entered, changed, deleted. What is booked on these days stands in the way and is named. */
import type { Maintenance } from '@digitruck/contract/maintenance';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'wouter';
import { failureOf, send } from '../../shared/http.ts';
import { calendarsText } from '../../shared/i18n/calendars.ts';
import { holidaysText } from '../../shared/i18n/holidays.ts';
import { useFormat, useText } from '../../shared/i18n/language.tsx';
import { useMay } from '../../shared/me.ts';
import { keys } from '../../shared/query.ts';
import { useAnnouncer } from '../../shared/ui/announcer.tsx';
import { Button } from '../../shared/ui/button.tsx';
import { Card } from '../../shared/ui/card.tsx';
import { type Column, DataTable } from '../../shared/ui/data-table.tsx';
import { ConfirmButton } from '../../shared/ui/dialog.tsx';
import { CheckboxField } from '../../shared/ui/field.tsx';
import { EmptyState, ErrorState, Skeleton, useDescribe } from '../../shared/ui/states.tsx';
import { useToday } from '../sites/today.ts';
import { MaintenanceDialog } from './maintenance-dialog.tsx';
import { useMaintenance, useTruckChoices } from './queries.ts';

export function MaintenanceTab() {
  const t = useText(holidaysText);
  const words = useText(calendarsText);
  const mayChange = useMay('coordinator');
  const today = useToday();
  const [past, setPast] = useState(false);
  const [edited, setEdited] = useState<Maintenance | 'new'>();
  const { data, isError, error, refetch, isFetching } = useMaintenance(past ? undefined : today);
  const columns = useColumns(mayChange, setEdited);
  return (
    <Card
      flush
      title={words.maintenance}
      actions={
        <>
          <CheckboxField label={t.past} checked={past} onChange={(event) => setPast(event.target.checked)} />
          {mayChange ? (
            <Button small kind="primary" onClick={() => setEdited('new')}>
              {t.newRepair}
            </Button>
          ) : null}
        </>
      }
    >
      {isError ? (
        <ErrorState failure={failureOf(error)} onRetry={() => refetch()} retrying={isFetching} />
      ) : data === undefined ? (
        <div className="card-body">
          <Skeleton lines={4} height={28} />
        </div>
      ) : (
        <DataTable
          caption={words.maintenance}
          columns={columns}
          rows={data}
          rowKey={({ maintenanceId }) => maintenanceId}
          initialSort={{ key: 'days', direction: 'ascending' }}
          empty={<EmptyState title={t.noRepairs} why={t.noRepairsWhy} />}
        />
      )}
      {edited === undefined ? null : (
        <MaintenanceDialog
          repair={edited === 'new' ? undefined : edited}
          onClose={() => setEdited(undefined)}
        />
      )}
    </Card>
  );
}

function useColumns(
  mayChange: boolean,
  onEdit: (repair: Maintenance) => void,
): readonly Column<Maintenance>[] {
  const t = useText(holidaysText);
  const format = useFormat();
  const describe = useDescribe();
  const { toast } = useAnnouncer();
  const client = useQueryClient();
  const trucks = useTruckChoices().data ?? [];
  const nameOf = (truckId: string) => trucks.find((one) => one.truckId === truckId)?.name ?? truckId;
  const remove = async ({ maintenanceId, version, reason }: Maintenance) => {
    const result = await send('DELETE', `/maintenance/${maintenanceId}`, { query: { version } });
    toast(result.ok ? t.removed(reason) : describe(result.failure), result.ok ? 'good' : 'danger');
    await client.invalidateQueries({ queryKey: keys.maintenance });
  };
  const columns: readonly Column<Maintenance>[] = [
    {
      key: 'truck',
      header: t.truck,
      primary: true,
      sortValue: ({ truckId }) => nameOf(truckId),
      cell: ({ truckId }) => <Link href={`/trucks/${truckId}`}>{nameOf(truckId)}</Link>,
    },
    {
      key: 'days',
      header: t.days,
      sortValue: ({ firstDay }) => firstDay,
      cell: ({ firstDay, lastDay }) =>
        firstDay === lastDay
          ? format.day(firstDay, 'UTC')
          : `${format.day(firstDay, 'UTC')} – ${format.day(lastDay, 'UTC')}`,
    },
    { key: 'reason', header: t.reason, sortValue: ({ reason }) => reason, cell: ({ reason }) => reason },
  ];
  if (!mayChange) return columns;
  return [
    ...columns,
    {
      key: 'change',
      header: t.change,
      align: 'end',
      cell: (repair) => (
        <span className="row calendar-acts">
          <Button
            small
            aria-label={t.editOf(`${nameOf(repair.truckId)}, ${repair.reason}`)}
            onClick={() => onEdit(repair)}
          >
            {t.edit}
          </Button>
          <ConfirmButton
            small
            kind="danger"
            label={t.remove}
            title={t.removeTitle(`${nameOf(repair.truckId)}, ${repair.reason}`)}
            description={t.removeRepairWhy}
            confirmLabel={t.remove}
            onConfirm={() => remove(repair)}
          />
        </span>
      ),
    },
  ];
}
