/** Who changed what, newest first; each entry opens to what it was before and after. */
import type { AuditEntry } from '@digitruck/contract/people';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { z } from 'zod';
import { fetched, get } from '../../shared/http.ts';
import { useFormat, useText } from '../../shared/i18n/language.tsx';
import { peopleText } from '../../shared/i18n/people.ts';
import { Answered } from '../../shared/ui/answered.tsx';
import { Card } from '../../shared/ui/card.tsx';
import { LoadMore } from '../../shared/ui/load-more.tsx';
import { EmptyState, Skeleton } from '../../shared/ui/states.tsx';
import { changesOf } from './changes.ts';

type Page = {
  readonly items: readonly z.infer<typeof AuditEntry>[];
  readonly nextCursor: string | null;
  readonly total: number;
};
/** As the log calls them. */
const SUBJECTS = [
  ...['truck', 'command', 'site', 'site-import', 'course', 'request', 'visit', 'plan', 'disruption'],
  ...['holiday', 'maintenance', 'calendar-link', 'alert', 'alert-rule', 'alert-channel'],
  ...['session', 'cohort', 'learner', 'online-course', 'target', 'cost', 'period', 'iati'],
  ...['person', 'key', 'quarantine', 'pending'],
];
const AT_ONCE = 50;

export function AuditTab() {
  const t = useText(peopleText);
  const [subject, setSubject] = useState('');
  const query = useInfiniteQuery({
    queryKey: ['audit', subject],
    queryFn: ({ signal, pageParam }) =>
      fetched(get<Page>('/audit', { subject, limit: AT_ONCE, cursor: pageParam }, signal)),
    initialPageParam: '',
    getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
    staleTime: 0,
  });
  const filter = (
    <label className="row small">
      {t.about}
      <select
        className="input input-small"
        value={subject}
        onChange={(event) => setSubject(event.target.value)}
      >
        <option value="">{t.everything}</option>
        {SUBJECTS.map((each) => (
          <option key={each} value={each}>
            {each}
          </option>
        ))}
      </select>
    </label>
  );
  return (
    <Card flush title={t.audit} actions={filter}>
      <Answered
        query={query}
        skeleton={
          <div className="card-loading">
            <Skeleton lines={8} height={24} />
          </div>
        }
      >
        {({ pages }) => {
          const entries = pages.flatMap(({ items }) => items);
          if (entries.length === 0) return <EmptyState title={t.noEntries} why={t.noEntriesWhy} />;
          return (
            <>
              <ol className="audit">
                {entries.map((entry) => (
                  <Entry key={entry.auditId} entry={entry} />
                ))}
              </ol>
              <LoadMore
                shown={entries.length}
                total={pages.at(-1)?.total ?? entries.length}
                hasMore={query.hasNextPage}
                busy={query.isFetchingNextPage}
                onMore={() => void query.fetchNextPage()}
              />
            </>
          );
        }}
      </Answered>
    </Card>
  );
}

function Entry({ entry }: { readonly entry: Page['items'][number] }) {
  const t = useText(peopleText);
  const format = useFormat();
  const changes = changesOf(entry.before, entry.after);
  const line = (
    <>
      <time className="muted" dateTime={entry.at}>
        {format.day(entry.at)}, {format.timeExact(entry.at)}
      </time>
      <span>
        {entry.actor.name}
        {entry.actor.via === 'key' ? <span className="muted"> {t.byKey}</span> : null}
      </span>
      <code>{entry.action}</code>
      <span className="audit-what muted">{entry.subjectId}</span>
    </>
  );
  if (changes.length === 0) return <li className="audit-line">{line}</li>;
  return (
    <li>
      <details>
        <summary className="audit-line">{line}</summary>
        <dl className="audit-changes">
          {changes.map(({ field, before, after }) => (
            <div key={field}>
              <dt>{field}</dt>
              <dd>
                {entry.before === null ? null : (
                  <>
                    <del>{before}</del> →{' '}
                  </>
                )}
                <ins>{after}</ins>
              </dd>
            </div>
          ))}
        </dl>
      </details>
    </li>
  );
}
