/** A framed part of a screen, with its heading and what can be done about it. */
import { type ReactNode, useId } from 'react';
import { classes } from './button.tsx';

type CardProps = {
  readonly title?: ReactNode;
  /** Buttons or links at the right of the heading. */
  readonly actions?: ReactNode;
  /** Without inner margin: for tables and maps that reach the edge. */
  readonly flush?: boolean;
  readonly className?: string;
  readonly children: ReactNode;
};

export function Card({ title, actions, flush, className, children }: CardProps) {
  const titleId = useId();
  return (
    <section
      className={classes('card', flush && 'card-flush', className)}
      aria-labelledby={title === undefined ? undefined : titleId}
    >
      {title === undefined && actions === undefined ? null : (
        <header className="card-head">
          <h2 className="card-title" id={titleId}>
            {title}
          </h2>
          {actions === undefined ? null : <div className="row">{actions}</div>}
        </header>
      )}
      <div className="card-body">{children}</div>
    </section>
  );
}

/** One of the big numbers on top of a screen. `tone` colours the words, which say the same. */
export function BigNumber(props: {
  readonly value: ReactNode;
  readonly label: ReactNode;
  readonly href?: string;
}) {
  return (
    <div className="big-number">
      <dt className="big-number-label">{props.label}</dt>
      <dd className="big-number-value">{props.value}</dd>
    </div>
  );
}

/** The row of big numbers; a list of terms and values to a screen reader. */
export function BigNumbers({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <dl className="big-numbers" aria-label={label}>
      {children}
    </dl>
  );
}
