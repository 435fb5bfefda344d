/** Who is signed in, in which role, and in which language; and the way out. */
import type { Language, Me } from '@digitruck/contract/people';
import { LANGUAGES, mayAct } from '@digitruck/contract/people-words';
import { useQueryClient } from '@tanstack/react-query';
import { useLocation } from 'wouter';
import { send } from '../shared/http.ts';
import { AWAITING_NATIVE_READER, LANGUAGE_NAMES } from '../shared/i18n/define.ts';
import { useLanguage, useText } from '../shared/i18n/language.tsx';
import { shellText } from '../shared/i18n/shell.ts';
import { keys } from '../shared/query.ts';
import { Icon } from '../shared/ui/icon.tsx';
import { Menu, MenuChoices, MenuItem, MenuLabel, MenuSeparator } from '../shared/ui/menu.tsx';

export function AccountMenu({ me }: { readonly me: Me }) {
  const t = useText(shellText);
  const { language, choose } = useLanguage();
  const client = useQueryClient();
  const [, navigate] = useLocation();
  const speak = async (next: Language) => {
    choose(next);
    if (me.person.personId === null) return;
    // The account remembers it for the person's other devices; this one has it already, whatever the answer.
    const changed = await send<Me>('PATCH', '/me', { body: { language: next } });
    if (changed.ok) client.setQueryData(keys.me, changed.value);
  };
  const signOut = async () => {
    await send('POST', '/api/auth/sign-out', { body: {} });
    // Nothing of one person may be left for the next one on this device.
    client.clear();
    window.location.assign('/sign-in');
  };
  const choices = LANGUAGES.map((value: Language) => ({
    value,
    label: LANGUAGE_NAMES[value],
    note: AWAITING_NATIVE_READER.includes(value) ? t.awaitingReader : undefined,
  }));
  return (
    <Menu
      label={`${t.account}: ${me.person.name}`}
      className="account-button"
      trigger={
        <>
          <Icon name="person" />
          <span>{me.person.name}</span>
          <Icon name="down" size={12} />
        </>
      }
    >
      <MenuLabel>
        {me.person.email ?? t.signedInAs(me.person.name)}
        <br />
        {t.role(t[me.person.role])}
      </MenuLabel>
      <MenuSeparator />
      <MenuLabel>{t.language}</MenuLabel>
      <MenuChoices value={language} choices={choices} onChoose={(next) => void speak(next)} />
      <MenuSeparator />
      <MenuItem onSelect={() => navigate('/calendars')}>{t.calendars}</MenuItem>
      {mayAct(me.person.role, 'engineer') ? (
        <MenuItem onSelect={() => navigate('/people')}>
          {mayAct(me.person.role, 'admin') ? t.people : t.audit}
        </MenuItem>
      ) : null}
      <MenuItem onSelect={() => void signOut()}>{t.signOut}</MenuItem>
    </Menu>
  );
}
