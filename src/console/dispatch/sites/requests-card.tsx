/** What a site asked for: each request with how long it waits; adding, changing and withdrawing. */
import type { RequestListItem, SiteDetail } from '@digitruck/contract/registry-lists';
import { useState } from 'react';
import { send } from '../../shared/http.ts';
import { useFormat, useText } from '../../shared/i18n/language.tsx';
import { requestsText } from '../../shared/i18n/requests.ts';
import { sitesText } from '../../shared/i18n/sites.ts';
import { useAnnouncer } from '../../shared/ui/announcer.tsx';
import { Badge } from '../../shared/ui/badge.tsx';
import { Button } from '../../shared/ui/button.tsx';
import { Card } from '../../shared/ui/card.tsx';
import { ConfirmButton } from '../../shared/ui/dialog.tsx';
import { useDescribe } from '../../shared/ui/states.tsx';
import { useSitesChanged } from './queries.ts';
import { RequestDialog } from './request-form.tsx';
import { Waiting } from './site-list.tsx';

const TONES = { open: 'warn', withdrawn: 'neutral', served: 'good' } as const;

export function RequestsCard({
  site,
  mayChange,
}: {
  readonly site: SiteDetail;
  readonly mayChange: boolean;
}) {
  const t = useText(requestsText);
  const [edited, setEdited] = useState<RequestListItem | 'new'>();
  return (
    <Card
      title={t.requests}
      flush
      actions={
        mayChange && site.requests.length > 0 ? (
          <Button small onClick={() => setEdited('new')}>
            {t.addRequest}
          </Button>
        ) : undefined
      }
    >
      {site.requests.length === 0 ? (
        <div className="empty-state">
          <p className="muted">{t.noRequests}</p>
          {mayChange ? <Button onClick={() => setEdited('new')}>{t.addRequest}</Button> : null}
        </div>
      ) : (
        <ul className="request-list">
          {site.requests.map((request) => (
            <RequestRow
              key={request.requestId}
              request={request}
              mayChange={mayChange}
              onEdit={() => setEdited(request)}
            />
          ))}
        </ul>
      )}
      {edited === undefined ? null : (
        <RequestDialog
          siteId={site.siteId}
          request={edited === 'new' ? undefined : edited}
          onClose={() => setEdited(undefined)}
        />
      )}
    </Card>
  );
}

function RequestRow(props: {
  readonly request: RequestListItem;
  readonly mayChange: boolean;
  readonly onEdit: () => void;
}) {
  const { request, mayChange } = props;
  const t = useText(requestsText);
  const words = useText(sitesText);
  const format = useFormat();
  const setStatus = useSetStatus(request);
  const day = (date: string) => format.date(date, 'UTC');
  const ranges = (list: RequestListItem['windows']) =>
    list.map(({ from, to }) => `${day(from)} – ${day(to)}`).join('; ');
  const people = [
    words.learners(request.learnersExpected),
    request.womenExpected === null ? '' : t.women(request.womenExpected),
    request.teachersExpected === null ? '' : t.teachers(request.teachersExpected),
  ].filter((part) => part !== '');
  return (
    <li className="request-row">
      <div className="request-words">
        <p className="request-title">
          <strong>{request.course.name}</strong>{' '}
          <Badge tone={TONES[request.status]}>{t[request.status]}</Badge>
          {request.status === 'open' ? <Waiting days={request.waitingDays} /> : null}
        </p>
        <p className="muted small">
          {[
            ...people,
            t[`priority${request.priority as 1 | 2 | 3 | 4 | 5}`],
            t.askedOn(day(request.requestedOn)),
            t.staysAtLeast(words.days(request.minimumStayDays)),
          ].join(' · ')}
        </p>
        <p className="muted small">
          {request.windows.length === 0 ? t.anyDay : t.suits(ranges(request.windows))}
          {request.blackouts.length === 0 ? '' : `. ${t.suitsNot(ranges(request.blackouts))}`}
        </p>
        {request.notes === '' ? null : <p className="small">{request.notes}</p>}
      </div>
      {mayChange ? (
        <div className="row">
          <Button small onClick={props.onEdit} aria-label={t.editOf(request.course.name)}>
            {t.editRequestShort}
          </Button>
          {request.status === 'open' ? (
            <ConfirmButton
              small
              label={t.withdraw}
              title={t.withdrawTitle}
              description={t.withdrawWhy}
              confirmLabel={t.withdraw}
              onConfirm={() => setStatus('withdrawn')}
            />
          ) : (
            <Button small onClick={() => void setStatus('open')}>
              {t.reopen}
            </Button>
          )}
        </div>
      ) : null}
    </li>
  );
}

function useSetStatus(request: RequestListItem) {
  const t = useText(requestsText);
  const describe = useDescribe();
  const { toast } = useAnnouncer();
  const changed = useSitesChanged();
  return async (status: 'open' | 'withdrawn') => {
    const result = await send('PATCH', `/requests/${request.requestId}`, {
      body: { version: request.version, status },
    });
    if (result.ok) toast(t.savedRequest);
    else toast(describe(result.failure), 'danger');
    await changed();
  };
}
