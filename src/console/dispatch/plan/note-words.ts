/** Notes of a plan, and disruptions where something names them, as sentences in the language of now. Pure. */
import type { DisruptionNamed, PlanNote } from '@digitruck/contract/plan-notes';
import type { Format } from '../../shared/format.ts';
import type { planText } from '../../shared/i18n/plan.ts';
import type { planNotesText } from '../../shared/i18n/plan-notes.ts';

type Notes = (typeof planNotesText)['en'];
type Words = Pick<(typeof planText)['en'], 'days'>;
type Writes = Pick<Format, 'number' | 'day'>;
/** As they write themselves. */
const SERVICES = { osrm: 'OSRM', valhalla: 'Valhalla' } as const;

/** "DT-03 is out of service, Mon 4 Jan to Fri 8 Jan (gearbox)": a part of a sentence, without its dot. */
export function disruptionWords(
  { kind, name, from, to, reason }: Omit<DisruptionNamed, 'disruptionId'>,
  t: Notes,
  words: Words,
  format: Writes,
): string {
  const what = {
    'truck-out': t.truckOut,
    'road-closed': t.roadClosed,
    'site-cancels': t.siteCancels,
    battery: t.weakBattery,
  }[kind](name);
  const day = (date: string) => format.day(date, 'UTC');
  const when = from === null ? '' : to === null ? t.fromDay(day(from)) : words.days(day(from), day(to));
  const said = reason.replace(/[.\s]+$/, '');
  return `${what}${when === '' ? '' : `, ${when}`}${said === '' ? '' : ` (${said})`}`;
}

export function noteWords(note: PlanNote, t: Notes, words: Words, format: Writes): string {
  const day = (date: string) => format.day(date, 'UTC');
  const named = (disruption: DisruptionNamed) => disruptionWords(disruption, t, words, format);
  switch (note.kind) {
    case 'roads-by-air':
      return t.roadsByAir(format.number(note.params.factor, 2));
    case 'roads-by-service':
      return t.roadsByService(SERVICES[note.params.service], note.params.pairs);
    case 'roads-fell-back': {
      const { service, fault, detail, pairs, factor } = note.params;
      const said = t.roadsFellBack(
        SERVICES[service],
        t[`fault_${fault}`],
        format.number(pairs),
        format.number(factor, 2),
      );
      return detail === '' ? said : `${said} (${detail})`;
    }
    case 'place-off-road':
      return t.placeOffRoad(note.params.place);
    case 'no-road':
      return t.noRoad(note.params.from, note.params.to);
    case 'no-road-more':
      return t.noRoadMore(note.params.pairs);
    case 'sun-usual':
      return t.sunUsual;
    case 'truck-without-place':
      return t.truckWithoutPlace(note.params.truckId);
    case 'energy-unknown':
      return t.energyUnknown(note.params.truckId);
    case 'way-does-not-fit': {
      const { truckId, site, firstDay, plannedFrom } = note.params;
      return t.wayDoesNotFit(truckId, site, day(firstDay), day(plannedFrom));
    }
    case 'disruption':
      return t.madeUnder(named(note.params.disruption));
    case 'visit-cut-short': {
      const { site, truckId, lastDay, disruption } = note.params;
      return t.cutShort(site, truckId, day(lastDay), named(disruption));
    }
    case 'booking-broken': {
      const { site, truckId, firstDay, lastDay, disruption } = note.params;
      return t.bookingBroken(site, truckId, words.days(day(firstDay), day(lastDay)), named(disruption));
    }
    case 'text':
      return note.params.text;
  }
}
