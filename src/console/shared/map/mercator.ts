/**
 * Web Mercator (EPSG:3857) as pixels of a world at one fixed zoom. Painting scales it to the zoom of the map. At zoom 8 a
 * country's coordinates keep a hundredth of a pixel in the 32-bit floats of a Path2D, up to the map's largest zoom.
 */
import type { Point } from './types.ts';

export const WORLD_ZOOM = 8;
const WORLD_PX = 256 * 2 ** WORLD_ZOOM;
/** Where Web Mercator ends. */
const LAT_MAX = 85.0511287798;

export function mercator(lon: number, lat: number): Point {
  const sin = Math.sin((Math.max(-LAT_MAX, Math.min(LAT_MAX, lat)) * Math.PI) / 180);
  return {
    x: (lon / 360 + 0.5) * WORLD_PX,
    y: (0.5 - Math.log((1 + sin) / (1 - sin)) / (4 * Math.PI)) * WORLD_PX,
  };
}

/** How much larger the map at a zoom is than the fixed world. */
export function scaleAt(zoom: number): number {
  return 2 ** (zoom - WORLD_ZOOM);
}
