/**
 * What a plan had to assume or give up, as data: a kind with its numbers and names, so that each screen says it in its reader's language.
 */
import { z } from 'zod';
import { DisruptionId, SiteId, TruckId, VisitId } from './ids.ts';
import { DISRUPTION_KINDS } from './plan-words.ts';
import { LocalDate } from './registry.ts';

export type DisruptionKind = (typeof DISRUPTION_KINDS)[number];
export const ROAD_SERVICES = ['osrm', 'valhalla'] as const;
export const ROAD_FAULTS = ['unreachable', 'timeout', 'status', 'refused', 'malformed'] as const;

/** A disruption as far as a reason or a note needs it to be put in words. */
export const DisruptionNamed = z
  .object({
    disruptionId: DisruptionId,
    kind: z.enum(DISRUPTION_KINDS),
    name: z.string().meta({ description: 'The truck, the site or the road' }),
    from: LocalDate.nullable(),
    to: LocalDate.nullable(),
    reason: z.string().meta({ description: 'As it was marked' }),
  })
  .meta({ id: 'DisruptionNamed' });
export type DisruptionNamed = z.infer<typeof DisruptionNamed>;

function note<const Kind extends string, Shape extends z.ZodRawShape>(
  kind: Kind,
  description: string,
  params: Shape,
) {
  return z.object({ kind: z.literal(kind).meta({ description }), params: z.object(params) });
}
const service = z.enum(ROAD_SERVICES);
const pairs = z.int().meta({ description: 'Ways from a place to another' });
const factor = z.number().meta({ description: 'Roads are so many times as long as the way by air' });
const visit = {
  visitId: VisitId,
  truckId: TruckId,
  site: z.string(),
  firstDay: LocalDate,
  lastDay: LocalDate,
};

export const PlanNote = z
  .discriminatedUnion('kind', [
    note('roads-by-air', 'No road service is set: ways by air times a factor, at the truck’s own speed', {
      factor,
    }),
    note('roads-by-service', 'Ways and times are of a road service', { service, pairs }),
    note('roads-fell-back', 'The road service failed: these ways are by air times a factor', {
      service,
      fault: z.enum(ROAD_FAULTS),
      detail: z.string().meta({ description: 'What it said, for whoever looks after it' }),
      pairs,
      factor,
    }),
    note('place-off-road', 'The service knows no road near it; its ways are by air times a factor', {
      place: z.string(),
      siteId: SiteId.nullable(),
    }),
    note('no-road', 'The service knows of no road between them; nobody drives there directly', {
      from: z.string(),
      to: z.string(),
    }),
    note('no-road-more', 'And so many more without a road', { pairs }),
    note(
      'sun-usual',
      'Sun of a usual climate on nine days of ten; where the grid is good energy is no limit',
      {},
    ),
    note('truck-without-place', 'It has neither a depot nor a place it was heard of, and is left out', {
      truckId: TruckId,
    }),
    note('energy-unknown', 'Its array or battery is unknown, so its energy is not checked', {
      truckId: TruckId,
    }),
    note(
      'way-does-not-fit',
      'The way to a booked visit breaks the rules; nothing is planned for the truck before',
      {
        truckId: TruckId,
        site: z.string(),
        firstDay: LocalDate,
        plannedFrom: LocalDate,
      },
    ),
    note('disruption', 'It was made under this', { disruption: DisruptionNamed }),
    note('visit-cut-short', 'It has begun, and ends on this last day', {
      ...visit,
      disruption: DisruptionNamed,
    }),
    note('booking-broken', 'Booked by hand, and it cannot be: change it among the visits', {
      ...visit,
      disruption: DisruptionNamed,
    }),
    note('text', 'Of a plan made by an earlier version, in English', { text: z.string() }),
  ])
  .meta({ id: 'PlanNote' });
export type PlanNote = z.infer<typeof PlanNote>;
