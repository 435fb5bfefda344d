/**
 * `GET /live` (WebSocket): one `snapshot`, then `delta`s. Messages are coalesced: a slow client skips states, never sees
 * an old one last. `changed` names other things worth fetching again.
 */
import { z } from 'zod';
import { TruckNow } from './fleet.ts';
import { TruckId } from './ids.ts';
import { Instant } from './telemetry.ts';

export const LIVE_SUBJECTS = [
  'trucks',
  'sites',
  'courses',
  'requests',
  'commands',
  'quarantine',
  'pending',
  'gaps',
  'visits',
  'plans',
  'disruptions',
  'forecasts',
  'holidays',
  'maintenance',
  'alerts',
  'sessions',
  'cohorts',
] as const;
export type LiveSubject = (typeof LIVE_SUBJECTS)[number];

/** How ingest is doing right now; sent with each message that is due anyway, at most once a second. */
export const Pulse = z
  .object({
    samplesPerS: z.number(),
    lastStoredAt: Instant.nullable(),
    broker: z.enum(['connected', 'down']),
    database: z.enum(['up', 'down']),
  })
  .meta({ id: 'Pulse' });
export type Pulse = z.infer<typeof Pulse>;

export const LiveMessage = z
  .discriminatedUnion('type', [
    z.object({ type: z.literal('snapshot'), at: Instant, trucks: z.array(TruckNow), pulse: Pulse }),
    z.object({
      type: z.literal('delta'),
      at: Instant,
      trucks: z.array(TruckNow),
      removed: z.array(TruckId),
      changed: z.array(z.enum(LIVE_SUBJECTS)),
      pulse: Pulse,
    }),
    z.object({ type: z.literal('closing'), at: Instant, reason: z.string() }),
  ])
  .meta({ id: 'LiveMessage' });
export type LiveMessage = z.infer<typeof LiveMessage>;
