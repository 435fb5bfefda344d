/**
 * The names of trucks, circles and towns. They give way to markers and to more important names; a capital is always named, over the
 * markers if need be, so Nairobi does not vanish under the trucks that meet there.
 */
import type { DrawnCircle } from './circle-layer.ts';
import type { Cluster } from './cluster.ts';
import { type LabelWish, placeLabels } from './labels.ts';
import { MARKER_PX } from './marker.ts';
import {
  NAME_HEIGHT_PX,
  type NameStyle,
  nameWidthPx,
  paintName,
  paintTownDot,
  toPixels,
  townsInView,
  townWish,
  type View,
} from './paint.ts';
import type { Point, Rect } from './types.ts';
import type { World } from './world.ts';

export type NamesContent = {
  /** Undefined with a deployer's own tiles, which bring their names. */
  readonly world: World | undefined;
  /** Points in world pixels of the view's zoom. */
  readonly clusters: readonly Cluster[];
  readonly circles: readonly DrawnCircle[];
};

export function paintNames(
  pen: CanvasRenderingContext2D,
  view: View,
  { world, clusters, circles }: NamesContent,
): void {
  pen.clearRect(0, 0, view.widthPx, view.heightPx);
  const names = new Map<string, { text: string; style: NameStyle; dot?: Point }>();
  const wishes: LabelWish[] = [];
  const wish = (item: LabelWish, text: string, style: NameStyle, dot?: Point) => {
    names.set(item.key, { text, style, dot });
    wishes.push(item);
  };
  const markers = clusters
    .map((cluster) => ({ cluster, at: { x: cluster.at.x - view.left, y: cluster.at.y - view.top } }))
    .filter(({ at }) => at.x > -40 && at.y > -40 && at.x < view.widthPx + 40 && at.y < view.heightPx + 40);
  const truckNames = (alerts: boolean) => {
    for (const { cluster, at } of markers) {
      const [truck] = cluster.trucks;
      if (truck === undefined || cluster.trucks.length > 1 || (truck.mark === 'alert') !== alerts) continue;
      const style = alerts ? 'alert' : 'truck';
      const item: LabelWish = {
        key: `truck ${truck.id}`,
        at,
        widthPx: nameWidthPx(pen, truck.label, style),
        heightPx: NAME_HEIGHT_PX - 1,
        gapPx: MARKER_PX / 2 + 1,
        sides: ['below', 'above', 'right', 'left'],
        marginPx: 2,
      };
      wish(item, truck.label, style);
    }
  };
  const discs = circles.map(({ circle, size }) => ({
    circle,
    size,
    at: toPixels(view, circle.lon, circle.lat),
  }));
  for (const { circle, size, at } of discs) {
    const item: LabelWish = {
      key: `circle ${circle.id}`,
      at,
      widthPx: nameWidthPx(pen, circle.name, 'truck'),
      heightPx: NAME_HEIGHT_PX - 1,
      gapPx: size.outerPx + 1,
      sides: ['below', 'above', 'right', 'left'],
      marginPx: 2,
    };
    wish(item, circle.name, 'truck');
  }
  const towns = world === undefined ? [] : townsInView(view, world.towns);
  const townNames = (capitals: boolean) => {
    towns.forEach(({ town, at }, index) => {
      if (town.rank >= 2 !== capitals) return;
      const item = { ...townWish(pen, town, at), key: `town ${index}` };
      wish(item, town.name, capitals ? 'capital' : 'town', at);
    });
  };
  truckNames(true);
  townNames(true);
  truckNames(false);
  townNames(false);

  const whole: Rect = { left: 0, top: 0, right: view.widthPx, bottom: view.heightPx };
  const taken = [
    ...markers.map(({ at }) => squareAround(at, MARKER_PX / 2)),
    ...discs.map(({ at, size }) => squareAround(at, size.outerPx)),
  ];
  const placed = placeLabels(wishes, taken, whole);
  for (const { key } of placed) {
    const name = names.get(key);
    // A dot under a marker would be painted onto it.
    if (name?.dot !== undefined && !taken.some((rect) => holds(rect, name.dot)))
      paintTownDot(pen, name.dot, name.style === 'capital');
  }
  for (const label of placed) {
    const name = names.get(label.key);
    if (name !== undefined) paintName(pen, name.text, name.style, label);
  }
}

function squareAround({ x, y }: Point, by: number): Rect {
  return { left: x - by, top: y - by, right: x + by, bottom: y + by };
}

function holds(rect: Rect, point: Point | undefined): boolean {
  if (point === undefined) return false;
  return point.x > rect.left && point.x < rect.right && point.y > rect.top && point.y < rect.bottom;
}
