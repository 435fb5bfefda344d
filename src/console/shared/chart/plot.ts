/** The only module that knows uPlot: one plot in an element, told what to show, telling what the pointer does. */
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import type { Format } from '../format.ts';
import { type ChartLine, type Shade, type Span, withBreaks } from './data.ts';

export type PlotLook = {
  readonly format: Format;
  readonly timeZone: string;
  readonly lines: readonly Pick<ChartLine, 'key' | 'label' | 'colour' | 'min'>[];
  readonly heightPx: number;
  /** What the axis counts in: values are divided by `divisor` and carry `unit`. */
  readonly axis: { readonly divisor: number; readonly unit: string };
  /** Ends that stay where they are, e.g. [0, 100]; null goes with the data. */
  readonly yEnds: readonly [number | null, number | null];
  /** Charts with the same key share their cursor. */
  readonly syncKey: string | undefined;
};
export type PlotContent = {
  readonly atMs: readonly number[];
  readonly lines: readonly ChartLine[];
  readonly stepMs: number;
  readonly span: Span;
  readonly shades: readonly Shade[];
  readonly gaps: readonly Span[];
};
export type PlotEvents = {
  /** The time under the cursor, or undefined when it left. */
  readonly onCursor: (atMs: number | undefined) => void;
  readonly onZoom: (span: Span) => void;
  readonly onReset: () => void;
};
export type Plot = {
  show(content: PlotContent): void;
  setWidth(px: number): void;
  /** Moves the cursor by points; from the right end when there is none. */
  moveCursor(points: number): void;
  cursorMs(): number | undefined;
  destroy(): void;
};

const GRID = '#e7ebee';
const INK = '#4b5763';
const SHADE = 'rgb(15 118 110 / 7%)';
const GAP = 'rgb(75 87 99 / 28%)';
const DAY_MS = 86_400_000;
const DRAG_MIN_PX = 5;
const FONT = '11px system-ui, "Segoe UI", Roboto, "Noto Sans", sans-serif';

export function makePlot(element: HTMLElement, look: PlotLook, events: PlotEvents): Plot {
  const { format, timeZone, lines, axis } = look;
  let content: PlotContent | undefined;
  const sync = look.syncKey === undefined ? undefined : uPlot.sync(look.syncKey);
  const series: uPlot.Series[] = [{}];
  const bands: uPlot.Band[] = [];
  const edges = new Set<number>();
  for (const { label, colour, min } of lines) {
    if (min !== undefined) {
      const edge: uPlot.Series = { width: 0, points: { show: false }, spanGaps: false };
      bands.push({ series: [series.length + 1, series.length], fill: `${colour}26` });
      edges.add(series.length).add(series.length + 1);
      series.push(edge, { ...edge });
    }
    series.push({
      label,
      stroke: colour,
      width: 1.6,
      spanGaps: false,
      points: { size: 4, show: true, filter: lonely },
    });
  }
  const plot = new uPlot(
    {
      width: Math.max(120, element.clientWidth),
      height: look.heightPx,
      ms: 1,
      tzDate: (ms) => uPlot.tzDate(new Date(ms), timeZone),
      legend: { show: false },
      padding: [8, 10, 0, 0],
      series,
      bands,
      scales: {
        x: { time: true },
        y: { range: (_plot, low, high) => yRange(low, high, look.yEnds) },
      },
      axes: [
        {
          font: FONT,
          stroke: INK,
          grid: { stroke: GRID, width: 1 },
          ticks: { show: false },
          space: 74,
          size: 24,
          gap: 4,
          values: (_plot, splits, _axis, _space, stepMs) =>
            splits.map((at) => tickText(at, stepMs, format, timeZone)),
        },
        {
          font: FONT,
          stroke: INK,
          grid: { stroke: GRID, width: 1 },
          ticks: { show: false },
          space: 30,
          size: 46,
          gap: 4,
          values: (_plot, splits) => splits.map((value) => format.number(value / axis.divisor, 2)),
        },
      ],
      cursor: {
        y: false,
        // The edges of a band get no dot of their own.
        points: {
          size: (_plot, at) => (edges.has(at) ? 0 : 7),
          width: (_plot, at) => (edges.has(at) ? 0 : 1.5),
        },
        drag: { x: true, y: false, setScale: false, dist: DRAG_MIN_PX },
        sync: sync === undefined ? undefined : { key: sync.key, setSeries: false, scales: ['x', null] },
        bind: {
          dblclick: () => () => {
            events.onReset();
            return null;
          },
        },
      },
      hooks: {
        drawClear: [(self) => content !== undefined && paintUnder(self, content)],
        setCursor: [
          (self) => {
            const { idx, left } = self.cursor;
            const at = typeof idx === 'number' && (left ?? -1) >= 0 ? self.data[0][idx] : undefined;
            events.onCursor(at);
          },
        ],
        setSelect: [
          (self) => {
            const { left, width } = self.select;
            if (width < DRAG_MIN_PX) return;
            events.onZoom({ fromMs: self.posToVal(left, 'x'), toMs: self.posToVal(left + width, 'x') });
            self.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
          },
        ],
      },
    },
    undefined,
    element,
  );
  // The plot is a picture; summary and table say what it shows.
  plot.root.setAttribute('aria-hidden', 'true');
  const cursorAt = () => {
    const { idx, left } = plot.cursor;
    return typeof idx === 'number' && (left ?? -1) >= 0 ? plot.data[0][idx] : undefined;
  };
  /** uPlot's own third argument, missing in its types: whether charts that share the cursor are told. */
  const setCursor = plot.setCursor as (
    at: { left: number; top: number },
    fire: boolean,
    tell: boolean,
  ) => void;
  const placeCursor = (atMs: number, tell: boolean) =>
    setCursor({ left: plot.valToPos(atMs, 'x'), top: plot.over.clientHeight / 2 }, true, tell);
  return {
    show(next) {
      content = next;
      const columns = next.lines.flatMap((line, index) =>
        lines[index]?.min === undefined
          ? [line.mean]
          : [line.min ?? line.mean, line.max ?? line.mean, line.mean],
      );
      const { atMs, columns: broken } = withBreaks(next.atMs, columns, next.stepMs);
      const cursorMs = cursorAt();
      plot.batch(() => {
        plot.setData([atMs, ...broken] as uPlot.AlignedData, false);
        plot.setScale('x', { min: next.span.fromMs, max: next.span.toMs });
      });
      // The cursor stays at its time, not at its place on the screen.
      if (cursorMs !== undefined) placeCursor(cursorMs, false);
    },
    setWidth(px) {
      if (Math.abs(px - plot.width) >= 1) plot.setSize({ width: px, height: look.heightPx });
    },
    moveCursor(points) {
      const times = plot.data[0];
      const visible = times.filter((at) => content !== undefined && at <= content.span.toMs).length;
      const from = plot.cursor.idx ?? visible;
      const index = Math.max(0, Math.min(times.length - 1, from + points));
      const at = times[index];
      if (at === undefined) return;
      placeCursor(at, true);
    },
    cursorMs: cursorAt,
    destroy() {
      plot.destroy();
    },
  };
}

/** A value without neighbours has no line, so it gets a dot; all others need none. */
function lonely(plot: uPlot, seriesIndex: number): number[] {
  const values = plot.data[seriesIndex] ?? [];
  const known = (index: number) => values[index] !== null && values[index] !== undefined;
  const found: number[] = [];
  for (let i = 0; i < values.length; i++) if (known(i) && !known(i - 1) && !known(i + 1)) found.push(i);
  return found;
}

function yRange(
  low: number | null,
  high: number | null,
  [bottom, top]: readonly [number | null, number | null],
): [number, number] {
  const from = low ?? 0;
  const to = high ?? 1;
  const room = Math.max((to - from) * 0.08, to === from ? Math.max(1, Math.abs(to) * 0.1) : 0);
  const ends: [number, number] = [bottom ?? from - room, top ?? to + room];
  // Data beyond a fixed end is shown rather than cut off.
  return [Math.min(ends[0], from), Math.max(ends[1], to)];
}

/** "10:00", at midnight the day instead; for steps of days and more only days. */
function tickText(atMs: number, stepMs: number, format: Format, timeZone: string): string {
  if (stepMs >= DAY_MS) return format.day(atMs, timeZone);
  const time = format.time(atMs, timeZone);
  return time === '00:00' ? format.day(atMs, timeZone) : time;
}

/** Class hours as a tint, stretches without data as hatching, both under the lines. */
function paintUnder(plot: uPlot, { shades, gaps }: PlotContent): void {
  const { ctx: pen, bbox } = plot;
  const box = ({ fromMs, toMs }: Span) => {
    const left = Math.max(bbox.left, plot.valToPos(fromMs, 'x', true));
    const right = Math.min(bbox.left + bbox.width, plot.valToPos(toMs, 'x', true));
    return right > left ? { left, width: right - left } : undefined;
  };
  pen.save();
  for (const shade of shades) {
    pen.fillStyle = shade.colour ?? SHADE;
    const at = box(shade);
    if (at !== undefined) pen.fillRect(at.left, bbox.top, at.width, bbox.height);
  }
  pen.strokeStyle = GAP;
  pen.lineWidth = window.devicePixelRatio;
  const stepPx = 7 * window.devicePixelRatio;
  for (const gap of gaps) {
    const at = box(gap);
    if (at === undefined) continue;
    pen.save();
    pen.beginPath();
    pen.rect(at.left, bbox.top, at.width, bbox.height);
    pen.clip();
    pen.beginPath();
    for (let x = at.left - bbox.height; x < at.left + at.width; x += stepPx) {
      pen.moveTo(x, bbox.top + bbox.height);
      pen.lineTo(x + bbox.height, bbox.top);
    }
    pen.stroke();
    pen.restore();
  }
  pen.restore();
}
