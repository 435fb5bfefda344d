/** What a place shows when it has nothing to show: it loads (without jumping later), it is empty, or it failed. */
import type { ReactNode } from 'react';
import type { Failure } from '../http.ts';
import { useText } from '../i18n/language.tsx';
import { uiText } from '../i18n/ui.ts';
import { Button } from './button.tsx';
import { Icon } from './icon.tsx';

/** Grey bars in the place and size of what comes. `label` is said to screen readers. */
export function Skeleton(props: {
  readonly lines?: number;
  readonly height?: number | string;
  readonly label?: string;
}) {
  const t = useText(uiText);
  const { lines = 1, height = '1em' } = props;
  const rows = Array.from({ length: lines }, (_, index) => ({
    key: `line-${index}`,
    width: index === lines - 1 && lines > 1 ? '60%' : '100%',
  }));
  return (
    <div className="skeleton-block" role="status">
      <span className="hidden-text">{props.label ?? t.loading}</span>
      {rows.map(({ key, width }) => (
        <span key={key} className="skeleton" style={{ height, width }} aria-hidden="true" />
      ))}
    </div>
  );
}

/** Nothing is here: why that is, and the first thing to do. */
type Level = 1 | 2 | 3;

export function EmptyState(props: {
  /** Of its heading: 3 within a card; 1 or 2 where it stands for a whole page. */
  readonly level?: Level;
  readonly title: string;
  readonly why: ReactNode;
  readonly action?: ReactNode;
}) {
  const Heading = `h${props.level ?? 3}` as const;
  return (
    <div className="empty-state">
      <Heading>{props.title}</Heading>
      <p className="muted">{props.why}</p>
      {props.action === undefined ? null : <div className="row">{props.action}</div>}
    </div>
  );
}

/** It failed: what happened, what still works, and another try. */
export function ErrorState(props: {
  readonly level?: Level;
  readonly title?: string;
  readonly failure: Failure;
  readonly stillWorks?: ReactNode;
  readonly onRetry?: () => void;
  readonly retrying?: boolean;
}) {
  const t = useText(uiText);
  const { failure, stillWorks, onRetry } = props;
  const Heading = `h${props.level ?? 3}` as const;
  return (
    <div className="error-state" role="alert">
      <Heading>
        <Icon name="warning" /> {props.title ?? t.couldNotLoad}
      </Heading>
      <p>{describe(failure, t)}</p>
      {stillWorks === undefined ? null : <p className="muted">{stillWorks}</p>}
      {onRetry === undefined ? null : (
        <div className="row">
          <Button onClick={onRetry} busy={props.retrying}>
            {t.tryAgain}
          </Button>
        </div>
      )}
    </div>
  );
}

/** A failure as a sentence for people. */
export function describe(
  failure: Failure,
  t: { readonly unreachable: string; readonly notAllowed: string; readonly ourFault: string },
): string {
  if (failure.kind === 'unreachable') return t.unreachable;
  if (failure.type === 'not-allowed') return t.notAllowed;
  if (failure.type === 'internal') return t.ourFault;
  return failure.problem.detail ?? failure.problem.title;
}

export function useDescribe(): (failure: Failure) => string {
  const t = useText(uiText);
  return (failure) => describe(failure, t);
}
