/** What the office asks of a truck, and what the truck answers. */
import { z } from 'zod';
import { CommandId, TruckId } from './ids.ts';
import { pageOf } from './registry.ts';
import { Instant } from './telemetry.ts';

const reportingInterval = {
  kind: z.literal('reporting-interval'),
  args: z.strictObject({
    intervalS: z.int().min(5).max(3600).meta({ 'x-unit': 's', description: 'Seconds between two samples' }),
  }),
};
const lowPower = { kind: z.literal('low-power'), args: z.strictObject({ on: z.boolean() }) };
const sendBacklog = {
  kind: z.literal('send-backlog'),
  args: z.strictObject({ from: Instant.describe('Resend everything kept that was measured from here on') }),
};
const showMessage = {
  kind: z.literal('show-message'),
  args: z.strictObject({ text: z.string().trim().min(1).max(280) }),
};

/** Each kind with its arguments; a truck refuses a kind it does not know, with a reason. */
export const CommandOrder = z.discriminatedUnion('kind', [
  z.object(reportingInterval),
  z.object(lowPower),
  z.object(sendBacklog),
  z.object(showMessage),
]);
export type CommandOrder = z.infer<typeof CommandOrder>;
export type CommandKind = CommandOrder['kind'];
export const COMMAND_KINDS = [
  'reporting-interval',
  'low-power',
  'send-backlog',
  'show-message',
] as const satisfies readonly CommandKind[];

/** `digitruck/v1/<truckId>/command` */
export const CommandMessage = z
  .object({
    commandId: CommandId,
    kind: z.string(),
    issuedAt: Instant,
    expiresAt: Instant,
    args: z.record(z.string(), z.unknown()),
  })
  .meta({ id: 'CommandMessage' });
export type CommandMessage = z.infer<typeof CommandMessage>;

/** `digitruck/v1/<truckId>/command/ack` */
export const CommandAck = z
  .object({
    commandId: CommandId,
    state: z.enum(['done', 'refused']),
    at: Instant,
    reason: z.string().max(500).optional(),
  })
  .meta({ id: 'CommandAck' });
export type CommandAck = z.infer<typeof CommandAck>;

const askedWith = {
  commandId: CommandId.optional(),
  expiresInS: z
    .int()
    .min(10)
    .max(30 * 86_400)
    .default(3600)
    .meta({ 'x-unit': 's' }),
};
/** `POST /trucks/:truckId/commands`. The caller may bring the id, so that a repeated request is the same command. */
export const CommandRequest = z
  .discriminatedUnion('kind', [
    z.strictObject({ ...askedWith, ...reportingInterval }),
    z.strictObject({ ...askedWith, ...lowPower }),
    z.strictObject({ ...askedWith, ...sendBacklog }),
    z.strictObject({ ...askedWith, ...showMessage }),
  ])
  .meta({ id: 'CommandRequest' });
export type CommandRequest = z.infer<typeof CommandRequest>;

/** `waiting` for the truck, answered `done` or `refused`, or `expired` unanswered. */
export const CommandState = z.enum(['waiting', 'done', 'refused', 'expired']);
export const Command = z
  .object({
    commandId: CommandId,
    truckId: TruckId,
    kind: z.string(),
    args: z.record(z.string(), z.unknown()),
    state: CommandState,
    reason: z.string().nullable(),
    askedBy: z.string().meta({ description: 'Who asked, by name' }),
    issuedAt: Instant,
    expiresAt: Instant,
    answeredAt: Instant.nullable().meta({
      description:
        'Server time of the answer; after `expiresAt` when the truck did it but could only say so later',
    }),
  })
  .meta({ id: 'Command' });
export type Command = z.infer<typeof Command>;
/** A truck's commands, newest first. */
export const CommandPage = pageOf(Command).meta({ id: 'CommandPage' });
export type CommandPage = z.infer<typeof CommandPage>;
