/** What a person can do with an alert besides its one action: acknowledge, take on, give to somebody, snooze, note. Nothing is offered that the role does not allow. */
import type { Alert } from '@digitruck/contract/alerts';
import { useRef, useState } from 'react';
import { addDays, instantOf, localDayOf } from '../../../kernel/zone.ts';
import { alertsText } from '../../shared/i18n/alerts.ts';
import { useFormat, useText } from '../../shared/i18n/language.tsx';
import { useMay, useMe } from '../../shared/me.ts';
import { useAnnouncer } from '../../shared/ui/announcer.tsx';
import { Button } from '../../shared/ui/button.tsx';
import { Menu, MenuItem, MenuLabel, MenuSeparator } from '../../shared/ui/menu.tsx';
import { useDescribe } from '../../shared/ui/states.tsx';
import { GiveDialog } from './give-dialog.tsx';
import { NoteDialog } from './note-dialog.tsx';
import { useAct } from './queries.ts';

const MINUTE_MS = 60_000;
const MORNING = '07:00';

/** Operators act on alerts of their own trucks, coordinators on all. */
export function useMayAct({ truckId }: Pick<Alert, 'truckId'>): boolean {
  const me = useMe().data;
  const mayAll = useMay('coordinator');
  if (mayAll) return true;
  return me?.person.role === 'operator' && truckId !== null && me.person.truckIds.includes(truckId);
}

export function AlertMenu({ alert, nowMs }: { readonly alert: Alert; readonly nowMs: number }) {
  const t = useText(alertsText);
  const format = useFormat();
  const me = useMe().data?.person;
  const mayAct = useMayAct(alert);
  const act = useAct();
  const describe = useDescribe();
  const { toast } = useAnnouncer();
  const [noting, setNoting] = useState(false);
  const [giving, setGiving] = useState(false);
  const button = useRef<HTMLElement>(null);
  if (!mayAct) return null;
  const run = async (what: Parameters<typeof act>[1], body: object, done: string) => {
    const result = await act(alert, what, body);
    if (result.ok) toast(t.done(done));
    else toast(describe(result.failure), 'danger');
  };
  const acknowledged = alert.state === 'acknowledged';
  const mine = me?.personId !== null && alert.assignedTo?.personId === me?.personId;
  const snoozed = alert.snoozedUntil !== null && Date.parse(alert.snoozedUntil) > nowMs;
  const tomorrow = addDays(localDayOf(nowMs, format.timeZone), 1);
  const toMorning = Math.ceil((instantOf(tomorrow, MORNING, format.timeZone) - nowMs) / MINUTE_MS);
  const snooze = (forMinutes: number) =>
    void run('snooze', { forMinutes }, forMinutes === 0 ? t.woken : t.snoozed);
  return (
    <>
      <Button
        onClick={() =>
          run(
            'acknowledge',
            { acknowledged: !acknowledged },
            acknowledged ? t.unacknowledged : t.acknowledged,
          )
        }
      >
        {acknowledged ? t.unacknowledge : t.acknowledge}
      </Button>
      <Menu label={`${t.more} ${alert.words.title}`} trigger={t.more} button={button}>
        {me?.personId === null || me === undefined ? null : (
          <MenuItem
            onSelect={() =>
              void run(
                'assign',
                { personId: mine ? null : me.personId },
                t.assigned(mine ? t.noOne : me.name),
              )
            }
          >
            {mine ? t.giveUp : t.takeOn}
          </MenuItem>
        )}
        <MenuItem onSelect={() => setGiving(true)}>{t.assign}</MenuItem>
        <MenuItem onSelect={() => setNoting(true)}>{t.addNote}</MenuItem>
        <MenuSeparator />
        {snoozed ? (
          <MenuItem onSelect={() => snooze(0)}>{t.wake}</MenuItem>
        ) : (
          <>
            <MenuLabel>{t.snoozeFor}</MenuLabel>
            <MenuItem onSelect={() => snooze(60)}>{t.hour1}</MenuItem>
            <MenuItem onSelect={() => snooze(240)}>{t.hours4}</MenuItem>
            <MenuItem onSelect={() => snooze(toMorning)}>{t.tomorrow}</MenuItem>
            <MenuItem onSelect={() => snooze(7 * 1440)}>{t.week}</MenuItem>
          </>
        )}
      </Menu>
      {giving ? (
        <GiveDialog
          alert={alert}
          home={button}
          onClose={() => setGiving(false)}
          onGive={async (person) => {
            const result = await act(alert, 'assign', { personId: person?.personId ?? null });
            if (result.ok) toast(t.done(t.assigned(person?.name ?? t.noOne)));
            return result;
          }}
        />
      ) : null}
      {noting ? (
        <NoteDialog
          title={alert.words.title}
          home={button}
          onClose={() => setNoting(false)}
          onSave={async (note) => {
            const result = await act(alert, 'notes', { note });
            if (result.ok) toast(t.done(t.noted));
            return result;
          }}
        />
      ) : null}
    </>
  );
}
