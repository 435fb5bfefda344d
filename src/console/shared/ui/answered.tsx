/** What a question to the service has come to: a skeleton of what comes, what went wrong and another try, or what is there. */
import type { UseQueryResult } from '@tanstack/react-query';
import type { ComponentProps, ReactNode } from 'react';
import { failureOf } from '../http.ts';
import { ErrorState } from './states.tsx';

type Asked<Data> = Pick<UseQueryResult<Data>, 'data' | 'isError' | 'error' | 'isFetching' | 'refetch'>;

/** What was there stays when asking again fails; the shell says that the service is not reached. */
export function Answered<Data>(props: {
  readonly query: Asked<Data>;
  readonly skeleton: ReactNode;
  readonly level?: ComponentProps<typeof ErrorState>['level'];
  /** Of the error. */
  readonly title?: string;
  readonly stillWorks?: ReactNode;
  readonly children: (data: Data) => ReactNode;
}) {
  const { data, isError, error, isFetching, refetch } = props.query;
  if (data !== undefined) return <>{props.children(data)}</>;
  if (!isError) return <>{props.skeleton}</>;
  return (
    <ErrorState
      level={props.level}
      title={props.title}
      failure={failureOf(error)}
      stillWorks={props.stillWorks}
      onRetry={() => void refetch()}
      retrying={isFetching}
    />
  );
}
