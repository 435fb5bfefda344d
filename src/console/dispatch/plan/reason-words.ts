/** A reason as a sentence in the language of now. Facts that are not there make the sentence shorter, never wrong. Pure. */
import type { Reason } from '@digitruck/contract/plans';
import type { Format } from '../../shared/format.ts';
import type { reasonText } from './reason-text.ts';

type Words = (typeof reasonText)['en'];
type Facts = Reason['facts'];

export function reasonWords(
  reason: Reason,
  t: Words,
  format: Pick<Format, 'number' | 'percent' | 'unit' | 'day'>,
): string {
  const { facts } = reason;
  const truck = reason.truckId ?? t.aTruck;
  const day = (date: string) => format.day(date, 'UTC');
  const days =
    reason.firstDay === null || reason.lastDay === null
      ? undefined
      : `${day(reason.firstDay)} – ${day(reason.lastDay)}`;
  const edit = ofAnEdit(reason, truck, t, day);
  if (edit !== undefined) return edit;
  switch (reason.code) {
    case 'NO_CAPABLE_TRUCK':
      return noTruck(facts, t, format);
    case 'NO_DATE_IN_WINDOW': {
      const need = numberOf(facts, 'needDays');
      const has = numberOf(facts, 'hasDays');
      return need === undefined || has === undefined
        ? t.noDate
        : t.noDateDays(format.number(need, 1), format.number(has, 1));
    }
    case 'BLACKOUT':
      return days === undefined ? t.blackout : t.blackoutDays(truck, days);
    case 'REST_OR_MAINTENANCE':
      return days === undefined ? t.rest : t.restDays(truck, days);
    case 'TRAVEL_TIME': {
      const late = numberOf(facts, 'lateDays');
      if (late === undefined) return t.travel(truck);
      return reason.firstDay === null
        ? t.travelLate(truck, format.number(late))
        : t.travelEarliest(truck, day(reason.firstDay), format.number(late));
    }
    case 'BATTERY_RESERVE': {
      const on = textOf(facts, 'day');
      const charge = numberOf(facts, 'chargePct');
      const reserve = numberOf(facts, 'reservePct');
      return on === undefined || charge === undefined || reserve === undefined
        ? t.battery(truck)
        : t.batteryDay(truck, day(on), format.percent(charge), format.percent(reserve));
    }
    case 'PIN_CONFLICT': {
      const site = textOf(facts, 'with') ?? textOf(facts, 'other');
      return site === undefined ? t.pin(truck) : t.pinSite(truck, site);
    }
    case 'LOWER_VALUE': {
      const net = numberOf(facts, 'netLearners');
      // Weighing may prefer what reaches fewer people; then the number would contradict the words.
      if (net === undefined || net >= 0) return t.lower;
      const site = displaced(facts);
      const people = format.number(-net);
      return site === undefined ? t.lowerFewer(truck, people) : t.lowerSite(site, people);
    }
    case 'SITE_TAKEN': {
      const site = textOf(facts, 'by');
      return site === undefined ? t.taken : t.takenBy(site);
    }
    case 'FROZEN':
      return t.frozen;
    case 'SEARCH_LIMIT':
      return t.limit;
  }
}

function noTruck(facts: Facts, t: Words, format: Pick<Format, 'unit'>): string {
  const need = numberOf(facts, 'needKbps');
  if (need !== undefined) {
    return t.noTruckBandwidth(
      format.unit(need, 'kbit/s'),
      format.unit(numberOf(facts, 'hasKbps') ?? null, 'kbit/s'),
    );
  }
  const causes = textOf(facts, 'causes') ?? '';
  if (causes.includes('ACCESS')) return t.noTruckAccess;
  if (causes.includes('TRUCKS')) return t.noTruckAllowed;
  return t.noTruck;
}

function numberOf(facts: Facts, name: string): number | undefined {
  const value = facts[name];
  return typeof value === 'number' ? value : undefined;
}

function textOf(facts: Facts, name: string): string | undefined {
  const value = facts[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** The visits it would push out; the service says "nobody" where there is none. */
function displaced(facts: Facts): string | undefined {
  const names = textOf(facts, 'displaces');
  return names === 'nobody' ? undefined : names;
}

/** A refused edit says more closely what its code stands for. */
function ofAnEdit(
  { facts, firstDay }: Reason,
  truck: string,
  t: Words,
  day: (date: string) => string,
): string | undefined {
  const other = textOf(facts, 'other');
  switch (facts.why) {
    case 'OUTSIDE_HORIZON':
      return t.outsidePlan;
    case 'OUTSIDE_WINDOWS':
      return t.outsideDates(textOf(facts, 'site') ?? '');
    case 'NO_CLASSES':
      return t.tooFewClasses;
    case 'BLACKOUT':
      return t.blackout;
    case 'REST_OR_MAINTENANCE':
      return t.rest;
    case 'OVERLAP':
      return other === undefined ? undefined : t.twoAtOnce(truck, other);
    case 'TRAVEL_TIME':
      if (firstDay === null) return undefined;
      return other === undefined ? t.noReach(truck, day(firstDay)) : t.notFrom(truck, other, day(firstDay));
    default:
      return undefined;
  }
}

/** What would have to change for it; undefined where nothing would. */
export function helpWords(
  { code, facts, truckId }: Reason,
  t: Words,
  format: Pick<Format, 'number' | 'unit'>,
): string | undefined {
  const moreDays = numberOf(facts, 'moreDays') ?? numberOf(facts, 'lateDays');
  switch (code) {
    case 'NO_CAPABLE_TRUCK': {
      if (numberOf(facts, 'needKbps') !== undefined) return t.helpBandwidth;
      const causes = textOf(facts, 'causes') ?? '';
      return causes.includes('ACCESS') ? t.helpAccess : causes.includes('TRUCKS') ? t.helpTrucks : undefined;
    }
    case 'NO_DATE_IN_WINDOW':
    case 'TRAVEL_TIME':
      return moreDays === undefined ? undefined : t.helpDates(format.number(moreDays));
    case 'BLACKOUT':
      return t.helpBlackout;
    case 'REST_OR_MAINTENANCE':
      return truckId === null ? undefined : t.helpService(truckId);
    case 'BATTERY_RESERVE': {
      const short = numberOf(facts, 'shortWh');
      return short === undefined ? undefined : t.helpEnergy(format.unit(short, 'Wh'));
    }
    case 'PIN_CONFLICT': {
      const sites = textOf(facts, 'with');
      return sites === undefined ? undefined : t.helpUnpin(sites);
    }
    case 'LOWER_VALUE': {
      const sites = displaced(facts);
      return sites === undefined ? undefined : t.helpDrop(sites);
    }
    case 'SITE_TAKEN': {
      const by = textOf(facts, 'by');
      return by === undefined ? undefined : t.helpDrop(by);
    }
    case 'SEARCH_LIMIT':
      return t.helpLonger;
    case 'FROZEN':
      return undefined;
  }
}
