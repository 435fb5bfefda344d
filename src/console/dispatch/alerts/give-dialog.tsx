/** Gives an alert to somebody who then looks after it, or takes it from everybody. */
import type { Alert, Assignees } from '@digitruck/contract/alerts';
import { useQuery } from '@tanstack/react-query';
import { type RefObject, useState } from 'react';
import type { z } from 'zod';
import { failureOf, fetched, get, type Result } from '../../shared/http.ts';
import { alertsText } from '../../shared/i18n/alerts.ts';
import { useText } from '../../shared/i18n/language.tsx';
import { keys } from '../../shared/query.ts';
import { Dialog, DialogFoot } from '../../shared/ui/dialog.tsx';
import { SelectField } from '../../shared/ui/field.tsx';
import { useDescribe } from '../../shared/ui/states.tsx';

type People = z.infer<typeof Assignees>['items'];

export function GiveDialog(props: {
  readonly alert: Alert;
  readonly home: RefObject<HTMLElement | null>;
  readonly onClose: () => void;
  readonly onGive: (person: People[number] | undefined) => Promise<Result<unknown>>;
}) {
  const t = useText(alertsText);
  const describe = useDescribe();
  const { alert, home, onClose, onGive } = props;
  const [personId, setPersonId] = useState(alert.assignedTo?.personId ?? '');
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<string>();
  const people = useQuery({
    queryKey: [...keys.alerts, 'assignees'],
    queryFn: ({ signal }) => fetched(get<{ items: People }>('/alerts/assignees', {}, signal)),
  });
  const give = async () => {
    setBusy(true);
    const result = await onGive(people.data?.items.find((person) => person.personId === personId));
    setBusy(false);
    if (result.ok) onClose();
    else setFault(describe(result.failure));
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => open || onClose()}
      title={t.assignTo}
      description={alert.words.title}
      home={home}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void give();
        }}
      >
        <SelectField
          label={t.assignTo}
          value={personId}
          error={fault ?? (people.isError ? describe(failureOf(people.error)) : undefined)}
          disabled={people.data === undefined}
          onChange={(event) => setPersonId(event.target.value)}
        >
          <option value="">{t.noOne}</option>
          {people.data?.items.map((person) => (
            <option key={person.personId} value={person.personId}>
              {person.name}
            </option>
          ))}
        </SelectField>
        <DialogFoot
          busy={busy}
          disabled={people.data === undefined}
          saveLabel={t.giveIt}
          onCancel={onClose}
        />
      </form>
    </Dialog>
  );
}
