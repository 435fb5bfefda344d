/**
 * Places drawn to scale: the disc is who was reached, the ring around it who waits. Both are areas of one scale, so that
 * they can be compared with each other and with those of other places.
 */
import type { MapCircle } from './types.ts';

/** The largest of them, disc and ring. */
const RADIUS_MAX_PX = 24;
/** What is small can still be seen and hit. */
const RADIUS_MIN_PX = 5;
const TARGET_PX = 26;
const RING_MIN_PX = 1.6;
/** Where nobody was reached the middle is left open, so that it is a ring also to those who do not see colours; the ring is as much larger. */
const HOLE = 0.45;
export const CIRCLE_COLOURS = { reached: '#0f766e', waiting: '#d08a1d' } as const;

/** `innerPx` is the disc within the ring, `holePx` what is open in the middle of a ring alone. */
export type CircleSize = { readonly outerPx: number; readonly innerPx: number; readonly holePx: number };

/** In the order given. A place with nobody reached is a ring alone, one where nobody waits a disc alone. */
export function circleSizes(
  circles: readonly Pick<MapCircle, 'reached' | 'waiting'>[],
): readonly CircleSize[] {
  const largest = Math.max(1, ...circles.map(({ reached, waiting }) => reached + waiting));
  return circles.map(({ reached, waiting }) => {
    const total = reached + waiting;
    if (total === 0) return { outerPx: RADIUS_MIN_PX, innerPx: 0, holePx: 0 };
    const open = reached === 0 ? HOLE : 0;
    const radiusPx = RADIUS_MAX_PX * Math.sqrt(total / largest / (1 - open ** 2));
    const outerPx = Math.max(RADIUS_MIN_PX, radiusPx);
    const innerPx = outerPx * Math.sqrt(reached / total);
    const holePx = outerPx * open;
    if (waiting === 0 || reached === 0) return { outerPx, innerPx, holePx };
    return { outerPx, innerPx: Math.min(innerPx, outerPx - RING_MIN_PX), holePx };
  });
}

export function circleBoxPx({ outerPx }: CircleSize): number {
  return Math.max(TARGET_PX, Math.ceil(outerPx * 2) + 4);
}

export function circleSvg(size: CircleSize, isEmpty = false): string {
  const { outerPx, innerPx, holePx } = size;
  const box = circleBoxPx(size);
  const circle = (radius: number, look: string) =>
    `<circle cx="${box / 2}" cy="${box / 2}" r="${radius.toFixed(1)}" ${look}/>`;
  const ringInsidePx = Math.max(innerPx, holePx);
  const ring = outerPx - ringInsidePx;
  const parts = isEmpty
    ? circle(outerPx - 1, 'fill="#fff" stroke="#848f9a" stroke-width="1.5"')
    : (ring > 0.1
        ? circle(
            ringInsidePx + ring / 2,
            `fill="#fff" fill-opacity=".7" stroke="${CIRCLE_COLOURS.waiting}" stroke-width="${ring.toFixed(1)}"`,
          )
        : '') + (innerPx > 0 ? circle(innerPx, `fill="${CIRCLE_COLOURS.reached}" fill-opacity=".92"`) : '');
  return `<svg width="${box}" height="${box}" aria-hidden="true" focusable="false">${parts}${circle(outerPx + 0.8, 'fill="none" stroke="#fff" stroke-opacity=".85" stroke-width="1.2"')}</svg>`;
}
