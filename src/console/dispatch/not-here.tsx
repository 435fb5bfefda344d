/** What the page of one thing shows while it has not got it: it loads, there is no such thing, or it could not be read. */
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { failureOf } from '../shared/http.ts';
import { LinkButton } from '../shared/ui/button.tsx';
import { EmptyState, ErrorState } from '../shared/ui/states.tsx';

/** No id, none that this person may see, or of nothing that there is. */
const GONE = [400, 403, 404];

export function NotHere(props: {
  readonly query: UseQueryResult;
  /** What the page is of, for those who can't see what it looks like. */
  readonly title: string;
  readonly loading: ReactNode;
  readonly gone: { readonly title: string; readonly why: string };
  /** The list to go back to. */
  readonly back: { readonly href: string; readonly label: string };
  readonly failed?: string;
  readonly stillWorks?: string;
}) {
  const { query, gone, back } = props;
  const failure = query.isError ? failureOf(query.error) : undefined;
  const isGone = failure?.kind === 'problem' && GONE.includes(failure.problem.status);
  return (
    <>
      <h1 className="hidden-text">{props.title}</h1>
      {failure === undefined ? (
        props.loading
      ) : isGone ? (
        <EmptyState
          level={2}
          title={gone.title}
          why={gone.why}
          action={
            <LinkButton href={back.href} kind="primary">
              {back.label}
            </LinkButton>
          }
        />
      ) : (
        <ErrorState
          level={2}
          {...(props.failed === undefined ? {} : { title: props.failed })}
          failure={failure}
          stillWorks={props.stillWorks}
          onRetry={() => query.refetch()}
          retrying={query.isFetching}
        />
      )}
    </>
  );
}
