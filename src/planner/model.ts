/**
 * What the search knows of a problem: routes (trucks), visits in groups of which one at most is made (a request and the lengths its
 * stay may have), and when one stop can follow another. Two problems speak it: the programme's stays of days (`day-model.ts`) and the
 * public orienteering files of the bench, so that one search serves, and is measured on, both.
 *
 * Nodes are numbered: visits 0 to V - 1, then the start of each route (V + k), then its end (V + R + k). Times are numbers from 0 up in any
 * unit; Infinity is never. All functions of time are non-decreasing: leaving later never lets one arrive earlier. On that rest the O(1)
 * checks of `schedule.ts`.
 */
export type RouteModel = {
  readonly routes: number;
  readonly visits: number;
  readonly groups: number;
  /** The group of each visit; visits of a group are neighbours in number. */
  readonly groupOf: Int32Array;
  /** The first visit of each group, and V at the end. */
  readonly firstVisit: Int32Array;
  /** To routes of one class each visit is worth the same. */
  readonly classes: number;
  readonly classOf: Int32Array;
  /** Routes of one kind may take each other's stops as they are. */
  readonly kinds: number;
  readonly kindOf: Int32Array;
  /** What a visit is worth on a route of class c, at [c * V + v]; 0 or less: not to be made by it. */
  readonly profit: Float64Array;
  /** Visits that must stay on the route they are put on first. */
  readonly fixed: Uint8Array;
  /** The most stops a route can have. */
  readonly stopsMax: number;
  /** Sets routes begin with, in order, each with the time before which it must not start. */
  readonly begin: readonly (readonly Placed[])[];

  departAt(route: number): number;
  closeAt(route: number): number;
  /** The latest time at which a visit can start at all on a route. */
  lastStart(route: number, visit: number): number;
  /** When a truck that starts at `from` at `time` stands at `to`. */
  ready(route: number, from: number, time: number, to: number): number;
  /** When a truck that stands at `to` since `time` can start there. */
  settle(route: number, to: number, time: number): number;
  /** The latest start at `from` from which `to` can start at `latest` or before; below 0 if there is none. */
  leave(route: number, from: number, to: number, latest: number): number;
  /** How far two visits are from each other, in any unit. */
  distance(a: number, b: number): number;
  /** What a route costs in parts of profit beside the visits it makes; Infinity if something else than time forbids it. */
  judge(route: number, view: ScheduleView): number;
  /** Times later than the earliest at which a visit is worth a try on a route; what was promised first. */
  holds(route: number, visit: number, earliest: number, view: ScheduleView): readonly number[];
  /** True if a host was told this time (and route). */
  promised(route: number, visit: number, start: number): boolean;
  /** The route a group was promised on; -1 if none. */
  keeps(group: number): number;
  /** True if `judge` may forbid a route or `holds` knows other times. */
  readonly judges: boolean;
  /** What a route uses besides its groups of which there is one only: a truck a site a day. Numbers from 0 to `cells` - 1. */
  readonly cells: number;
  cellsOf(route: number, view: ScheduleView): readonly number[];
};

export type Placed = { readonly visit: number; readonly hold: number };

/** Routes as they stand: stop p of route k is at [k * stride + p]; the first is its start, the last its end. */
export type ScheduleView = {
  readonly stride: number;
  readonly length: Int32Array;
  readonly stops: Int32Array;
  /** Earliest start, earliest time on the spot, latest start. */
  readonly early: Float64Array;
  readonly ready: Float64Array;
  readonly late: Float64Array;
  /** Not before this time. */
  readonly hold: Float64Array;
  /** Route and visit of each group; -1 if it is on none. */
  readonly routeOf: Int32Array;
  readonly visitAt: Int32Array;
};
