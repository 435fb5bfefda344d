/**
 * A chart of readings over time: mean with its band of min and max, gaps as gaps, class hours tinted. Beneath it stands what
 * it shows in words, and all its values as a table. Use it through `LazyChart`, so that its chunk is fetched when it is shown.
 *
 * Pointer: drag zooms in, a double click shows all. Keys: see chartText.keys.
 */
import './chart/chart.css';
import { type KeyboardEvent, useEffect, useId, useMemo, useRef, useState } from 'react';
import { ChartTable } from './chart/chart-table.tsx';
import { type ChartLine, emptyStretches, type Shade, type Span, summarise, zoomed } from './chart/data.ts';
import { makePlot, type Plot } from './chart/plot.ts';
import { stepUp, unitSign } from './format.ts';
import { chartText } from './i18n/chart.ts';
import { useFormat, useText } from './i18n/language.tsx';
import { Button } from './ui/button.tsx';

export type ChartProps = {
  readonly title: string;
  /** Unit of the values as the API names it, e.g. "W" or "%"; large values are shown in kW and so on. */
  readonly unit: string;
  readonly atMs: readonly number[];
  /** The first one is the one that the summary tells about. */
  readonly lines: readonly ChartLine[];
  /** Usual distance of two points; farther apart is a gap. */
  readonly stepMs: number;
  /** What is shown of the time; follow `onZoom` with it. */
  readonly span: Span;
  readonly onZoom?: (fromMs: number, toMs: number) => void;
  /** Back to all. */
  readonly onReset?: () => void;
  /** IANA name; the programme's when left out. */
  readonly timeZone?: string;
  /** Class hours. */
  readonly shades?: readonly Shade[];
  readonly yEnds?: readonly [number | null, number | null];
  /** Charts with the same key share their cursor. */
  readonly syncKey?: string;
  readonly heightPx?: number;
};
const DAY_MS = 86_400_000;
const NO_SPANS: readonly Shade[] = [];
const FREE_ENDS = [null, null] as const;

export function Chart(props: ChartProps) {
  const { title, unit, atMs, lines, stepMs, span, onZoom, onReset, syncKey, heightPx = 170 } = props;
  const { shades = NO_SPANS, yEnds = FREE_ENDS } = props;
  const t = useText(chartText);
  const format = useFormat();
  const timeZone = props.timeZone ?? format.timeZone;
  const keysId = useId();
  const element = useRef<HTMLDivElement>(null);
  const plot = useRef<Plot>(undefined);
  const [cursorMs, setCursorMs] = useState<number>();
  const [table, setTable] = useState(false);
  const events = useRef({ onZoom, onReset });
  events.current = { onZoom, onReset };

  const axis = useMemo(() => axisOf(lines, unit), [lines, unit]);
  const gaps = useMemo(() => {
    const [main] = lines;
    return main === undefined ? [] : emptyStretches(atMs, main.mean, span, stepMs);
  }, [atMs, lines, span, stepMs]);
  // A new look needs a new plot; new data does not.
  const look = JSON.stringify(
    lines.map(({ key, label, colour, min }) => [key, label, colour, min !== undefined]),
  );
  const [low, high] = yEnds;
  // biome-ignore lint/correctness/useExhaustiveDependencies: `look` stands for what of the lines matters here
  useEffect(() => {
    if (element.current === null) return;
    const made = makePlot(
      element.current,
      {
        format,
        timeZone,
        lines,
        heightPx,
        axis: { divisor: axis.divisor, unit: axis.unit },
        yEnds: [low, high],
        syncKey,
      },
      {
        onCursor: setCursorMs,
        onZoom: ({ fromMs, toMs }) => events.current.onZoom?.(Math.round(fromMs), Math.round(toMs)),
        onReset: () => events.current.onReset?.(),
      },
    );
    plot.current = made;
    const resized = new ResizeObserver(([entry]) => made.setWidth(Math.floor(entry?.contentRect.width ?? 0)));
    resized.observe(element.current);
    return () => {
      resized.disconnect();
      made.destroy();
      plot.current = undefined;
    };
  }, [look, format, timeZone, heightPx, axis.divisor, axis.unit, low, high, syncKey]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new plot is empty, so it is filled whenever one is made
  useEffect(() => {
    plot.current?.show({ atMs, lines, stepMs, span, shades, gaps });
  }, [
    atMs,
    lines,
    stepMs,
    span,
    shades,
    gaps,
    look,
    format,
    timeZone,
    heightPx,
    axis.divisor,
    low,
    high,
    syncKey,
  ]);

  const onKeyDown = (event: KeyboardEvent) => {
    const length = span.toMs - span.fromMs;
    const around = plot.current?.cursorMs() ?? (span.fromMs + span.toMs) / 2;
    const zoom = (factor: number) => {
      const next = zoomed(span, factor, around);
      onZoom?.(Math.round(next.fromMs), Math.round(next.toMs));
    };
    const pan = (share: number) =>
      onZoom?.(Math.round(span.fromMs + share * length), Math.round(span.toMs + share * length));
    const actions: Record<string, () => void> = {
      ArrowLeft: () => (event.shiftKey ? pan(-0.25) : plot.current?.moveCursor(-1)),
      ArrowRight: () => (event.shiftKey ? pan(0.25) : plot.current?.moveCursor(1)),
      '+': () => zoom(0.5),
      '=': () => zoom(0.5),
      '-': () => zoom(2),
      '0': () => onReset?.(),
    };
    const action = actions[event.key];
    if (action === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    action();
  };

  const known = useMemo(() => lines.map((line) => summarise(atMs, line, span)), [atMs, lines, span]);
  const [first] = known;
  const cursorIndex = cursorMs === undefined ? -1 : nearest(atMs, cursorMs);
  const gapMs = gaps.reduce((sum, gap) => sum + gap.toMs - gap.fromMs, 0);
  const value = (v: number | null | undefined) => format.unit(v, unit);
  // A point that stands for a day or a month has no time of day.
  const exact = (ms: number) =>
    stepMs >= DAY_MS ? format.date(ms, timeZone) : format.dateTime(ms, timeZone);
  const when = (ms: number) =>
    span.toMs - span.fromMs > 1.5 * DAY_MS ? exact(ms) : format.time(ms, timeZone);
  return (
    <figure className="chart" aria-label={title}>
      <figcaption className="chart-head">
        <span className="chart-title">
          {title} <span>{unitSign(axis.unit)}</span>
        </span>
        <ul className="chart-values">
          {cursorMs === undefined ? null : <li className="muted">{exact(cursorMs)}</li>}
          {lines.map((line, index) => (
            <li key={line.key}>
              <span className="chart-chip" style={{ background: line.colour }} aria-hidden="true" />
              {lines.length > 1 ? `${line.label} ` : null}
              <strong>
                {value(cursorMs === undefined ? known[index]?.last.value : line.mean[cursorIndex])}
              </strong>
            </li>
          ))}
        </ul>
      </figcaption>
      {/* biome-ignore lint/a11y/useSemanticElements: the plot's keys need a focusable group, and it is no set of fields */}
      <div
        ref={element}
        className="chart-plot"
        role="group"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: the keys of the plot
        tabIndex={0}
        aria-label={title}
        aria-describedby={keysId}
        onKeyDown={onKeyDown}
        style={{ minHeight: heightPx }}
      >
        {first === undefined ? <p className="chart-empty">{t.noData}</p> : null}
      </div>
      <div className="chart-foot">
        <p>
          {first === undefined
            ? t.noData
            : t.summary({
                low: value(first.lowest.value),
                lowAt: when(first.lowest.atMs),
                high: value(first.highest.value),
                highAt: when(first.highest.atMs),
                mean: value(first.mean),
              })}
          {gaps.length === 0 ? null : ` ${t.gaps(gaps.length, format.duration(gapMs))}`}
        </p>
        <Button kind="quiet" small aria-expanded={table} onClick={() => setTable(!table)}>
          {table ? t.hideTable : t.showTable}
        </Button>
      </div>
      <p className="hidden-text" id={keysId}>
        {t.keys}
      </p>
      {table ? (
        <ChartTable title={title} unit={unit} atMs={atMs} lines={lines} span={span} when={exact} />
      ) : null}
    </figure>
  );
}

/** W up to 999, then kW: what the axis is marked in follows from the largest value. */
function axisOf(lines: readonly ChartLine[], unit: string): { divisor: number; unit: string } {
  let largest = 0;
  for (const line of lines) {
    for (const value of line.max ?? line.mean) {
      if (value !== null && Math.abs(value) > largest) largest = Math.abs(value);
    }
  }
  const step = stepUp(largest, unit);
  return { divisor: largest === 0 ? 1 : largest / step.value, unit: step.unit };
}

/** Index of the time nearest to one (binary search); -1 when there is none. */
function nearest(atMs: readonly number[], wanted: number): number {
  let low = 0;
  let high = atMs.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((atMs[middle] ?? 0) < wanted) low = middle + 1;
    else high = middle;
  }
  const before = atMs[low - 1];
  const here = atMs[low];
  if (here === undefined) return -1;
  return before !== undefined && wanted - before < here - wanted ? low - 1 : low;
}
