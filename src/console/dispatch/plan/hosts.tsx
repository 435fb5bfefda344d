/** Who has to be told, with a message each that is ready to send. */
import type { HostToTell } from '@digitruck/contract/plans';
import { failureOf } from '../../shared/http.ts';
import { useFormat, useText } from '../../shared/i18n/language.tsx';
import { planText } from '../../shared/i18n/plan.ts';
import { useAnnouncer } from '../../shared/ui/announcer.tsx';
import { Button } from '../../shared/ui/button.tsx';
import { Icon } from '../../shared/ui/icon.tsx';
import { ErrorState, Skeleton } from '../../shared/ui/states.tsx';
import { What } from './compare.tsx';
import { outcomeText } from './outcome-text.ts';
import { useHosts } from './queries.ts';

export function Hosts({ planId, version }: { readonly planId: string; readonly version: number }) {
  const words = useText(outcomeText);
  const hosts = useHosts(planId, version);
  if (hosts.data === undefined) {
    if (!hosts.isError) return <Skeleton lines={4} height={30} />;
    return (
      <ErrorState
        failure={failureOf(hosts.error)}
        onRetry={() => hosts.refetch()}
        retrying={hosts.isFetching}
      />
    );
  }
  if (hosts.data.length === 0) {
    return (
      <p className="plan-calm">
        <Icon name="check" /> {words.nobodyToTell}
      </p>
    );
  }
  return (
    <>
      <p>
        <strong>{words.toldCount(hosts.data.length)}</strong>
      </p>
      <ul className="host-list">
        {hosts.data.map((host) => (
          <Host key={`${host.siteId} ${host.what} ${host.after?.firstDay ?? ''}`} host={host} />
        ))}
      </ul>
    </>
  );
}

function Host({ host }: { readonly host: HostToTell }) {
  const t = useText(planText);
  const words = useText(outcomeText);
  const format = useFormat();
  const { toast } = useAnnouncer();
  const { contact, before, after, message } = host;
  const stay = (days: { firstDay: string; lastDay: string } | null) =>
    days === null ? undefined : t.days(format.day(days.firstDay, 'UTC'), format.day(days.lastDay, 'UTC'));
  const reach = [contact.name, contact.phone, contact.email].filter((part) => part !== '');
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(`${message.subject}\n\n${message.text}`);
      toast(words.copied);
    } catch {
      toast(words.notCopied, 'danger');
    }
  };
  return (
    <li className="host">
      <div className="row row-between">
        <p>
          <strong>{host.site}</strong> <What what={host.what} />
        </p>
        <Button small onClick={copy} aria-label={`${words.copy}: ${host.site}`}>
          {words.copy}
        </Button>
      </div>
      <p className="small muted">
        {[stay(before), stay(after), after?.truckId].filter((part) => part !== undefined).join(' → ')}
      </p>
      <p className="small">{reach.length === 0 ? words.noContact : reach.join(' · ')}</p>
      <details className="small">
        <summary>{message.subject}</summary>
        <p className="host-message" lang={contact.language || undefined}>
          {message.text}
        </p>
      </details>
    </li>
  );
}
