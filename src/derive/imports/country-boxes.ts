/**
 * A box around each country of the programme's region, rounded outwards, to catch coordinates that are exchanged or
 * belong somewhere else. Degrees, WGS 84; extents after Natural Earth's 1:50m countries (public domain).
 */
export type Box = {
  readonly south: number;
  readonly north: number;
  readonly west: number;
  readonly east: number;
};

const box = (south: number, north: number, west: number, east: number): Box => ({ south, north, west, east });

export const COUNTRY_BOXES: Readonly<Record<string, Box>> = {
  BF: box(9, 15.5, -6, 3),
  BI: box(-4.6, -2.2, 28.8, 31),
  BJ: box(6, 12.6, 0.6, 4),
  BW: box(-27, -17.5, 19.8, 29.6),
  CD: box(-13.6, 5.6, 12, 31.5),
  CI: box(4.1, 11, -8.8, -2.3),
  CM: box(1.5, 13.2, 8.3, 16.4),
  DJ: box(10.8, 12.9, 41.6, 43.6),
  EG: box(21.8, 31.8, 24.5, 37),
  ER: box(12.2, 18.2, 36.2, 43.3),
  ET: box(3.2, 15, 32.8, 48.2),
  FR: box(41.2, 51.3, -5.3, 9.7),
  GH: box(4.5, 11.3, -3.4, 1.4),
  GM: box(13, 13.9, -17, -13.7),
  KE: box(-5, 5.5, 33.5, 42),
  LS: box(-30.8, -28.4, 26.9, 29.6),
  MG: box(-25.8, -11.8, 43, 50.7),
  ML: box(10, 25.1, -12.4, 4.4),
  MW: box(-17.3, -9.2, 32.5, 36),
  MZ: box(-27, -10.3, 30, 41),
  NG: box(4, 14, 2.5, 14.8),
  PH: box(4.2, 21.3, 116.5, 127),
  RW: box(-3, -1, 28.7, 31),
  SN: box(12.2, 16.8, -17.7, -11.2),
  SO: box(-1.9, 12.2, 40.8, 51.6),
  SS: box(3.3, 12.4, 24, 36.2),
  SZ: box(-27.5, -25.5, 30.6, 32.3),
  TG: box(6, 11.3, -0.3, 2),
  TZ: box(-12, -0.8, 29.2, 40.7),
  UG: box(-1.7, 4.4, 29.4, 35.2),
  ZA: box(-35, -22, 16.3, 33),
  ZM: box(-18.2, -8.1, 21.8, 33.9),
  ZW: box(-22.6, -15.5, 25.1, 33.2),
};

export function isWithin({ south, north, west, east }: Box, lat: number, lon: number): boolean {
  return lat >= south && lat <= north && lon >= west && lon <= east;
}
