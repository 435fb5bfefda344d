/** A list of holidays of the programme's country, pasted from a page or a spreadsheet: all of it or none. */
import type { HolidayImported } from '@digitruck/contract/holidays';
import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { type Failure, send } from '../../shared/http.ts';
import { holidaysText } from '../../shared/i18n/holidays.ts';
import { useText } from '../../shared/i18n/language.tsx';
import { useMe } from '../../shared/me.ts';
import { keys } from '../../shared/query.ts';
import { useAnnouncer } from '../../shared/ui/announcer.tsx';
import { Dialog } from '../../shared/ui/dialog.tsx';
import { TextAreaField, TextField } from '../../shared/ui/field.tsx';
import { FormFoot } from '../forms/form-foot.tsx';
import { pastedHolidays } from './pasted-holidays.ts';
import '../forms/forms.css';

export function HolidayPaste({ onClose }: { readonly onClose: () => void }) {
  const t = useText(holidaysText);
  const client = useQueryClient();
  const country = useMe().data?.installation.country ?? '';
  const { toast } = useAnnouncer();
  const [lines, setLines] = useState('');
  const [source, setSource] = useState('');
  const [bad, setBad] = useState<number>();
  const [failure, setFailure] = useState<Failure>();
  const [busy, setBusy] = useState(false);
  const take = async (event: FormEvent) => {
    event.preventDefault();
    if (busy) return;
    const pasted = pastedHolidays(lines);
    setBad(pasted.ok ? undefined : pasted.line);
    if (!pasted.ok) return;
    setBusy(true);
    const holidays = pasted.holidays.map((one) => ({ ...one, country, source: source.trim() }));
    const result = await send<HolidayImported>('POST', '/holidays/import', { body: { holidays } });
    setBusy(false);
    setFailure(result.ok ? undefined : result.failure);
    if (!result.ok) return;
    const { create, update, visitsChanged } = result.value;
    toast(`${t.pasteDone(create, update)} · ${t.visitsChanged(visitsChanged)}`);
    void client.invalidateQueries({ queryKey: keys.holidays });
    onClose();
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => open || onClose()}
      title={`${t.pasteTitle} (${country})`}
      description={t.pasteWhy}
    >
      <form className="form" noValidate onSubmit={(event) => void take(event)}>
        <TextAreaField
          label={t.pasteLines}
          rows={9}
          value={lines}
          placeholder={'2027-06-01, Madaraka Day\n2027-10-20, Mashujaa Day'}
          onChange={(event) => setLines(event.target.value)}
          {...(bad === undefined ? {} : { error: bad === 0 ? t.pasteEmpty : t.pasteBad(bad) })}
        />
        <TextField
          label={t.source}
          hint={t.sourceHint}
          maxLength={300}
          value={source}
          onChange={(event) => setSource(event.target.value)}
        />
        <FormFoot
          labelOf={() => undefined}
          failure={failure}
          busy={busy}
          saveLabel={t.take}
          onCancel={onClose}
        />
      </form>
    </Dialog>
  );
}
