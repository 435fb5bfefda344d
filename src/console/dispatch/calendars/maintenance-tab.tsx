/** When trucks are in the workshop: entered, changed, deleted. What is booked on these days stands in the way and is named. */
import type { Maintenance } from '@digitruck/contract/maintenance';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'wouter';
import { calendarsText } from '../../shared/i18n/calendars.ts';
import { holidaysText } from '../../shared/i18n/holidays.ts';
import { useFormat, useText } from '../../shared/i18n/language.tsx';
import { useMay } from '../../shared/me.ts';
import { keys } from '../../shared/query.ts';
import { Button } from '../../shared/ui/button.tsx';
import type { Column } from '../../shared/ui/data-table.tsx';
import { CheckboxField } from '../../shared/ui/field.tsx';
import { EmptyState } from '../../shared/ui/states.tsx';
import { RowList, useRowActs } from '../forms/row-list.tsx';
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
  const query = useMaintenance(past ? undefined : today);
  const columns = useColumns(mayChange, setEdited);
  return (
    <RowList
      title={words.maintenance}
      query={query}
      columns={columns}
      rowKey={({ maintenanceId }) => maintenanceId}
      initialSort={{ key: 'days', direction: 'ascending' }}
      empty={<EmptyState title={t.noRepairs} why={t.noRepairsWhy} />}
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
      {edited === undefined ? null : (
        <MaintenanceDialog
          repair={edited === 'new' ? undefined : edited}
          onClose={() => setEdited(undefined)}
        />
      )}
    </RowList>
  );
}

function useColumns(
  mayChange: boolean,
  onEdit: (repair: Maintenance) => void,
): readonly Column<Maintenance>[] {
  const t = useText(holidaysText);
  const format = useFormat();
  const client = useQueryClient();
  const trucks = useTruckChoices().data ?? [];
  const nameOf = (truckId: string) => trucks.find((one) => one.truckId === truckId)?.name ?? truckId;
  const change = useRowActs<Maintenance>({
    words: t,
    nameOf: ({ truckId, reason }) => `${nameOf(truckId)}, ${reason}`,
    pathOf: ({ maintenanceId }) => `/maintenance/${maintenanceId}`,
    onEdit,
    why: t.removeRepairWhy,
    removed: ({ reason }) => t.removed(reason),
    changed: () => client.invalidateQueries({ queryKey: keys.maintenance }),
  });
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
  return mayChange ? [...columns, change] : columns;
}
