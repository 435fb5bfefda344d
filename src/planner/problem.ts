/**
 * What a plan is made of, in the field's words: trucks, sites, courses, visit requests, roads, sun, what is pinned and what is published.
 * Dates are local dates of the programme ("2026-11-23"); a day has one slot or two halves, and stays and ways are whole slots.
 */
export type DateRange = { readonly from: string; readonly to: string };
/** What is behind days that cannot be used, e.g. a disruption's id; reasons name it. */
export type CausedRange = DateRange & { readonly cause?: string };

export type TruckSpec = {
  readonly truckId: string;
  readonly seats: number;
  /** Where it stands when the horizon begins, and where it must be when it ends (null: anywhere). Keys of `travel.places`. */
  readonly start: string;
  readonly end: string | null;
  readonly availableFrom?: string;
  /** Average on the road, for roads whose minutes nobody gave. */
  readonly speedKph: number;
  readonly drivingMinutesPerDay: number;
  /** 0 is Sunday. The crew neither drives nor teaches. */
  readonly restWeekdays: readonly number[];
  readonly restDates?: readonly string[];
  /** Out of service: no stay may span it. */
  readonly maintenance: readonly CausedRange[];
  /** null while nobody has said: its energy is then not checked, and the plan says so. */
  readonly power: TruckPower | null;
  /** Days on which its battery holds less, or its classes draw less. Of several the least counts. */
  readonly powerChanges?: readonly PowerChange[];
};
/**
 * The charge in percent stays what it is when a change begins or ends: cells that fail take their part of the charge with them, and those
 * that come back bring theirs.
 */
export type PowerChange = CausedRange & {
  readonly capacityPct: number;
  /** Drawn besides the seats while a class is held. */
  readonly classLoadW: number;
};
export type TruckPower = {
  readonly arrayPeakW: number;
  readonly capacityWh: number;
  readonly reservePct: number;
  readonly maxChargeW: number;
  readonly maxDischargeW: number;
  /** Part of the charge that arrives in the battery, above 0 and at most 1. */
  readonly chargeEfficiency: number;
  readonly startSocPct: number;
  /** Drawn always, and besides the seats while a class is held. */
  readonly baseLoadW: number;
  readonly classLoadW: number;
};

export type SiteSpec = {
  readonly siteId: string;
  readonly county: string;
  /** Days on which classes are held; 0 is Sunday. */
  readonly openWeekdays: readonly number[];
  /** Days without classes that a stay may span: public holidays, feasts. */
  readonly holidays: readonly string[];
  readonly lorryAccess: 'yes' | 'no' | 'unknown';
  /** Measured or known; null is unknown. */
  readonly downlinkKbps: number | null;
  /** Index into `sun`; null is unknown. */
  readonly sun: number | null;
};

export type CourseSpec = {
  readonly courseId: string;
  readonly mode: 'cohort' | 'drop-in';
  readonly totalHours: number;
  readonly classHours: number;
  /** Where it is not the problem's, e.g. because classes are long or the site closes early. */
  readonly classesPerDay?: number;
  readonly powerPerSeatW: number;
  readonly downlinkKbps: number;
};

export type RequestSpec = {
  readonly requestId: string;
  readonly siteId: string;
  readonly courseId: string;
  readonly learnersExpected: number;
  readonly womenExpected: number | null;
  readonly teachersExpected: number | null;
  /** 1 is most urgent. */
  readonly priority: number;
  readonly requestedOn: string;
  /** A stay lies within one of them; empty is any. */
  readonly windows: readonly DateRange[];
  /** A stay touches none of them. */
  readonly blackouts: readonly CausedRange[];
  readonly minimumStayDays: number;
  /** Drop-in: no longer than this. */
  readonly maximumStayDays?: number;
  /** Cohort: fewer learners than expected are worth coming for, down to this many. */
  readonly learnersAtLeast?: number;
  /** Only these trucks can serve it. */
  readonly onlyTrucks?: readonly string[];
};

export type Travel = {
  /** Keys of sites (their ids) and of depots; row and column of the tables. */
  readonly places: readonly string[];
  readonly km: Float64Array;
  /** From a road service; NaN or absent: km at the truck's speed; Infinity: there is no road. */
  readonly minutes?: Float64Array;
  readonly closures?: readonly Closure[];
};
/** Ways that nobody drives on these days: a truck waits where it stands until it can drive all of it, or takes the way round. */
export type Closure = CausedRange & {
  /** Cells of the tables. */
  readonly cells: Int32Array;
  /** How much longer the way round is; null: there is none. */
  readonly detourKm: number | null;
};

/** Hourly energy of one kW of array, Wh, that is reached on nine days of ten: [month 0-11][hour 0-23] in one row of 288. */
export type SunProfile = Float64Array;

export type PlannedVisit = {
  readonly requestId: string;
  readonly truckId: string;
  readonly firstDay: string;
  readonly lastDay: string;
  /** With half days: it begins, or is over, at noon. */
  readonly fromNoon?: boolean;
  readonly untilNoon?: boolean;
};

export type Problem = {
  readonly from: string;
  readonly days: number;
  readonly slotsPerDay: 1 | 2;
  readonly classesPerDay: number;
  /** Hour of the day at which classes begin (whole days), local time. */
  readonly classesFromHour: number;
  readonly trucks: readonly TruckSpec[];
  readonly sites: readonly SiteSpec[];
  readonly courses: readonly CourseSpec[];
  readonly requests: readonly RequestSpec[];
  readonly travel: Travel;
  readonly sun: readonly SunProfile[];
  /** They stay as they are. */
  readonly pins: readonly PlannedVisit[];
  /** What hosts have been told; changing it costs. */
  readonly published?: Published;
  /** People reached before, and people who asked, by county. */
  readonly counties?: Readonly<Record<string, { readonly reached: number; readonly asked: number }>>;
  /** A site whose bandwidth or access nobody knows is no site to go to. */
  readonly refuseUnknown?: boolean;
  readonly weights?: Partial<Weights>;
};

export type Published = {
  readonly visits: readonly PlannedVisit[];
  /** Visits that begin before this day do not move. */
  readonly frozenBefore: string;
  /** `fingerprint` of the problem it was made for. */
  readonly fingerprint?: string;
};

/** See cost.ts. */
export type Weights = {
  readonly women: number;
  readonly teachers: number;
  readonly waitingPerYear: number;
  readonly equity: number;
  readonly moved: number;
  readonly dropped: number;
  readonly near: number;
};

export const PROBLEM_CODES = [
  'DUPLICATE',
  'UNKNOWN_ID',
  'BAD_DATE',
  'BAD_NUMBER',
  'TOO_LARGE',
  'PIN_CONFLICT',
] as const;
export type ProblemFault = {
  readonly code: (typeof PROBLEM_CODES)[number];
  /** What it is about, e.g. "requests[3].siteId" or the pins' requests. */
  readonly where: string;
  readonly detail: string;
  /** PIN_CONFLICT: the requests whose pins cannot stand together, or the one that cannot stand alone. */
  readonly requestIds?: readonly string[];
};
