/** Draws on a canvas what is not a marker: land and water, sites, names. Knows pixels only. */
import type { LabelWish, PlacedLabel } from './labels.ts';
import { mercator, scaleAt } from './mercator.ts';
import { type MapSite, type Point, SITE_COLOURS, SITE_MARKS, type SiteMark } from './types.ts';
import type { Town, World } from './world.ts';

/** What a canvas shows: its size, and where in the world (pixels at this zoom) its upper left corner lies. */
export type View = {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly left: number;
  readonly top: number;
  readonly zoom: number;
  readonly devicePixels: number;
};

export const WATER = '#d4e4ed';
const OWN_LAND = '#fffefa';
const OTHER_LAND = '#f3f1e8';
const SHORE = '#b4cddb';
const BORDER = '#a8a294';
const OWN_BORDER = '#857e6e';
const NAME = '#414b55';
const HALO = 'rgb(255 255 255 / 88%)';
/** Sites nearer than this in px are drawn as one, the most urgent of them. */
const SITE_CELL_PX = 5;
/** From here on a town is what people steer by, and its name may stand a bit farther off when trucks are in the way. */
const BIG_TOWN = 150_000;
/** One name of a town for so many square px of map. */
const PX_PER_NAME = 5200;

export function toPixels(view: View, lon: number, lat: number): Point {
  const scale = scaleAt(view.zoom);
  const { x, y } = mercator(lon, lat);
  return { x: x * scale - view.left, y: y * scale - view.top };
}

export function paintWorld(pen: CanvasRenderingContext2D, view: View, world: World): void {
  const scale = scaleAt(view.zoom);
  const factor = scale * view.devicePixels;
  pen.fillStyle = WATER;
  pen.fillRect(0, 0, view.widthPx, view.heightPx);
  pen.save();
  pen.setTransform(factor, 0, 0, factor, -view.left * view.devicePixels, -view.top * view.devicePixels);
  pen.lineJoin = 'round';
  const line = (widthPx: number, dashPx: readonly number[] = []) => {
    pen.lineWidth = widthPx / scale;
    pen.setLineDash(dashPx.map((px) => px / scale));
  };
  pen.fillStyle = OTHER_LAND;
  pen.fill(world.neighbours);
  pen.fillStyle = OWN_LAND;
  pen.fill(world.own);
  pen.fillStyle = WATER;
  pen.fill(world.lakes);
  pen.strokeStyle = SHORE;
  line(0.8);
  pen.stroke(world.lakes);
  pen.strokeStyle = BORDER;
  line(1, [5, 4]);
  pen.stroke(world.borders);
  pen.strokeStyle = OWN_BORDER;
  line(1.2);
  pen.stroke(world.ownOutline);
  pen.restore();
}

export type ShownSite = { readonly site: MapSite; readonly at: Point };

/** The sites to draw: those in view, thinned where they are too dense to be told apart, the urgent ones kept. */
export function sitesInView(view: View, sites: readonly MapSite[]): readonly ShownSite[] {
  const taken = new Set<number>();
  const shown: ShownSite[] = [];
  const columns = Math.ceil(view.widthPx / SITE_CELL_PX) + 1;
  for (const mark of SITE_MARKS) {
    for (const site of sites) {
      if (site.mark !== mark) continue;
      const at = toPixels(view, site.lon, site.lat);
      if (at.x < 0 || at.y < 0 || at.x > view.widthPx || at.y > view.heightPx) continue;
      const cell = Math.floor(at.y / SITE_CELL_PX) * columns + Math.floor(at.x / SITE_CELL_PX);
      if (taken.has(cell)) continue;
      taken.add(cell);
      shown.push({ site, at });
    }
  }
  return shown;
}

export function paintSites(pen: CanvasRenderingContext2D, shown: readonly ShownSite[]): void {
  // The urgent ones last, so that they lie on top.
  for (const mark of SITE_MARKS.toReversed()) {
    const path = new Path2D();
    for (const { site, at } of shown) if (site.mark === mark) addSiteShape(path, mark, at);
    if (mark === 'waiting' || mark === 'unknown') {
      pen.lineWidth = 2;
      pen.strokeStyle = SITE_COLOURS[mark];
      pen.fillStyle = '#fff';
      pen.fill(path);
      pen.stroke(path);
    } else {
      pen.lineWidth = 2;
      pen.strokeStyle = 'rgb(255 255 255 / 70%)';
      pen.stroke(path);
      pen.fillStyle = SITE_COLOURS[mark];
      pen.fill(path);
    }
  }
}

function addSiteShape(path: Path2D, mark: SiteMark, { x, y }: Point): void {
  if (mark === 'overdue') path.rect(x - 4, y - 4, 8, 8);
  else if (mark === 'not-ready') {
    path.moveTo(x, y - 5);
    path.lineTo(x + 4.7, y + 3.6);
    path.lineTo(x - 4.7, y + 3.6);
    path.closePath();
  } else {
    const radius = mark === 'ready' ? 3 : mark === 'waiting' ? 3.2 : 2.4;
    path.moveTo(x + radius, y);
    path.arc(x, y, radius, 0, 2 * Math.PI);
  }
}

export type NameStyle = 'town' | 'capital' | 'truck' | 'alert';
const FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif';
const FONTS: { readonly [Style in NameStyle]: string } = {
  town: `12px ${FONT}`,
  capital: `700 13px ${FONT}`,
  truck: `600 11px ${FONT}`,
  alert: `700 11.5px ${FONT}`,
};
const INKS: { readonly [Style in NameStyle]: string } = {
  town: NAME,
  capital: '#1c242c',
  truck: '#24323f',
  alert: '#a51616',
};
export const NAME_HEIGHT_PX = 15;

const widths = new Map<string, number>();
export function nameWidthPx(pen: CanvasRenderingContext2D, text: string, style: NameStyle): number {
  const key = `${style}|${text}`;
  let width = widths.get(key);
  if (width === undefined) {
    pen.font = FONTS[style];
    width = pen.measureText(text).width + 2;
    widths.set(key, width);
  }
  return width;
}

/** Towns that may be named in this view, the most important first; how many depends on the room. */
export function townsInView(view: View, towns: readonly Town[]): readonly { town: Town; at: Point }[] {
  const scale = scaleAt(view.zoom);
  const max = Math.ceil((view.widthPx * view.heightPx) / PX_PER_NAME) * 2;
  const shown: { town: Town; at: Point }[] = [];
  for (const town of towns) {
    const at = { x: town.x * scale - view.left, y: town.y * scale - view.top };
    if (at.x < 0 || at.y < 0 || at.x > view.widthPx || at.y > view.heightPx) continue;
    shown.push({ town, at });
    if (shown.length >= max) break;
  }
  return shown;
}

export function townWish(pen: CanvasRenderingContext2D, town: Town, at: Point): LabelWish {
  const capital = town.rank >= 2;
  return {
    key: town.name,
    at,
    widthPx: nameWidthPx(pen, town.name, capital ? 'capital' : 'town'),
    heightPx: NAME_HEIGHT_PX,
    gapPx: capital ? 6 : 5,
    sides: ['right', 'left', 'above', 'below'],
    must: capital,
    patient: town.population >= BIG_TOWN,
    marginPx: capital ? 4 : 9,
  };
}

export function paintTownDot(pen: CanvasRenderingContext2D, { x, y }: Point, capital: boolean): void {
  pen.beginPath();
  pen.arc(x, y, capital ? 2.8 : 1.8, 0, 2 * Math.PI);
  pen.fillStyle = capital ? '#1c242c' : '#6a737c';
  pen.fill();
}

export function paintName(
  pen: CanvasRenderingContext2D,
  text: string,
  style: NameStyle,
  { rect }: PlacedLabel,
): void {
  pen.font = FONTS[style];
  pen.textBaseline = 'middle';
  pen.textAlign = 'left';
  const y = (rect.top + rect.bottom) / 2;
  pen.lineJoin = 'round';
  pen.lineWidth = 3;
  pen.strokeStyle = HALO;
  pen.strokeText(text, rect.left + 1, y);
  pen.fillStyle = INKS[style];
  pen.fillText(text, rect.left + 1, y);
}
