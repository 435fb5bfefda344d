/** A new link to a calendar: whose calendar, for whom; then its address, this once, and how to use it. */
import '../trucks/trucks.css';
import type { CalendarLinkIssued } from '@digitruck/contract/calendars';
import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { type Failure, fieldProblem, send } from '../../shared/http.ts';
import { calendarsText } from '../../shared/i18n/calendars.ts';
import { useText } from '../../shared/i18n/language.tsx';
import { useMay, useMe } from '../../shared/me.ts';
import { keys } from '../../shared/query.ts';
import { Button } from '../../shared/ui/button.tsx';
import { Dialog, DialogActions, DialogFoot } from '../../shared/ui/dialog.tsx';
import { SelectField, TextField } from '../../shared/ui/field.tsx';
import { Secret } from '../trucks/secret.tsx';
import { type Subject, useTrainers, useTruckChoices } from './queries.ts';

export function LinkDialog(props: {
  /** Whose calendar; left out, it is chosen here. */
  readonly of?: Subject & { readonly name: string };
  readonly onClose: () => void;
}) {
  const t = useText(calendarsText);
  const client = useQueryClient();
  const [issued, setIssued] = useState<CalendarLinkIssued>();
  const { of, onClose } = props;
  return (
    <Dialog
      open
      onOpenChange={(open) => open || onClose()}
      title={of === undefined ? t.subscribe : t.subscribeTo(of.name)}
      description={t.calendarWhy}
    >
      {issued === undefined ? (
        <LinkForm
          of={of}
          onClose={onClose}
          onIssued={(link) => {
            setIssued(link);
            void client.invalidateQueries({ queryKey: keys.calendarLinks });
          }}
        />
      ) : (
        <Issued link={issued} onClose={onClose} />
      )}
    </Dialog>
  );
}

/** The address of a link that was made or renewed. */
export function Issued({
  link,
  onClose,
}: {
  readonly link: CalendarLinkIssued;
  readonly onClose: () => void;
}) {
  const t = useText(calendarsText);
  return (
    <div className="stack">
      <Secret note={t.once} values={[{ label: t.address, value: link.url }]} />
      <p className="small">{t.how}</p>
      <p className="small">
        <a href={link.url.replace(/^https?:/, 'webcal:')}>{t.open}</a>
      </p>
      <DialogActions>
        <Button kind="primary" onClick={onClose}>
          {t.done}
        </Button>
      </DialogActions>
    </div>
  );
}

function LinkForm(props: {
  readonly of: Subject | undefined;
  readonly onClose: () => void;
  readonly onIssued: (link: CalendarLinkIssued) => void;
}) {
  const t = useText(calendarsText);
  const me = useMe().data?.person;
  const mayAny = useMay('coordinator');
  const trucks = useTruckChoices().data ?? [];
  const trainers = useTrainers(mayAny && props.of === undefined).data ?? [];
  const [scope, setScope] = useState<Subject['scope']>(mayAny ? 'truck' : 'trainer');
  const [failure, setFailure] = useState<Failure>();
  const [busy, setBusy] = useState(false);
  const own = mayAny ? trainers : [{ personId: me?.personId ?? '', name: me?.name ?? '' }];
  const make = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (busy) return;
    const form = new FormData(event.currentTarget);
    const text = (name: string) => String(form.get(name) ?? '').trim();
    const subject = props.of ?? { scope, subjectId: text('subjectId') };
    setBusy(true);
    const result = await send<CalendarLinkIssued>('POST', '/calendar-links', {
      body: { scope: subject.scope, subjectId: subject.subjectId, label: text('label') },
    });
    setBusy(false);
    if (result.ok) props.onIssued(result.value);
    else setFailure(result.failure);
  };
  return (
    <form className="form" onSubmit={(event) => void make(event)} noValidate>
      {props.of !== undefined ? null : (
        <>
          {mayAny ? (
            <SelectField
              label={t.of}
              hint={t.siteHint}
              value={scope}
              onChange={(event) => setScope(event.target.value as Subject['scope'])}
            >
              {(['truck', 'trainer', 'programme'] as const).map((value) => (
                <option key={value} value={value}>
                  {t[value]}
                </option>
              ))}
            </SelectField>
          ) : null}
          {scope === 'truck' ? (
            <SelectField label={t.truck} name="subjectId" error={fieldProblem(failure, 'subjectId')}>
              {trucks.map(({ truckId, name }) => (
                <option key={truckId} value={truckId}>
                  {name}
                </option>
              ))}
            </SelectField>
          ) : null}
          {scope === 'trainer' ? (
            <SelectField
              label={t.trainer}
              hint={own.length === 0 ? t.noTrainers : t.trainerHint}
              name="subjectId"
              error={fieldProblem(failure, 'subjectId')}
            >
              {own.map(({ personId, name }) => (
                <option key={personId} value={personId}>
                  {name}
                </option>
              ))}
            </SelectField>
          ) : null}
        </>
      )}
      <TextField
        label={t.label}
        hint={t.labelHint}
        name="label"
        maxLength={120}
        autoComplete="off"
        error={fieldProblem(failure, 'label')}
      />
      <DialogFoot failure={failure} busy={busy} saveLabel={t.make} onCancel={props.onClose} />
    </form>
  );
}
