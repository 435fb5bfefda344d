/** A truck's MQTT credentials: whether it has some, new ones (shown once), and taking them away. */
import './trucks.css';
import type { TruckCredentials, TruckCredentialsIssued } from '@digitruck/contract/people';
import { useQuery } from '@tanstack/react-query';
import { type RefObject, useState } from 'react';
import type { z } from 'zod';
import { failureOf, get, RequestFailed, send } from '../../shared/http.ts';
import { useFormat, useText } from '../../shared/i18n/language.tsx';
import { trucksText } from '../../shared/i18n/trucks.ts';
import { keys } from '../../shared/query.ts';
import { useAnnouncer } from '../../shared/ui/announcer.tsx';
import { Button } from '../../shared/ui/button.tsx';
import { ConfirmButton, Dialog, DialogActions } from '../../shared/ui/dialog.tsx';
import { ErrorState, Skeleton, useDescribe } from '../../shared/ui/states.tsx';
import { Secret } from './secret.tsx';

type Credentials = z.infer<typeof TruckCredentials>;
type Issued = z.infer<typeof TruckCredentialsIssued>;

export function CredentialsDialog(props: {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
  readonly truckId: string;
  readonly title: string;
  readonly home: RefObject<HTMLElement | null>;
}) {
  const t = useText(trucksText);
  return (
    <Dialog
      open={props.open}
      onOpenChange={props.onOpenChange}
      title={t.credentialsOf(props.title)}
      description={t.credentialsWhy}
      home={props.home}
    >
      <Inside truckId={props.truckId} />
    </Dialog>
  );
}

function Inside({ truckId }: { readonly truckId: string }) {
  const t = useText(trucksText);
  const format = useFormat();
  const describe = useDescribe();
  const { toast } = useAnnouncer();
  const [issued, setIssued] = useState<Issued>();
  const [busy, setBusy] = useState(false);
  const { data, isError, error, refetch, isFetching } = useQuery({
    queryKey: [...keys.truck(truckId), 'credentials'],
    queryFn: async ({ signal }): Promise<Credentials | null> => {
      const result = await get<Credentials>(`/trucks/${truckId}/credentials`, {}, signal);
      if (result.ok) return result.value;
      if (result.failure.kind === 'problem' && result.failure.type === 'not-found') return null;
      throw new RequestFailed(result.failure);
    },
    staleTime: 0,
  });
  const issue = async () => {
    setBusy(true);
    const result = await send<Issued>('POST', `/trucks/${truckId}/credentials`);
    setBusy(false);
    if (!result.ok) return toast(describe(result.failure), 'danger');
    setIssued(result.value);
    await refetch();
  };
  const revoke = async () => {
    const result = await send('DELETE', `/trucks/${truckId}/credentials`);
    if (!result.ok) return toast(describe(result.failure), 'danger');
    setIssued(undefined);
    toast(t.revoked(truckId));
    await refetch();
  };
  if (isError)
    return <ErrorState failure={failureOf(error)} onRetry={() => refetch()} retrying={isFetching} />;
  if (data === undefined) return <Skeleton lines={2} height={24} />;
  const valid = data !== null && data.revokedAt === null;
  return (
    <div className="stack">
      <p>
        {data === null
          ? t.noCredentials
          : data.revokedAt === null
            ? t.credentialsSince(format.dateTime(data.createdAt), data.createdBy)
            : t.credentialsRevoked(format.dateTime(data.revokedAt))}
      </p>
      {issued === undefined ? null : (
        <Secret
          note={t.shownOnce}
          values={[
            { label: t.username, value: issued.username },
            { label: t.password, value: issued.password },
          ]}
        />
      )}
      <DialogActions>
        {valid ? (
          <ConfirmButton
            label={t.revoke}
            kind="danger"
            title={t.revokeTitle(truckId)}
            description={t.revokeWhy}
            confirmLabel={t.revoke}
            onConfirm={revoke}
          />
        ) : null}
        {valid ? (
          <ConfirmButton
            label={t.issueNew}
            title={t.issueNew}
            description={t.issueWhy}
            confirmLabel={t.issueNew}
            onConfirm={issue}
          />
        ) : (
          <Button kind="primary" busy={busy} onClick={() => void issue()}>
            {t.issue}
          </Button>
        )}
      </DialogActions>
    </div>
  );
}
