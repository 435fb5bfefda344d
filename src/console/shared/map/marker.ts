/** The pictures of trucks and groups, as SVG text: a sign for the state, its colour, and the battery as a ring around it. */
import { TRUCK_COLOURS, type TruckMark } from './types.ts';

export const MARKER_PX = 32;
const CENTRE = MARKER_PX / 2;
const RING_RADIUS = 13.5;
/** Below this the ring is red, below the next amber. Looks only; what is urgent is the alerts' business. */
const LOW_PCT = 20;
const MIDDLE_PCT = 40;

/** Signs in a square of 16 around the origin, white on the state's colour. */
const SIGNS: { readonly [Mark in TruckMark]: string } = {
  teaching:
    '<path d="M0-4.6 7-1.4 0 1.8-7-1.4z"/><path d="M-4 .9v2.9C-2.6 5.2 2.6 5.2 4 3.8V.9L0 2.8z"/><path d="M6.2-1.2v4" stroke="#fff" stroke-width="1.1" fill="none"/>',
  driving: '<path d="M0-6 4.6 5.4 0 3-4.6 5.4z"/>',
  charging: '<path d="M1.6-6.6-4.4 1H-.6L-1.6 6.6 4.4-1.2H.6z"/>',
  idle: '<path d="M-3.9-4.4h2.6v8.8h-2.6zM1.3-4.4h2.6v8.8H1.3z"/>',
  silent:
    '<path d="M-3.8-3.8 3.8 3.8M3.8-3.8-3.8 3.8" stroke="#fff" stroke-width="2.4" stroke-linecap="round" fill="none"/>',
  alert: '<path d="M-1.3-6h2.6L.9 1.8H-.9z"/><circle cy="4.5" r="1.5"/>',
};

export type MarkerLook = {
  readonly mark: TruckMark;
  readonly socPct: number | undefined;
  readonly headingDeg?: number;
  readonly stale?: boolean;
};

export function truckSvg({ mark, socPct, headingDeg, stale }: MarkerLook, sizePx = MARKER_PX): string {
  const turn = mark === 'driving' && headingDeg !== undefined ? ` rotate(${Math.round(headingDeg)})` : '';
  const colour = stale && mark !== 'alert' ? TRUCK_COLOURS.silent : TRUCK_COLOURS[mark];
  return svg(
    sizePx,
    `${disc()}${ring(socPct, stale)}<circle cx="${CENTRE}" cy="${CENTRE}" r="11" fill="${colour}"/>` +
      `<g transform="translate(${CENTRE} ${CENTRE})${turn}" fill="#fff">${SIGNS[mark]}</g>`,
  );
}

/** A group: how many, in the colour of the most urgent, and the alert's sign at its corner when there is one inside. */
export function clusterSvg(count: number, mark: TruckMark, sizePx = MARKER_PX + 4): string {
  const alert =
    mark === 'alert'
      ? `<circle cx="26" cy="6" r="6" fill="${TRUCK_COLOURS.alert}" stroke="#fff" stroke-width="1.5"/><g transform="translate(26 6) scale(.62)" fill="#fff">${SIGNS.alert}</g>`
      : '';
  const digits = String(count);
  return svg(
    sizePx,
    `${disc()}<circle cx="${CENTRE}" cy="${CENTRE}" r="13" fill="#24323f"/>` +
      `<text x="${CENTRE}" y="${CENTRE + 4.2}" text-anchor="middle" font-size="${digits.length > 2 ? 10 : 12}" font-weight="700" fill="#fff">${digits}</text>${alert}`,
  );
}

function svg(sizePx: number, inside: string): string {
  return `<svg width="${sizePx}" height="${sizePx}" viewBox="0 0 ${MARKER_PX} ${MARKER_PX}" overflow="visible" aria-hidden="true" focusable="false">${inside}</svg>`;
}

function disc(): string {
  // A shadow by hand: a filter would be drawn anew in each frame of a move, and made it three times slower.
  return `<circle cx="${CENTRE}" cy="${CENTRE + 0.6}" r="16.6" fill="#0f1e2830"/><circle cx="${CENTRE}" cy="${CENTRE}" r="15.5" fill="#fff"/>`;
}

function ring(socPct: number | undefined, stale: boolean | undefined): string {
  if (socPct === undefined) return '';
  const length = 2 * Math.PI * RING_RADIUS;
  const done = (Math.min(100, Math.max(0, socPct)) / 100) * length;
  const colour = stale
    ? '#98a2ab'
    : socPct < LOW_PCT
      ? '#c81e1e'
      : socPct < MIDDLE_PCT
        ? '#d08a1d'
        : '#65a30d';
  return (
    `<circle cx="${CENTRE}" cy="${CENTRE}" r="${RING_RADIUS}" fill="none" stroke="#e3e6e8" stroke-width="3"/>` +
    `<circle cx="${CENTRE}" cy="${CENTRE}" r="${RING_RADIUS}" fill="none" stroke="${colour}" stroke-width="3" stroke-dasharray="${done.toFixed(1)} ${length.toFixed(1)}" transform="rotate(-90 ${CENTRE} ${CENTRE})"/>`
  );
}
