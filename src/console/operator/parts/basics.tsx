/** Small things of which screens are made: buttons large enough for a thumb, chips, counters, a line that says how far a report is. */
import { REPORT_STEPS } from '@digitruck/contract/session-words';
import type { ReactNode } from 'react';
import { LANGUAGE_NAMES } from '../../shared/i18n/define.ts';
import { fill, useModel, usePage } from '../context.tsx';
import type { Trouble } from '../outbox/kept.ts';

const PATHS = {
  back: 'M15 5l-7 7 7 7',
  check: 'M5 12.5l4.5 4.5L19 7.5',
  now: 'M12 7v5l3.5 2M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18z',
  list: 'M8 6h12M8 12h12M8 18h12M4 6h.01M4 12h.01M4 18h.01',
  more: 'M4 7h16M4 12h16M4 17h16',
  plus: 'M12 5v14M5 12h14',
  minus: 'M5 12h14',
  photo: 'M4 8h3l2-3h6l2 3h3v11H4zM12 17a4 4 0 1 0 0-8 4 4 0 0 0 0 8z',
  warn: 'M12 4l9 16H3zM12 10v4M12 17h.01',
  close: 'M6 6l12 12M18 6L6 18',
} as const;

export function Icon({ name }: { readonly name: keyof typeof PATHS }) {
  return (
    <svg className="icon" viewBox="0 0 24 24" aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  );
}

export function Chip(props: {
  readonly on: boolean;
  readonly onToggle: () => void;
  readonly children: ReactNode;
}) {
  return (
    <button type="button" className="chip" aria-pressed={props.on} onClick={props.onToggle}>
      {props.on ? <Icon name="check" /> : null}
      {props.children}
    </button>
  );
}

export function Languages() {
  const { language, setLanguage } = usePage();
  return (
    <div className="chips">
      {(Object.keys(LANGUAGE_NAMES) as (typeof language)[]).map((each) => (
        <button
          key={each}
          type="button"
          lang={each}
          className="chip"
          aria-pressed={each === language}
          onClick={() => setLanguage(each)}
        >
          {LANGUAGE_NAMES[each]}
        </button>
      ))}
    </div>
  );
}

/** A longer label has a line of its own. */
const LABEL_CHARS_MAX = 14;
/** Large − and +, and the number itself to be typed over. */
export function Counter(props: {
  readonly label: string;
  readonly value: number;
  readonly onChange: (value: number) => void;
  readonly max?: number;
}) {
  const { t } = usePage();
  const { label, value, onChange, max = 2000 } = props;
  const set = (next: number) => onChange(Math.min(max, Math.max(0, Math.round(next) || 0)));
  return (
    <div className={label.length > LABEL_CHARS_MAX ? 'counter long' : 'counter'}>
      <span className="counter-label" aria-hidden="true">
        {label}
      </span>
      <button
        type="button"
        aria-label={fill(t.oneLess, label)}
        disabled={value === 0}
        onClick={() => set(value - 1)}
      >
        <Icon name="minus" />
      </button>
      <input
        aria-label={label}
        inputMode="numeric"
        pattern="[0-9]*"
        value={String(value)}
        onFocus={(event) => event.currentTarget.select()}
        onInput={(event) => set(Number(event.currentTarget.value.replace(/\D/g, '')))}
      />
      <button type="button" aria-label={fill(t.oneMore, label)} onClick={() => set(value + 1)}>
        <Icon name="plus" />
      </button>
    </div>
  );
}

export function Section(props: {
  readonly title: string;
  readonly aside?: ReactNode;
  readonly children: ReactNode;
}) {
  return (
    <section className="card" aria-label={props.title}>
      <div className="card-head">
        <h2>{props.title}</h2>
        {props.aside}
      </div>
      {props.children}
    </section>
  );
}

/** Of a place one goes back from. */
export function Title({ title, children }: { readonly title: string; readonly children?: ReactNode }) {
  const { t } = usePage();
  return (
    <div className="title">
      <button type="button" className="round" aria-label={t.back} onClick={() => history.back()}>
        <Icon name="back" />
      </button>
      <div>
        <h1>{title}</h1>
        {children === undefined ? null : <p className="quiet">{children}</p>}
      </div>
    </div>
  );
}

export function Empty(props: {
  readonly title: string;
  readonly why: string;
  readonly children?: ReactNode;
  /** Nothing else is a heading of the page. */
  readonly first?: boolean;
}) {
  const { title, why, children, first = false } = props;
  return (
    <div className="empty">
      {first ? <h1>{title}</h1> : <h2>{title}</h2>}
      <p>{why}</p>
      {children}
    </div>
  );
}

export function Banner({ tone, children }: { tone: 'warn' | 'danger' | 'info'; children: ReactNode }) {
  return (
    <div className={`banner ${tone}`} role="status">
      <Icon name="warn" />
      <div>{children}</div>
    </div>
  );
}

/** saved, on the truck, received, counted: as four marks and in words. A step that was not taken (the hub's) is passed over. */
export function Steps(props: {
  readonly step: (typeof REPORT_STEPS)[number];
  readonly trouble: Trouble | null;
}) {
  const { t } = usePage();
  const { sending } = useModel();
  const at = REPORT_STEPS.indexOf(props.step);
  const word =
    props.trouble === null
      ? sending && at === 0
        ? t.sending
        : t.steps[props.step]
      : props.trouble.kind === 'conflict'
        ? t.conflict
        : t.needsFix;
  return (
    <span className={`steps ${props.trouble === null ? props.step : 'trouble'}`}>
      <span className="marks" aria-hidden="true">
        {REPORT_STEPS.map((step, index) => (
          <i key={step} className={index <= at ? 'on' : ''} />
        ))}
      </span>
      {word}
    </span>
  );
}
