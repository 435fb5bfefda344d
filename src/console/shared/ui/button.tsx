/** Buttons, and links that look like one. `primary` is for the one thing a place is about. */
import type { ButtonHTMLAttributes, ReactNode } from 'react';
import { Link } from 'wouter';

export type ButtonKind = 'primary' | 'plain' | 'quiet' | 'danger';
type ButtonProps = ButtonHTMLAttributes<HTMLButtonElement> & {
  readonly kind?: ButtonKind;
  readonly small?: boolean;
  /** Shows that it works, and keeps it from being pressed twice; it stays focusable. */
  readonly busy?: boolean;
};

export function Button({ kind = 'plain', small, busy, className, onClick, children, ...rest }: ButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      className={classes('button', `button-${kind}`, small && 'button-small', className)}
      aria-disabled={busy || undefined}
      onClick={(event) => (busy ? event.preventDefault() : onClick?.(event))}
    >
      {busy ? <span className="spinner" aria-hidden="true" /> : null}
      {children}
    </button>
  );
}

type LinkButtonProps = {
  readonly href: string;
  readonly kind?: ButtonKind;
  readonly small?: boolean;
  readonly children: ReactNode;
};
export function LinkButton({ href, kind = 'plain', small, children }: LinkButtonProps) {
  return (
    <Link href={href} className={classes('button', `button-${kind}`, small && 'button-small')}>
      {children}
    </Link>
  );
}

/** Class names that hold, with a space between. */
export function classes(...names: readonly (string | false | null | undefined)[]): string {
  return names.filter((name) => typeof name === 'string' && name !== '').join(' ');
}
