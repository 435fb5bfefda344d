/** Keys of programs: made (shown once), told apart by their first characters, deleted. */
import type { ApiKey } from '@digitruck/contract/people';
import { ROLES } from '@digitruck/contract/people-words';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useMemo, useRef, useState } from 'react';
import type { z } from 'zod';
import { type Failure, fetched, fieldProblem, get, send } from '../../shared/http.ts';
import { useFormat, useText } from '../../shared/i18n/language.tsx';
import { peopleText } from '../../shared/i18n/people.ts';
import { shellText } from '../../shared/i18n/shell.ts';
import { useNow } from '../../shared/now.ts';
import { useAnnouncer } from '../../shared/ui/announcer.tsx';
import { Button } from '../../shared/ui/button.tsx';
import type { Column } from '../../shared/ui/data-table.tsx';
import { ConfirmButton, Dialog, DialogActions, DialogFoot } from '../../shared/ui/dialog.tsx';
import { SelectField, TextField } from '../../shared/ui/field.tsx';
import { Icon } from '../../shared/ui/icon.tsx';
import { EmptyState, useDescribe } from '../../shared/ui/states.tsx';
import { RowList } from '../forms/row-list.tsx';
import { Secret } from '../trucks/secret.tsx';

type Key = z.infer<typeof ApiKey>;
const KEYS = ['keys'] as const;

export function KeysTab() {
  const t = useText(peopleText);
  const shell = useText(shellText);
  const format = useFormat();
  const nowMs = useNow(5000);
  const describe = useDescribe();
  const { toast } = useAnnouncer();
  const client = useQueryClient();
  const [making, setMaking] = useState(false);
  const made = useRef(0);
  const query = useQuery({
    queryKey: KEYS,
    queryFn: ({ signal }) => fetched(get<{ items: Key[] }>('/keys', {}, signal)),
    select: ({ items }) => items,
  });
  const make = () => {
    made.current += 1;
    setMaking(true);
  };
  const columns = useMemo((): readonly Column<Key>[] => {
    const remove = async (key: Key) => {
      const result = await send('DELETE', `/keys/${key.keyId}`);
      toast(result.ok ? t.keyDeleted(key.name) : describe(result.failure), result.ok ? 'good' : 'danger');
      await client.invalidateQueries({ queryKey: KEYS });
    };
    return [
      { key: 'name', header: t.name, primary: true, sortValue: ({ name }) => name, cell: ({ name }) => name },
      { key: 'start', header: t.begins, cell: ({ start }) => <code>{start ?? ''}…</code> },
      { key: 'role', header: t.role, sortValue: ({ role }) => role, cell: ({ role }) => shell[role] },
      {
        key: 'made',
        header: t.made,
        sortValue: ({ createdAt }) => -Date.parse(createdAt),
        cell: ({ createdAt, createdBy }) => t.madeBy(format.date(createdAt), createdBy),
      },
      {
        key: 'used',
        header: t.lastUsed,
        sortValue: ({ lastUsedAt }) => (lastUsedAt === null ? undefined : -Date.parse(lastUsedAt)),
        cell: ({ lastUsedAt }) => format.ago(lastUsedAt, nowMs),
      },
      {
        key: 'expires',
        header: t.expires,
        sortValue: ({ expiresAt }) => (expiresAt === null ? undefined : Date.parse(expiresAt)),
        cell: ({ expiresAt }) => (expiresAt === null ? t.never : format.date(expiresAt)),
      },
      {
        key: 'delete',
        header: t.change,
        cell: (key) => (
          <ConfirmButton
            label={
              <>
                {t.delete}
                <span className="hidden-text"> {key.name}</span>
              </>
            }
            small
            kind="danger"
            title={t.deleteKey(key.name)}
            description={t.deleteKeyWhy}
            confirmLabel={t.delete}
            onConfirm={() => remove(key)}
          />
        ),
      },
    ];
  }, [t, shell, format, nowMs, describe, toast, client]);
  const makeButton = (
    <Button kind="primary" small onClick={make}>
      <Icon name="plus" size={14} /> {t.makeKey}
    </Button>
  );
  return (
    <RowList
      title={t.keys}
      caption={t.keysCaption}
      actions={makeButton}
      query={query}
      columns={columns}
      rowKey={({ keyId }) => keyId}
      initialSort={{ key: 'made', direction: 'ascending' }}
      empty={<EmptyState title={t.noKeys} why={t.noKeysWhy} />}
    >
      {making ? <KeyDialog key={made.current} onClose={() => setMaking(false)} /> : null}
    </RowList>
  );
}

function KeyDialog({ onClose }: { readonly onClose: () => void }) {
  const t = useText(peopleText);
  const shell = useText(shellText);
  const client = useQueryClient();
  const [made, setMade] = useState<{ readonly name: string; readonly key: string }>();
  const [failure, setFailure] = useState<Failure>();
  const [busy, setBusy] = useState(false);
  const make = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (busy) return;
    const form = new FormData(event.currentTarget);
    const days = String(form.get('expiresInDays') ?? '').trim();
    setBusy(true);
    const result = await send<Key & { key: string }>('POST', '/keys', {
      body: {
        name: String(form.get('name') ?? '').trim(),
        role: form.get('role'),
        expiresInDays: days === '' ? null : Number(days),
      },
    });
    setBusy(false);
    setFailure(result.ok ? undefined : result.failure);
    if (!result.ok) return;
    setMade(result.value);
    await client.invalidateQueries({ queryKey: KEYS });
  };
  return (
    <Dialog open onOpenChange={(open) => open || onClose()} title={t.makeKey} description={t.keyWhy}>
      {made === undefined ? (
        <form className="form" onSubmit={(event) => void make(event)} noValidate>
          <TextField
            label={t.name}
            hint={t.keyNameHint}
            name="name"
            maxLength={60}
            required
            autoComplete="off"
            error={fieldProblem(failure, 'name')}
          />
          <SelectField label={t.role} hint={t.keyRoleHint} name="role" defaultValue="viewer">
            {ROLES.map((role) => (
              <option key={role} value={role}>
                {shell[role]}
              </option>
            ))}
          </SelectField>
          <TextField
            label={t.expiresInDays}
            hint={t.expiresHint}
            name="expiresInDays"
            inputMode="numeric"
            error={fieldProblem(failure, 'expiresInDays')}
          />
          <DialogFoot failure={failure} busy={busy} saveLabel={t.makeKey} onCancel={onClose} />
        </form>
      ) : (
        <>
          <Secret note={t.keyOnce} values={[{ label: made.name, value: made.key }]} />
          <DialogActions>
            <Button kind="primary" onClick={onClose}>
              {t.done}
            </Button>
          </DialogActions>
        </>
      )}
    </Dialog>
  );
}
