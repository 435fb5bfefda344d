/**
 * The public team orienteering instances with time windows: files, and the problem as the search's `RouteModel`. Travel is Euclidean,
 * rounded down to one decimal (two for pr...), so all times are whole numbers of tenths (hundredths) and sums are exact.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { RouteModel } from '../../../src/planner/model.ts';

export type ToptwPoint = {
  readonly x: number;
  readonly y: number;
  readonly service: number;
  readonly profit: number;
  readonly open: number;
  readonly close: number;
};
export type Toptw = {
  readonly name: string;
  readonly decimals: number;
  /** The first is start and end of all routes. */
  readonly points: readonly ToptwPoint[];
};

export function readToptw(file: string): Toptw {
  return parseToptw(path.basename(file).replace(/\.txt$/, ''), readFileSync(file, 'utf8'));
}

/** Lines as toptw-FORMAT.txt describes them: two of heading, then a line a point whose last two numbers are its window. */
export function parseToptw(name: string, text: string): Toptw {
  const points: ToptwPoint[] = [];
  for (const line of text.split('\n').slice(2)) {
    const values = line.trim().split(/\s+/).map(Number);
    if (values.length < 7) continue;
    if (values.some((value) => !Number.isFinite(value))) throw new Error(`${name}: not numbers: ${line}`);
    const [, x = 0, y = 0, service = 0, profit = 0] = values;
    points.push({ x, y, service, profit, open: values.at(-2) ?? 0, close: values.at(-1) ?? 0 });
  }
  if (points.length < 2) throw new Error(`${name}: no points`);
  return { name, decimals: name.startsWith('pr') ? 2 : 1, points };
}

export function toptwModel({ points, decimals }: Toptw, routes: number): RouteModel {
  const visits = points.length - 1;
  const nodes = visits + 2 * routes;
  const scale = 10 ** decimals;
  const point = (node: number) => points[node < visits ? node + 1 : 0] as ToptwPoint;
  const ticks = (value: number) => Math.round(value * scale);
  const open = Float64Array.from({ length: nodes }, (_, node) => ticks(point(node).open));
  const close = Float64Array.from({ length: nodes }, (_, node) => ticks(point(node).close));
  /** Service at one and the way to the other. */
  const step = new Float64Array(nodes * nodes);
  for (let a = 0; a < nodes; a++) {
    for (let b = 0; b < nodes; b++) {
      const [from, to] = [point(a), point(b)];
      const way = Math.floor(Math.hypot(from.x - to.x, from.y - to.y) * scale + 1e-9);
      step[a * nodes + b] = way + ticks(from.service);
    }
  }
  const end = ticks(point(visits).close);
  const groupOf = Int32Array.from({ length: visits }, (_, visit) => visit);
  return {
    routes,
    visits,
    groups: visits,
    groupOf,
    firstVisit: Int32Array.from({ length: visits + 1 }, (_, visit) => visit),
    classes: 1,
    classOf: new Int32Array(routes),
    kinds: 1,
    kindOf: new Int32Array(routes),
    profit: Float64Array.from({ length: visits }, (_, visit) => point(visit).profit),
    fixed: new Uint8Array(visits),
    stopsMax: visits,
    begin: [],
    departAt: () => 0,
    closeAt: () => end,
    lastStart: (_route, visit) => close[visit] as number,
    ready: (_route, from, time, to) => time + (step[from * nodes + to] as number),
    settle: (_route, to, time) => (time < (open[to] as number) ? (open[to] as number) : time),
    leave: (_route, from, to, latest) => {
      const by = latest - (step[from * nodes + to] as number);
      const closes = close[from] as number;
      return by < closes ? by : closes;
    },
    distance: (a, b) => Math.hypot(point(a).x - point(b).x, point(a).y - point(b).y),
    judge: (route, { length, stride, ready }) => {
      const last = route * stride + (length[route] as number) - 1;
      return (ready[last] as number) * 1e-7;
    },
    holds: () => [],
    promised: () => false,
    keeps: () => -1,
    judges: false,
    cells: 0,
    cellsOf: () => [],
  };
}
