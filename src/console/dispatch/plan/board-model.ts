/**
 * The board as numbers: a row a truck, each visit a bar with its place in days from the plan's first day, and where an arrow key
 * leads. What a bar shows of the way to it (travel, then maybe waiting) is reckoned from the stop before. Pure.
 */
import type { Plan, PlanVisit } from '@digitruck/contract/plans';
import { dateOf, dayNumber } from './days.ts';

export type Bar = {
  readonly visit: PlanVisit;
  /** Days from the plan's first day, and how many. */
  readonly start: number;
  readonly length: number;
  /** Where the way to it begins and ends, in the same days. */
  readonly travelStart: number;
  readonly travelEnd: number;
};
export type Row = {
  readonly truckId: string;
  readonly name: string;
  readonly bars: readonly Bar[];
  readonly km: number;
  readonly learners: number;
};
export type Board = {
  readonly days: number;
  readonly first: number;
  readonly rows: readonly Row[];
};
export type NamedTruck = { readonly truckId: string; readonly name: string };
export type Arrow = 'left' | 'right' | 'up' | 'down';
/** Where a visit would stand. */
export type Target = { readonly truckId: string; readonly firstDay: string };

/** Without a stop before, nobody knows when the truck sets out: the way is shown as the day before its arrival. */
const UNKNOWN_WAY_DAYS = 1;

/** @param before the board as it was: rows of which nothing has changed are the very same objects, so that they are not drawn anew */
export function boardOf(
  plan: Pick<Plan, 'from' | 'to' | 'visits'>,
  trucks: readonly NamedTruck[],
  before?: Board,
): Board {
  const first = dayNumber(plan.from);
  const known = new Map(before?.first === first ? before.rows.map((row) => [row.truckId, row]) : []);
  const names = new Map(trucks.map(({ truckId, name }) => [truckId, name]));
  const byTruck = new Map<string, PlanVisit[]>(trucks.map(({ truckId }) => [truckId, []]));
  for (const visit of plan.visits) {
    const visits = byTruck.get(visit.truckId);
    if (visits === undefined) byTruck.set(visit.truckId, [visit]);
    else visits.push(visit);
  }
  const rows = [...byTruck].map(([truckId, visits]): Row => {
    const inOrder = visits.toSorted((a, b) => a.firstDay.localeCompare(b.firstDay));
    const old = known.get(truckId);
    if (old !== undefined && isSame(old, names.get(truckId) ?? truckId, inOrder)) return old;
    const bars: Bar[] = [];
    for (const visit of inOrder) bars.push(barOf(visit, first, bars.at(-1)));
    return {
      truckId,
      name: names.get(truckId) ?? truckId,
      bars,
      km: visits.reduce((sum, { km }) => sum + km, 0),
      learners: visits.reduce((sum, { learners }) => sum + learners, 0),
    };
  });
  rows.sort((a, b) => a.truckId.localeCompare(b.truckId, 'en', { numeric: true }));
  return { days: dayNumber(plan.to) - first + 1, first, rows };
}

function isSame(row: Row, name: string, visits: readonly PlanVisit[]): boolean {
  const { bars } = row;
  return (
    row.name === name &&
    bars.length === visits.length &&
    bars.every(({ visit }, index) => visit === visits[index])
  );
}

function barOf(visit: PlanVisit, first: number, before: Bar | undefined): Bar {
  const start = dayNumber(visit.firstDay) - first;
  const length = dayNumber(visit.lastDay) - dayNumber(visit.firstDay) + 1;
  const free = before === undefined ? undefined : before.start + before.length;
  const travelEnd = Math.min(start, dayNumber(visit.arrives) - first);
  const travelStart = Math.min(travelEnd, free ?? Math.max(0, travelEnd - UNKNOWN_WAY_DAYS));
  return { visit, start, length, travelStart, travelEnd };
}

/** The visit that an arrow key leads to: along the row, or the nearest in time in the next row that has one. */
export function neighbour(board: Board, visitId: string, arrow: Arrow): string | undefined {
  const rowIndex = board.rows.findIndex(({ bars }) => bars.some(({ visit }) => visit.visitId === visitId));
  const row = board.rows[rowIndex];
  if (row === undefined) return undefined;
  const index = row.bars.findIndex(({ visit }) => visit.visitId === visitId);
  if (arrow === 'left' || arrow === 'right') {
    return row.bars[index + (arrow === 'left' ? -1 : 1)]?.visit.visitId;
  }
  const middle = middleOf(row.bars[index]);
  const step = arrow === 'up' ? -1 : 1;
  for (let at = rowIndex + step; at >= 0 && at < board.rows.length; at += step) {
    const nearest = board.rows[at]?.bars.toSorted(
      (a, b) => Math.abs(middleOf(a) - middle) - Math.abs(middleOf(b) - middle),
    )[0];
    if (nearest !== undefined) return nearest.visit.visitId;
  }
  return undefined;
}

function middleOf(bar: Bar | undefined): number {
  return bar === undefined ? 0 : bar.start + bar.length / 2;
}

/** The place one step from a place: a day earlier or later, the truck above or below; undefined beyond the board's edge. */
export function stepFrom(board: Board, place: Target, arrow: Arrow): Target | undefined {
  if (arrow === 'left' || arrow === 'right') {
    const day = dayNumber(place.firstDay) + (arrow === 'left' ? -1 : 1);
    return withinBoard(board, day) ? { ...place, firstDay: dateOf(day) } : undefined;
  }
  const index = board.rows.findIndex(({ truckId }) => truckId === place.truckId);
  const truckId = board.rows[index + (arrow === 'up' ? -1 : 1)]?.truckId;
  return truckId === undefined ? undefined : { ...place, truckId };
}

/** Where a bar lands that was let go `days` later, on the row of `truckId`; within the board's first and last day. */
export function landing(board: Board, bar: Bar, days: number, truckId: string): Target {
  const start = Math.min(Math.max(0, bar.start + days), board.days - 1);
  return { truckId, firstDay: dateOf(board.first + start) };
}

function withinBoard(board: Board, day: number): boolean {
  return day >= board.first && day < board.first + board.days;
}

/** Days of the board on which a month begins, the first one at the board's edge. */
export function monthStarts(board: Pick<Board, 'days' | 'first'>): readonly number[] {
  const starts = [0];
  for (let day = 1; day < board.days; day += 1) {
    if (dateOf(board.first + day).endsWith('-01')) starts.push(day);
  }
  return starts;
}

/** The board with one visit standing elsewhere for now; the rows it does not touch stay the very same objects. */
export function withGhost(board: Board, visitId: string, to: Target): Board {
  const bar = board.rows.flatMap(({ bars }) => bars).find(({ visit }) => visit.visitId === visitId);
  if (bar === undefined) return board;
  const moved: Bar = { ...bar, start: dayNumber(to.firstDay) - board.first, travelStart: 0, travelEnd: 0 };
  const rows = board.rows.map((row) => {
    const without = row.bars.filter(({ visit }) => visit.visitId !== visitId);
    const bars =
      row.truckId === to.truckId ? [...without, moved].toSorted((a, b) => a.start - b.start) : without;
    return bars.length === row.bars.length && row.truckId !== to.truckId ? row : { ...row, bars };
  });
  return { ...board, rows };
}

export function barOn(board: Board, visitId: string): Bar | undefined {
  for (const { bars } of board.rows) {
    const bar = bars.find(({ visit }) => visit.visitId === visitId);
    if (bar !== undefined) return bar;
  }
  return undefined;
}
