/** Adding a truck, or changing one: only its id is needed, the rest makes energy and plans come true. */
import './trucks.css';
import type { Truck } from '@digitruck/contract/fleet';
import type { TruckRecord } from '@digitruck/contract/registry';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, type RefObject, useState } from 'react';
import { type Failure, failureOf, fetched, fieldProblem, get, send } from '../../shared/http.ts';
import { useFormat, useText } from '../../shared/i18n/language.tsx';
import { todayText } from '../../shared/i18n/today.ts';
import { trucksText } from '../../shared/i18n/trucks.ts';
import { uiText } from '../../shared/i18n/ui.ts';
import { keys } from '../../shared/query.ts';
import { useAnnouncer } from '../../shared/ui/announcer.tsx';
import { Button } from '../../shared/ui/button.tsx';
import { Dialog, DialogFoot } from '../../shared/ui/dialog.tsx';
import { CheckboxField, TextField } from '../../shared/ui/field.tsx';
import { ErrorState, Skeleton, useDescribe } from '../../shared/ui/states.tsx';
import { bodyOf, loadsOf } from './truck-draft.ts';
import { TruckFields } from './truck-fields.tsx';
import { truckTitle } from './truck-state.ts';

/** `truckId` fills in the id of a truck to be added; `editing` is the id of one that is there. */
export function TruckDialog(props: {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
  readonly truckId?: string;
  readonly editing?: string;
  readonly home?: RefObject<HTMLElement | null>;
}) {
  const { open, onOpenChange, truckId, editing } = props;
  const t = useText(trucksText);
  const today = useText(todayText);
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title={editing === undefined ? today.addTruck : t.editTitle(editing)}
      description={editing === undefined ? t.addWhy : undefined}
      wide
      {...(props.home === undefined ? {} : { home: props.home })}
    >
      {editing === undefined ? (
        <TruckForm truck={undefined} truckId={truckId ?? ''} onDone={() => onOpenChange(false)} />
      ) : (
        <EditTruck truckId={editing} onDone={() => onOpenChange(false)} />
      )}
    </Dialog>
  );
}

function EditTruck({ truckId, onDone }: { readonly truckId: string; readonly onDone: () => void }) {
  const client = useQueryClient();
  const [tries, setTries] = useState(0);
  const { data, isError, error, isFetching, refetch } = useQuery({
    queryKey: [...keys.truck(truckId), 'edit', tries],
    queryFn: ({ signal }) => fetched(get<Truck>(`/trucks/${truckId}`, {}, signal)),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  });
  if (isError)
    return <ErrorState failure={failureOf(error)} onRetry={() => refetch()} retrying={isFetching} />;
  if (data === undefined) return <Skeleton lines={6} height={34} />;
  const anew = () => {
    client.removeQueries({ queryKey: [...keys.truck(truckId), 'edit'] });
    setTries(tries + 1);
  };
  return <TruckForm key={tries} truck={data} truckId={truckId} onDone={onDone} onAnew={anew} />;
}

function TruckForm(props: {
  readonly truck: TruckRecord | undefined;
  readonly truckId: string;
  readonly onDone: () => void;
  /** Fetches the truck as others have left it, and begins anew. */
  readonly onAnew?: () => void;
}) {
  const { onDone, onAnew, truckId } = props;
  const t = useText(trucksText);
  const ui = useText(uiText);
  const today = useText(todayText);
  const describe = useDescribe();
  const { toast } = useAnnouncer();
  const client = useQueryClient();
  // As it was when the form opened: a change is based on that version, whatever arrives meanwhile.
  const [truck] = useState(props.truck);
  const [loads, setLoads] = useState(() => loadsOf(truck));
  const [failure, setFailure] = useState<Failure>();
  const [busy, setBusy] = useState(false);

  const save = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (busy) return;
    const form = new FormData(event.currentTarget);
    const field = (name: string) => String(form.get(name) ?? '');
    const body = bodyOf(field, loads);
    setBusy(true);
    const result =
      truck === undefined
        ? await send<Truck>('POST', '/trucks', { body: { ...body, truckId: field('truckId').trim() } })
        : await send<Truck>('PATCH', `/trucks/${truck.truckId}`, {
            body: { ...body, retired: form.get('retired') === 'on', version: truck.version },
          });
    setBusy(false);
    setFailure(result.ok ? undefined : result.failure);
    if (!result.ok) return;
    await client.invalidateQueries({ queryKey: keys.trucks });
    void client.invalidateQueries({ queryKey: keys.pending });
    const title = truckTitle(result.value);
    toast(truck === undefined ? t.added(title) : t.saved(title));
    onDone();
  };
  const known = (failure?.kind === 'problem' ? (failure.problem.errors ?? []) : []).length > 0;
  return (
    <form className="form" onSubmit={(event) => void save(event)} noValidate>
      {truck === undefined ? (
        <TextField
          label={t.truckId}
          hint={t.truckIdHint}
          name="truckId"
          required
          maxLength={64}
          autoComplete="off"
          spellCheck={false}
          defaultValue={truckId}
          error={fieldProblem(failure, 'truckId')}
        />
      ) : null}
      <TruckFields truck={truck} failure={failure} loads={loads} onLoads={setLoads} />
      {truck === undefined ? null : (
        <CheckboxField label={t.retired} hint={t.retiredHint} name="retired" defaultChecked={truck.retired} />
      )}
      {failure === undefined ? null : (
        <div className="field-error" role="alert">
          {failure.kind === 'problem' && failure.type === 'version-conflict' ? (
            <Conflict current={failure.problem.current} onAnew={onAnew} />
          ) : known ? (
            t.seeFields
          ) : (
            describe(failure)
          )}
        </div>
      )}
      <DialogFoot busy={busy} saveLabel={truck === undefined ? today.addTruck : ui.save} onCancel={onDone} />
    </form>
  );
}

/** Somebody was faster: who and when, and the way to go on from what they left. */
function Conflict({ current, onAnew }: { readonly current: unknown; readonly onAnew?: () => void }) {
  const t = useText(trucksText);
  const format = useFormat();
  const row = current as Partial<TruckRecord> | undefined;
  return (
    <>
      <p>{t.conflict(row?.updatedBy ?? '', format.time(row?.updatedAt))}</p>
      {onAnew === undefined ? null : (
        <Button small onClick={onAnew}>
          {t.takeTheirs}
        </Button>
      )}
    </>
  );
}
