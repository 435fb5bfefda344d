/** Everybody who may sign in. People are switched off, never deleted: their name stands under what they did. */
import type { Person } from '@digitruck/contract/people';
import { useQuery } from '@tanstack/react-query';
import { useMemo, useRef, useState } from 'react';
import { fetched, get } from '../../shared/http.ts';
import { useFormat, useText } from '../../shared/i18n/language.tsx';
import { peopleText } from '../../shared/i18n/people.ts';
import { shellText } from '../../shared/i18n/shell.ts';
import { useMe } from '../../shared/me.ts';
import { useNow } from '../../shared/now.ts';
import { Badge } from '../../shared/ui/badge.tsx';
import { Button } from '../../shared/ui/button.tsx';
import type { Column } from '../../shared/ui/data-table.tsx';
import { Icon } from '../../shared/ui/icon.tsx';
import { RowList } from '../forms/row-list.tsx';
import { PersonDialog } from './person-dialog.tsx';

const PEOPLE_MAX = 1000;

export function PeopleTab() {
  const t = useText(peopleText);
  const shell = useText(shellText);
  const format = useFormat();
  const nowMs = useNow(5000);
  const me = useMe().data;
  /** The person being changed; `null` while one is added. */
  const [open, setOpen] = useState<Person | null>();
  const opened = useRef(0);
  const query = useQuery({
    queryKey: ['people'],
    queryFn: ({ signal }) => fetched(get<{ items: Person[] }>('/people', { limit: PEOPLE_MAX }, signal)),
    select: ({ items }) => items,
  });
  const columns = useMemo((): readonly Column<Person>[] => {
    const edit = (person: Person | null) => {
      opened.current += 1;
      setOpen(person);
    };
    return [
      {
        key: 'name',
        header: t.name,
        primary: true,
        sortValue: ({ name }) => name,
        cell: ({ name, personId, disabled }) => (
          <span className="row">
            {name}
            {personId === me?.person.personId ? <Badge tone="info">{t.you}</Badge> : null}
            {disabled ? <Badge>{t.disabled}</Badge> : null}
          </span>
        ),
      },
      { key: 'email', header: t.email, sortValue: ({ email }) => email, cell: ({ email }) => email },
      { key: 'role', header: t.role, sortValue: ({ role }) => role, cell: ({ role }) => shell[role] },
      {
        key: 'trucks',
        header: t.trucks,
        cell: ({ role, truckIds }) => (role === 'operator' ? truckIds.join(', ') || t.noTrucks : ''),
        wideOnly: true,
      },
      {
        key: 'seen',
        header: t.lastSignIn,
        sortValue: ({ lastSignInAt }) => (lastSignInAt === null ? undefined : -Date.parse(lastSignInAt)),
        cell: ({ lastSignInAt }) => format.ago(lastSignInAt, nowMs),
      },
      {
        key: 'edit',
        header: t.change,
        cell: (person) => (
          <Button small onClick={() => edit(person)}>
            {t.edit}
            <span className="hidden-text"> {person.name}</span>
          </Button>
        ),
      },
    ];
  }, [t, shell, format, nowMs, me]);
  return (
    <RowList
      title={t.people}
      caption={t.peopleCaption}
      query={query}
      columns={columns}
      rowKey={({ personId }) => personId}
      initialSort={{ key: 'name', direction: 'ascending' }}
      rowClass={({ disabled }) => (disabled ? 'row-stale' : undefined)}
      actions={
        <Button
          kind="primary"
          small
          onClick={() => {
            opened.current += 1;
            setOpen(null);
          }}
        >
          <Icon name="plus" size={14} /> {t.addPerson}
        </Button>
      }
    >
      {open === undefined ? null : (
        <PersonDialog
          key={opened.current}
          person={open ?? undefined}
          isMe={open?.personId !== undefined && open.personId === me?.person.personId}
          onClose={() => setOpen(undefined)}
        />
      )}
    </RowList>
  );
}
