/** Public holidays to come (or all): entered, changed, deleted, or pasted as a list. Booked visits follow, and how many did is told. */
import type { Holiday, HolidayChanged } from '@digitruck/contract/holidays';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
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
  const query = useHolidays(past ? undefined : today);
  const columns = useColumns(mayChange, setEdited);
  return (
    <RowList
      title={words.holidays}
      query={query}
      columns={columns}
      rowKey={({ holidayId }) => holidayId}
      initialSort={{ key: 'day', direction: 'ascending' }}
      empty={<EmptyState title={t.noHolidays} why={t.noHolidaysWhy} />}
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
      {edited === undefined ? null : (
        <HolidayDialog holiday={edited === 'new' ? undefined : edited} onClose={() => setEdited(undefined)} />
      )}
      {pasting ? <HolidayPaste onClose={() => setPasting(false)} /> : null}
    </RowList>
  );
}

function useColumns(mayChange: boolean, onEdit: (holiday: Holiday) => void): readonly Column<Holiday>[] {
  const t = useText(holidaysText);
  const format = useFormat();
  const client = useQueryClient();
  const change = useRowActs<Holiday>({
    words: t,
    nameOf: ({ name }) => name,
    pathOf: ({ holidayId }) => `/holidays/${holidayId}`,
    onEdit,
    why: t.removeHolidayWhy,
    removed: ({ name }, answer) =>
      `${t.removed(name)} · ${t.visitsChanged((answer as HolidayChanged).visitsChanged)}`,
    changed: () => client.invalidateQueries({ queryKey: keys.holidays }),
  });
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
  return mayChange ? [...columns, change] : columns;
}
