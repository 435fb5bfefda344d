/** What is behind a number: what it is and why so, what it is as of, what came late, and its sessions. */
import type { ImpactLate } from '@digitruck/contract/impact';
import { Link } from 'wouter';
import { failureOf } from '../../shared/http.ts';
import { impactText } from '../../shared/i18n/impact.ts';
import { useFormat, useText } from '../../shared/i18n/language.tsx';
import { Dialog } from '../../shared/ui/dialog.tsx';
import { ErrorState, Skeleton } from '../../shared/ui/states.tsx';
import { SHOWN_MAX, useBehind } from './queries.ts';

export type Opened = {
  readonly title: string;
  readonly path: string | null;
  readonly definition?: { readonly rule: string; readonly why: string } | undefined;
};

export function BehindDialog(props: {
  readonly opened: Opened;
  readonly asOf: string;
  readonly late: ImpactLate;
  readonly onClose: () => void;
}) {
  const { opened, asOf, late, onClose } = props;
  const t = useText(impactText);
  const format = useFormat();
  const { data, isError, error, refetch } = useBehind(opened.path);
  const definition = data?.definition ?? opened.definition;
  return (
    <Dialog open wide onOpenChange={(open) => open || onClose()} title={t.opens(opened.title)}>
      <div className="stack">
        {definition ? (
          <>
            <p>{definition.rule}</p>
            <p className="muted">
              <strong>{t.why}:</strong> {definition.why}
            </p>
          </>
        ) : null}
        <p className="muted">
          {t.asOf(format.dateTime(asOf))} {late.sessions > 0 ? t.late(format.number(late.sessions)) : null}
        </p>
        {opened.path === null ? null : isError ? (
          <ErrorState failure={failureOf(error)} onRetry={refetch} />
        ) : data === undefined ? (
          <Skeleton lines={5} height={28} />
        ) : (
          <>
            <h3>{t.sessions(format.number(data.total))}</h3>
            <ul className="impact-behind">
              {data.items.map((session) => (
                <li key={session.sessionId}>
                  <Link href={`/sessions/${session.sessionId}`}>
                    {format.date(session.startedAt)} · {session.site?.name ?? t.notNoted} · {session.truckId}
                  </Link>
                  <span>
                    {format.number(session.heads)} {t.heads.toLowerCase()}
                  </span>
                </li>
              ))}
            </ul>
            {data.total > SHOWN_MAX ? <p className="muted">{t.newest}</p> : null}
          </>
        )}
      </div>
    </Dialog>
  );
}
