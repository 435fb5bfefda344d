/**
 * Which names fit on the map, and where: greedy, the most important first, each tried at several sides of its point
 * (after Christensen, Marks and Shieber 1995, without their improvement steps). A name that must not be missing is put
 * where it covers least when nothing is free.
 */
import type { Point, Rect } from './types.ts';

export type LabelWish = {
  readonly key: string;
  readonly at: Point;
  readonly widthPx: number;
  readonly heightPx: number;
  /** Free space around the point, e.g. the radius of its marker. */
  readonly gapPx: number;
  /** Sides to try in this order. */
  readonly sides: readonly Side[];
  /** Placed in any case. */
  readonly must?: boolean;
  /** Tries places farther from its point before it gives up. */
  readonly patient?: boolean;
  /** This is room that stays free around the name, so that names do not crowd. */
  readonly marginPx?: number;
};
export type Side = 'right' | 'left' | 'above' | 'below';
export type PlacedLabel = {
  readonly key: string;
  readonly rect: Rect;
  readonly side: Side;
  readonly moved: boolean;
};

/** A name that must be placed may stand this much farther from its point (in px) when all near places are taken. */
const FARTHER_PX = [0, 12, 24, 36];
const CELL_PX = 64;

/**
 * @param wishes the most important first
 * @param taken places that names must not cover, e.g. of markers
 * @param within names that do not fit into this are left out, unless they must be there
 */
export function placeLabels(
  wishes: readonly LabelWish[],
  taken: readonly Rect[],
  within: Rect,
): readonly PlacedLabel[] {
  const grid = new RectGrid();
  for (const rect of taken) grid.add(rect);
  const placed: PlacedLabel[] = [];
  for (const wish of wishes) {
    const label = wish.must ? placeAnyway(wish, grid, within) : placeIfFree(wish, grid, within);
    if (label === undefined) continue;
    grid.add(grow(label.rect, wish.marginPx ?? 0));
    placed.push(label);
  }
  return placed;
}

function placeIfFree(wish: LabelWish, grid: RectGrid, within: Rect): PlacedLabel | undefined {
  for (const farther of wish.patient ? FARTHER_PX : [0]) {
    for (const side of wish.sides) {
      const rect = rectAt(wish, side, farther);
      if (!inside(rect, within) || grid.covered(rect) > 0) continue;
      return { key: wish.key, rect, side, moved: farther > 0 };
    }
  }
  return undefined;
}

function placeAnyway(wish: LabelWish, grid: RectGrid, within: Rect): PlacedLabel | undefined {
  if (wish.at.x < within.left || wish.at.x > within.right) return undefined;
  if (wish.at.y < within.top || wish.at.y > within.bottom) return undefined;
  let best: { label: PlacedLabel; covered: number } | undefined;
  for (const farther of FARTHER_PX) {
    for (const side of wish.sides) {
      const rect = rectAt(wish, side, farther);
      const outside = inside(rect, within) ? 0 : 1e6;
      const covered = grid.covered(rect) + outside;
      if (best !== undefined && covered >= best.covered) continue;
      best = { label: { key: wish.key, rect, side, moved: farther > 0 }, covered };
      if (covered === 0) return best.label;
    }
  }
  return best?.label;
}

function rectAt(wish: LabelWish, side: Side, farther: number): Rect {
  const { at, widthPx, heightPx } = wish;
  const gap = wish.gapPx + farther;
  const left = side === 'right' ? at.x + gap : side === 'left' ? at.x - gap - widthPx : at.x - widthPx / 2;
  const top = side === 'below' ? at.y + gap : side === 'above' ? at.y - gap - heightPx : at.y - heightPx / 2;
  return { left, top, right: left + widthPx, bottom: top + heightPx };
}

function inside(rect: Rect, within: Rect): boolean {
  return (
    rect.left >= within.left &&
    rect.right <= within.right &&
    rect.top >= within.top &&
    rect.bottom <= within.bottom
  );
}

function grow(rect: Rect, by: number): Rect {
  return { left: rect.left - by, top: rect.top - by, right: rect.right + by, bottom: rect.bottom + by };
}

/** Square pixels that two rectangles share. */
export function sharedPx(a: Rect, b: Rect): number {
  const width = Math.min(a.right, b.right) - Math.max(a.left, b.left);
  const height = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
  return width > 0 && height > 0 ? width * height : 0;
}

class RectGrid {
  private readonly cells = new Map<string, Rect[]>();

  add(rect: Rect): void {
    for (const key of keysOf(rect)) {
      const cell = this.cells.get(key);
      if (cell === undefined) this.cells.set(key, [rect]);
      else cell.push(rect);
    }
  }

  /** Square pixels of the rectangle that are taken; a taken one in several cells counts once. */
  covered(rect: Rect): number {
    const seen = new Set<Rect>();
    let sum = 0;
    for (const key of keysOf(rect)) {
      for (const other of this.cells.get(key) ?? []) {
        if (seen.has(other)) continue;
        seen.add(other);
        sum += sharedPx(rect, other);
      }
    }
    return sum;
  }
}

function* keysOf(rect: Rect): Generator<string> {
  for (let x = Math.floor(rect.left / CELL_PX); x <= Math.floor(rect.right / CELL_PX); x++) {
    for (let y = Math.floor(rect.top / CELL_PX); y <= Math.floor(rect.bottom / CELL_PX); y++)
      yield `${x}:${y}`;
  }
}
