/** What the map is given: plain data, nothing of the library that draws it. Degrees are WGS 84. */

/** Degrees, WGS 84. */
export type Place = { readonly lat: number; readonly lon: number };

/** What a truck's marker says, by shape and by colour. `alert` outranks the others: somebody must act. */
export const TRUCK_MARKS = ['alert', 'teaching', 'driving', 'charging', 'idle', 'silent'] as const;
export type TruckMark = (typeof TRUCK_MARKS)[number];

export type MapTruck = {
  readonly id: string;
  readonly lat: number;
  readonly lon: number;
  readonly mark: TruckMark;
  /** 0 to 100; undefined is unknown and draws no ring. */
  readonly socPct: number | undefined;
  /** Clockwise from north; turns the arrow of a driving truck. */
  readonly headingDeg?: number;
  /** Old data: the marker is greyed. */
  readonly stale?: boolean;
  /** Beneath the marker where there is room, e.g. "DT-18 16 %". */
  readonly label: string;
  /** What a screen reader says, e.g. "DT-18, teaching, 16 %, needs you". */
  readonly description: string;
};

export const SITE_MARKS = ['overdue', 'waiting', 'not-ready', 'ready', 'unknown'] as const;
export type SiteMark = (typeof SITE_MARKS)[number];

export type MapSite = {
  readonly id: string;
  readonly lat: number;
  readonly lon: number;
  readonly mark: SiteMark;
  readonly name: string;
};

/** A place drawn to scale, e.g. a county: whom the programme reached there, and who waits. */
export type MapCircle = {
  readonly id: string;
  readonly lat: number;
  readonly lon: number;
  readonly reached: number;
  readonly waiting: number;
  /** Beneath it where there is room. */
  readonly name: string;
  /** What a screen reader says, e.g. "Baringo: 180 people reached, 60 wait". */
  readonly description: string;
};

export type Selection = { readonly kind: 'truck' | 'site' | 'circle'; readonly id: string };

/** Pixels from the canvas's upper left corner. */
export type Point = { readonly x: number; readonly y: number };
export type Rect = {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
};

/** Colours of marks, also for the legend. White signs on them have 4.5:1, but for charging (3:1, a large sign). */
export const TRUCK_COLOURS: { readonly [Mark in TruckMark]: string } = {
  alert: '#b91c1c',
  teaching: '#0f766e',
  driving: '#1d4ed8',
  charging: '#b07408',
  idle: '#6b5b95',
  silent: '#565f68',
};
export const SITE_COLOURS: { readonly [Mark in SiteMark]: string } = {
  overdue: '#c2410c',
  waiting: '#d08a1d',
  'not-ready': '#6b5b95',
  ready: '#5f9279',
  unknown: '#848f9a',
};
