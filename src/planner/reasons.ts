/** Why a request is in no plan, as data: the screen puts it in words. Each says what was in the way, with dates and numbers, and what would have to change. */

/** `causes` are those of the problem's days and ways (problem.ts, CausedRange) that are in the way. */
export type Reason =
  | {
      readonly code: 'NO_CAPABLE_TRUCK';
      readonly causes: readonly ('LORRY_ACCESS' | 'BANDWIDTH' | 'OTHER_TRUCKS')[];
      readonly change:
        | { readonly what: 'BANDWIDTH'; readonly needKbps: number; readonly hasKbps: number | null }
        | { readonly what: 'ACCESS' | 'ALLOW_TRUCKS' };
    }
  | {
      readonly code: 'NO_DATE_IN_WINDOW';
      readonly truckId: string;
      /** Days with classes the shortest stay needs, and the most there are in one of the windows. */
      readonly needDays: number;
      readonly hasDays: number;
      readonly change: { readonly what: 'WINDOW'; readonly moreDays: number };
    }
  | {
      readonly code: 'BLACKOUT';
      readonly truckId: string;
      readonly causes: readonly string[];
      /** A stay that would be possible without it. */
      readonly firstDay: string;
      readonly lastDay: string;
      readonly change: { readonly what: 'BLACKOUT' };
    }
  | {
      readonly code: 'REST_OR_MAINTENANCE';
      readonly truckId: string;
      readonly causes: readonly string[];
      readonly firstDay: string;
      readonly lastDay: string;
      readonly change: { readonly what: 'MAINTENANCE' };
    }
  | {
      readonly code: 'TRAVEL_TIME';
      readonly truckId: string;
      readonly causes: readonly string[];
      /** Between which visits; null is the depot. */
      readonly after: string | null;
      readonly before: string | null;
      /** When the truck could begin; null where its own dates are over by then. */
      readonly earliest: string | null;
      /** By how many days the visit (or the one after it) would be late. */
      readonly lateDays: number;
      readonly change: { readonly what: 'WINDOW'; readonly moreDays: number };
    }
  | {
      readonly code: 'SITE_TAKEN';
      readonly truckId: string;
      readonly by: string;
      readonly change: { readonly what: 'DROP'; readonly requestIds: readonly string[] };
    }
  | {
      readonly code: 'BATTERY_RESERVE';
      readonly truckId: string;
      readonly causes: readonly string[];
      readonly firstDay: string;
      /** The day on which it would fall under the reserve, and to what. */
      readonly day: string;
      readonly chargePct: number;
      readonly reservePct: number;
      readonly shortWh: number;
      readonly change: { readonly what: 'ENERGY'; readonly moreWh: number };
    }
  | {
      readonly code: 'PIN_CONFLICT';
      readonly truckId: string;
      readonly requestIds: readonly string[];
      readonly change: { readonly what: 'UNPIN'; readonly requestIds: readonly string[] };
    }
  | {
      readonly code: 'LOWER_VALUE';
      readonly truckId: string;
      readonly firstDay: string;
      readonly displaces: readonly string[];
      /** Change of the plan's value in weighted learners, and of people reached: below 0 is a loss. */
      readonly net: number;
      readonly netLearners: number;
      readonly change: { readonly what: 'DROP'; readonly requestIds: readonly string[] };
    }
  | {
      /** It would do good, and the search did not come to it. */
      readonly code: 'SEARCH_LIMIT';
      readonly truckId: string;
      readonly firstDay: string;
      readonly displaces: readonly string[];
      readonly net: number;
      readonly change: { readonly what: 'LONGER_SEARCH' };
    };

export type Explanation = {
  readonly requestId: string;
  /** The nearest misses first, at most `REASONS_MAX`. */
  readonly reasons: readonly Reason[];
};
export const REASONS_MAX = 6;

export type Beaten = {
  readonly requestId: string;
  /** By how much the plan would be worth less with it in this visit's stead. */
  readonly lessBy: number;
};
