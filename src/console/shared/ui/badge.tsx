/** Small words with a tone, and the badge of data that is no longer fresh. */
import type { ReactNode } from 'react';
import { useFormat, useText } from '../i18n/language.tsx';
import { uiText } from '../i18n/ui.ts';
import { useNow } from '../now.ts';
import { Icon } from './icon.tsx';

export type Tone = 'neutral' | 'good' | 'warn' | 'danger' | 'info';

export function Badge({
  tone = 'neutral',
  children,
}: {
  readonly tone?: Tone;
  readonly children: ReactNode;
}) {
  return <span className={`badge badge-${tone}`}>{children}</span>;
}

const STALE_AFTER_MS = 5 * 60_000;

/**
 * "last seen 26 h ago", greyed; nothing while the instant is younger than `afterMs` (5 min).
 * Put it beside any value that is not of now, and the class `stale` on the value itself.
 */
export function StaleBadge(props: {
  readonly at: string | null | undefined;
  readonly afterMs?: number;
  readonly nowMs?: number;
}) {
  const t = useText(uiText);
  const format = useFormat();
  const tickMs = useNow(10_000);
  const nowMs = props.nowMs ?? tickMs;
  if (!isStale(props.at, nowMs, props.afterMs)) return null;
  return (
    <span className="badge badge-stale">
      <Icon name="clock" size={13} />
      {props.at === null || props.at === undefined ? t.neverSeen : t.lastSeen(format.ago(props.at, nowMs))}
    </span>
  );
}

export function isStale(at: string | null | undefined, nowMs: number, afterMs = STALE_AFTER_MS): boolean {
  return at === null || at === undefined || nowMs - Date.parse(at) > afterMs;
}
