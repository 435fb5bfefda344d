/** How far something is. Without a value it only says that it goes on. */
export function ProgressBar(props: {
  readonly label: string;
  readonly value?: number;
  readonly max?: number;
  /** What stands at its right, e.g. "12,400 of 37,930". */
  readonly text?: string;
}) {
  const { label, value, max = 1, text } = props;
  const share = value === undefined ? undefined : Math.min(1, Math.max(0, value / max));
  return (
    <div className="progress">
      <div className="progress-words">
        <span>{label}</span>
        {text === undefined ? null : <span className="muted">{text}</span>}
      </div>
      <div
        className={share === undefined ? 'progress-track progress-open' : 'progress-track'}
        role="progressbar"
        aria-label={label}
        aria-valuemin={0}
        aria-valuemax={max}
        aria-valuenow={value}
        aria-valuetext={text}
      >
        <div
          className="progress-done"
          style={share === undefined ? undefined : { width: `${share * 100}%` }}
        />
      </div>
    </div>
  );
}

/** A battery's charge as a small bar with its figure; unknown is a dash, stale is grey. */
export function BatteryBar(props: {
  readonly socPct: number | undefined;
  readonly text: string;
  readonly stale?: boolean;
}) {
  const { socPct, text, stale } = props;
  const level = socPct === undefined ? 'unknown' : socPct < 20 ? 'low' : socPct < 40 ? 'middle' : 'full';
  return (
    <span className={stale ? 'battery stale' : 'battery'}>
      <span className="battery-case" aria-hidden="true">
        <span className={`battery-level battery-${level}`} style={{ width: `${socPct ?? 0}%` }} />
      </span>
      <span>{text}</span>
    </span>
  );
}
