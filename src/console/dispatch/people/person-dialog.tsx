/** Adding a person, or changing one: role, language, trucks, a new password, switched off. */
import type { Person, PersonCreate, PersonUpdate } from '@digitruck/contract/people';
import { LANGUAGES, ROLES } from '@digitruck/contract/people-words';
import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import type { z } from 'zod';
import { type Failure, fieldProblem, send } from '../../shared/http.ts';
import { LANGUAGE_NAMES } from '../../shared/i18n/define.ts';
import { useText } from '../../shared/i18n/language.tsx';
import { peopleText } from '../../shared/i18n/people.ts';
import { shellText } from '../../shared/i18n/shell.ts';
import { uiText } from '../../shared/i18n/ui.ts';
import { keys } from '../../shared/query.ts';
import { useAnnouncer } from '../../shared/ui/announcer.tsx';
import { Button } from '../../shared/ui/button.tsx';
import { Dialog, DialogFoot } from '../../shared/ui/dialog.tsx';
import { CheckboxField, SelectField, TextField } from '../../shared/ui/field.tsx';
import { suggestPassword, truckIdsOf } from './person-draft.ts';

export function PersonDialog(props: {
  readonly person: Person | undefined;
  readonly isMe: boolean;
  readonly onClose: () => void;
}) {
  const { person, isMe, onClose } = props;
  const t = useText(peopleText);
  return (
    <Dialog
      open
      onOpenChange={(open) => open || onClose()}
      title={person === undefined ? t.addPerson : t.editPerson(person.name)}
    >
      <PersonForm person={person} isMe={isMe} onClose={onClose} />
    </Dialog>
  );
}

function PersonForm({ person, isMe, onClose }: Parameters<typeof PersonDialog>[0]) {
  const t = useText(peopleText);
  const ui = useText(uiText);
  const shell = useText(shellText);
  const { toast } = useAnnouncer();
  const client = useQueryClient();
  const [role, setRole] = useState(person?.role ?? 'viewer');
  const [password, setPassword] = useState('');
  const [failure, setFailure] = useState<Failure>();
  const [busy, setBusy] = useState(false);

  const save = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (busy) return;
    const form = new FormData(event.currentTarget);
    const text = (name: string) => String(form.get(name) ?? '').trim();
    const truckIds = role === 'operator' ? truckIdsOf(text('truckIds')) : [];
    const common = { name: text('name'), role, language: text('language'), truckIds };
    const add = () =>
      send<Person>('POST', '/people', { body: { ...common, email: text('email'), password } });
    const change = (personId: string) => {
      const body = {
        ...common,
        ...(isMe ? {} : { disabled: form.get('disabled') === 'on' }),
        ...(password === '' ? {} : { password }),
      };
      return send<Person>('PATCH', `/people/${personId}`, { body: body as z.input<typeof PersonUpdate> });
    };
    setBusy(true);
    const result = await (person === undefined ? add() : change(person.personId));
    setBusy(false);
    setFailure(result.ok ? undefined : result.failure);
    if (!result.ok) return;
    await client.invalidateQueries({ queryKey: ['people'] });
    if (isMe) void client.invalidateQueries({ queryKey: keys.me });
    toast(t.savedPerson(result.value.name));
    onClose();
  };
  const problem = (field: keyof z.input<typeof PersonCreate>) => fieldProblem(failure, field);
  return (
    <form className="form" onSubmit={(event) => void save(event)} noValidate>
      <TextField
        label={t.name}
        name="name"
        required
        maxLength={120}
        autoComplete="off"
        defaultValue={person?.name}
        error={problem('name')}
      />
      {person === undefined ? (
        <TextField
          label={t.email}
          name="email"
          type="email"
          required
          autoComplete="off"
          error={problem('email')}
        />
      ) : null}
      <SelectField
        label={t.role}
        hint={t[`${role}May`]}
        value={role}
        onChange={(event) => setRole(ROLES.find((each) => each === event.target.value) ?? 'viewer')}
        error={problem('role')}
      >
        {ROLES.map((each) => (
          <option key={each} value={each}>
            {shell[each]}
          </option>
        ))}
      </SelectField>
      {role === 'operator' ? (
        <TextField
          label={t.trucks}
          hint={t.trucksHint}
          name="truckIds"
          defaultValue={person?.truckIds.join(', ')}
          error={problem('truckIds')}
        />
      ) : null}
      <SelectField label={shell.language} name="language" defaultValue={person?.language ?? 'en'}>
        {LANGUAGES.map((each) => (
          <option key={each} value={each} lang={each}>
            {LANGUAGE_NAMES[each]}
          </option>
        ))}
      </SelectField>
      <div className="password-row">
        <TextField
          label={person === undefined ? t.password : t.newPassword}
          hint={person === undefined ? t.passwordHint : t.newPasswordHint}
          value={password}
          onChange={(event) => setPassword(event.target.value)}
          autoComplete="new-password"
          spellCheck={false}
          error={problem('password')}
        />
        <Button small onClick={() => setPassword(suggestPassword(crypto))}>
          {t.suggest}
        </Button>
      </div>
      {person === undefined || isMe ? null : (
        <CheckboxField
          label={t.disable}
          hint={t.disableHint}
          name="disabled"
          defaultChecked={person.disabled}
        />
      )}
      <DialogFoot
        failure={failure}
        busy={busy}
        saveLabel={person === undefined ? t.addPerson : ui.save}
        onCancel={onClose}
      />
    </form>
  );
}
