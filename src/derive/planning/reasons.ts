/** The planner's reasons as the API tells them: a code, numbers and dates as facts, and words in English. */
import type { TruckId } from '@digitruck/contract/ids';
import type { DisruptionNamed } from '@digitruck/contract/plan-notes';
import type { Reason } from '@digitruck/contract/plans';
import type { PinFault } from '../../planner/pins.ts';
import type { Explanation, Reason as PlannerReason } from '../../planner/reasons.ts';
import { wordsOf } from './disruptions.ts';

/** What a request is called: its site; and what a cause is. */
export type Names = {
  readonly nameOf: (requestId: string) => string;
  readonly disruptionOf: (cause: string) => DisruptionNamed | undefined;
};
type Told = { readonly reason: Reason; readonly help: string };

const rounded = (value: number) => Math.round(value * 10) / 10;
const list = (names: readonly string[]) => (names.length === 0 ? 'nobody' : names.join(', '));

export function reasonsOf(
  explanation: Explanation,
  names: Names,
): { nearest: Reason[]; wouldHelp: string[] } {
  const told = explanation.reasons.map((reason) => toldOf(reason, names));
  return {
    nearest: told.map(({ reason }) => reason),
    wouldHelp: [...new Set(told.map(({ help }) => help))],
  };
}

const CAUSES = {
  LORRY_ACCESS: 'the lorry cannot get to the site',
  BANDWIDTH: 'the site has too little bandwidth for the course',
  OTHER_TRUCKS: 'it asks for other trucks',
} as const;

function toldOf(reason: PlannerReason, { nameOf, disruptionOf }: Names): Told {
  const disruption =
    'causes' in reason && reason.code !== 'NO_CAPABLE_TRUCK' ? named(reason.causes, disruptionOf) : null;
  const made = (
    facts: Reason['facts'],
    words: string,
    help: string,
    days: { firstDay?: string | null; lastDay?: string | null } = {},
  ): Told => ({
    reason: {
      code: reason.code,
      truckId: 'truckId' in reason ? (reason.truckId as TruckId) : null,
      firstDay: days.firstDay ?? null,
      lastDay: days.lastDay ?? null,
      facts,
      disruption,
      words: because(words, disruption),
    },
    help,
  });
  switch (reason.code) {
    case 'NO_CAPABLE_TRUCK': {
      const causes = reason.causes.map((cause) => CAUSES[cause]).join('; ');
      const { change } = reason;
      const numbers: Reason['facts'] =
        change.what === 'BANDWIDTH' ? { needKbps: change.needKbps, hasKbps: change.hasKbps } : {};
      const help = {
        BANDWIDTH: 'Measure or better the connection of the site, or choose a course that needs less.',
        ACCESS: 'Find another place for the lorry near the site.',
        ALLOW_TRUCKS: 'Allow other trucks.',
      }[change.what];
      return made({ causes: reason.causes.join(' '), ...numbers }, `No truck can serve it: ${causes}.`, help);
    }
    case 'NO_DATE_IN_WINDOW': {
      const { truckId, needDays, hasDays, change } = reason;
      const words = `It needs ${needDays} days of classes with ${truckId}, and its dates have ${hasDays} at most.`;
      const help = `Dates that suit for ${change.moreDays} more days, or fewer learners.`;
      return made({ needDays, hasDays, moreDays: change.moreDays }, words, help);
    }
    case 'BLACKOUT': {
      const { truckId, firstDay, lastDay } = reason;
      const words = `${truckId} could come from ${firstDay} to ${lastDay}, but these days are excluded.`;
      return made({}, words, 'Take back the days that do not suit.', { firstDay, lastDay });
    }
    case 'REST_OR_MAINTENANCE': {
      const { truckId, firstDay, lastDay } = reason;
      const words = `${truckId} is out of service or its crew rests from ${firstDay} to ${lastDay}.`;
      return made({}, words, `Move the maintenance of ${truckId}.`, { firstDay, lastDay });
    }
    case 'TRAVEL_TIME': {
      const { truckId, earliest, lateDays, after, before } = reason;
      const way = `${after === null ? 'where it begins' : nameOf(after)}${before === null ? '' : ` and before ${nameOf(before)}`}`;
      const words = `${truckId} would come ${lateDays} days too late after ${way}.`;
      const facts = { lateDays, after: after && nameOf(after), before: before && nameOf(before) };
      return made(facts, words, `Dates that suit for ${lateDays} more days.`, { firstDay: earliest });
    }
    case 'SITE_TAKEN': {
      const by = nameOf(reason.by);
      return made({ by }, `Another truck is at the site for ${by}.`, `Leave out the other visit at ${by}.`);
    }
    case 'BATTERY_RESERVE': {
      const { truckId, firstDay, day, chargePct, reservePct, shortWh } = reason;
      const facts = { day, chargePct: rounded(chargePct), reservePct, shortWh: Math.round(shortWh) };
      const words = `${truckId} could come on ${firstDay}, but its battery would fall to ${Math.round(chargePct)} % on ${day}; it must keep ${reservePct} %.`;
      const help = `${Math.round(shortWh)} Wh more: a grid connection, fewer classes a day, or a truck with a larger array.`;
      return made(facts, words, help, { firstDay });
    }
    case 'PIN_CONFLICT': {
      const names = list(reason.requestIds.map(nameOf));
      return made({ with: names }, `Pinned visits are in its way: ${names}.`, `Unpin ${names}.`);
    }
    case 'LOWER_VALUE': {
      const { truckId, firstDay, displaces, net, netLearners } = reason;
      const names = list(displaces.map(nameOf));
      const words =
        displaces.length === 0
          ? `${truckId} could come on ${firstDay}, but the plan would be worth less.`
          : `${truckId} could come on ${firstDay} instead of ${names}: ${Math.abs(netLearners)} people ${netLearners < 0 ? 'fewer' : 'more'}.`;
      const facts = { displaces: names, net: rounded(net), netLearners };
      return made(facts, words, `Drop ${names}.`, { firstDay });
    }
    case 'SEARCH_LIMIT': {
      const { truckId, firstDay, displaces, net } = reason;
      const facts = { displaces: list(displaces.map(nameOf)), net: rounded(net) };
      const words = `The search ended before it came to it: ${truckId} could come on ${firstDay}.`;
      return made(facts, words, 'Search longer, or put it in by hand.', { firstDay });
    }
  }
}

const PIN_CODES = {
  OUTSIDE_HORIZON: 'NO_DATE_IN_WINDOW',
  NO_CAPABLE_TRUCK: 'NO_CAPABLE_TRUCK',
  NO_CLASSES: 'NO_DATE_IN_WINDOW',
  OUTSIDE_WINDOWS: 'NO_DATE_IN_WINDOW',
  BLACKOUT: 'BLACKOUT',
  REST_OR_MAINTENANCE: 'REST_OR_MAINTENANCE',
  OVERLAP: 'PIN_CONFLICT',
  TRAVEL_TIME: 'TRAVEL_TIME',
  SAME_SITE: 'SITE_TAKEN',
  BATTERY_RESERVE: 'BATTERY_RESERVE',
} as const satisfies Record<PinFault['why'], Reason['code']>;

/** A visit that cannot stand where it was put. */
export function pinReason(fault: PinFault, { nameOf, disruptionOf }: Names): Reason {
  const { why, requestIds, truckId, firstDay, lastDay } = fault;
  const name = nameOf(requestIds.at(-1) ?? '');
  const other = requestIds.length > 1 ? nameOf(requestIds[0] ?? '') : null;
  const days = `from ${firstDay} to ${lastDay}`;
  const words = {
    OUTSIDE_HORIZON: `${name} ${days} is outside the plan's days.`,
    NO_CAPABLE_TRUCK: `${truckId} cannot serve ${name}: lorry access, bandwidth or the trucks it asks for.`,
    NO_CLASSES: `Too few classes can be held at ${name} ${days}.`,
    OUTSIDE_WINDOWS: `${name} ${days} is outside the dates that suit.`,
    BLACKOUT: `${name} ${days} touches days that do not suit, or on which another truck is there.`,
    REST_OR_MAINTENANCE: `${truckId} is out of service ${days}.`,
    OVERLAP: `${truckId} would be at ${name} and at ${other} at once.`,
    TRAVEL_TIME: `${truckId} cannot be at ${name} by ${firstDay}${other === null ? '' : `, coming from ${other}`}.`,
    SAME_SITE: `Two trucks would be at ${name} at once.`,
    BATTERY_RESERVE: `The battery of ${truckId} would fall under its reserve with ${name} ${days}.`,
  }[why];
  const facts = { why, site: name, other };
  const disruption = named(fault.causes, disruptionOf);
  return {
    code: PIN_CODES[why],
    truckId: truckId as TruckId,
    firstDay,
    lastDay,
    facts,
    disruption,
    words: because(words, disruption),
  };
}

/** What was promised there and cannot be kept, first of all reasons. */
export function brokenReason(
  { truckId, firstDay, lastDay }: { truckId: TruckId; firstDay: string; lastDay: string },
  disruption: DisruptionNamed,
): Reason {
  const code = disruption.kind === 'site-cancels' ? 'BLACKOUT' : 'REST_OR_MAINTENANCE';
  const words = because(`It was promised with ${truckId} from ${firstDay} to ${lastDay}.`, disruption);
  return { code, truckId, firstDay, lastDay, facts: { promised: 'yes' }, disruption, words };
}

function named(causes: readonly string[], disruptionOf: Names['disruptionOf']): DisruptionNamed | null {
  return causes.map(disruptionOf).find((one) => one !== undefined) ?? null;
}

function because(words: string, disruption: DisruptionNamed | null): string {
  return disruption === null ? words : `${words} Because of this: ${wordsOf(disruption)}.`;
}
