/** Public holidays to come (or all): entered, changed, deleted, or pasted as a list. Booked visits follow, and how many did is told. */
import type { Holiday } from '@digitruck/contract/holidays';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
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
import { HolidayDialog } from './holiday-dialog.tsx';
import { HolidayPaste } from './holiday-paste.tsx';
import { useHolidays } from './queries.ts';

export function HolidaysTab() {
  const t = useText(holidaysText);
  const words = useText(calendarsText);
  const mayChange = useMay('coordinator');
  const today = useToday();
  const [past, setPast] = useState(false);
  const [edited, setEdited] = useState<Holiday | 'new'>();
  const [pasting, setPasting] = useState(false);
  const { data, isError, error, refetch, isFetching } = useHolidays(past ? undefined : today);
  const columns = useColumns(mayChange, setEdited);
  return (
    <Card
      flush
      title={words.holidays}
      actions={
        <>
          <CheckboxField label={t.past} checked={past} onChange={(event) => setPast(event.target.checked)} />
          {mayChange ? (
            <>
              <Button small onClick={() => setPasting(true)}>
                {t.paste}
              </Button>
              <Button small kind="primary" onClick={() => setEdited('new')}>
                {t.newHoliday}
              </Button>
            </>
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
          caption={words.holidays}
          columns={columns}
          rows={data}
          rowKey={({ holidayId }) => holidayId}
          initialSort={{ key: 'day', direction: 'ascending' }}
          empty={<EmptyState title={t.noHolidays} why={t.noHolidaysWhy} />}
        />
      )}
      {edited === undefined ? null : (
        <HolidayDialog holiday={edited === 'new' ? undefined : edited} onClose={() => setEdited(undefined)} />
      )}
      {pasting ? <HolidayPaste onClose={() => setPasting(false)} /> : null}
    </Card>
  );
}

function useColumns(mayChange: boolean, onEdit: (holiday: Holiday) => void): readonly Column<Holiday>[] {
  const t = useText(holidaysText);
  const format = useFormat();
  const describe = useDescribe();
  const { toast } = useAnnouncer();
  const client = useQueryClient();
  const remove = async ({ holidayId, version, name }: Holiday) => {
    const result = await send<{ visitsChanged: number }>('DELETE', `/holidays/${holidayId}`, {
      query: { version },
    });
    if (result.ok) toast(`${t.removed(name)} · ${t.visitsChanged(result.value.visitsChanged)}`);
    else toast(describe(result.failure), 'danger');
    await client.invalidateQueries({ queryKey: keys.holidays });
  };
  const columns: readonly Column<Holiday>[] = [
    {
      key: 'name',
      header: t.name,
      primary: true,
      sortValue: ({ name }) => name,
      cell: ({ name }) => name,
    },
    {
      key: 'day',
      header: t.day,
      sortValue: ({ day }) => day,
      cell: ({ day }) => `${format.day(day, 'UTC')} ${day.slice(0, 4)}`,
    },
    {
      key: 'country',
      header: t.country,
      sortValue: ({ country }) => country,
      cell: ({ country }) => country,
    },
    {
      key: 'classes',
      header: t.classes,
      cell: ({ affectsClasses }) => (affectsClasses ? t.noClasses : t.classesHeld),
    },
    {
      key: 'source',
      header: t.source,
      wideOnly: true,
      cell: ({ source }) => <span className="muted small">{source || '–'}</span>,
    },
  ];
  if (!mayChange) return columns;
  return [
    ...columns,
    {
      key: 'change',
      header: t.change,
      align: 'end',
      cell: (holiday) => (
        <span className="row calendar-acts">
          <Button small aria-label={t.editOf(holiday.name)} onClick={() => onEdit(holiday)}>
            {t.edit}
          </Button>
          <ConfirmButton
            small
            kind="danger"
            label={t.remove}
            title={t.removeTitle(holiday.name)}
            description={t.removeHolidayWhy}
            confirmLabel={t.remove}
            onConfirm={() => remove(holiday)}
          />
        </span>
      ),
    },
  ];
}
