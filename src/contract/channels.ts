/** Ways to tell people of alerts who are not looking at a screen: webhooks and e-mail, with quiet hours and escalation. */
import { z } from 'zod';
import { Severity } from './alerts.ts';
import { AlertId, ChannelId, TruckId } from './ids.ts';
import { TimeOfDay } from './opening.ts';
import { PageQuery, pageOf, Version } from './registry.ts';
import { Instant } from './telemetry.ts';

const common = {
  name: z.string().trim().min(1).max(120),
  enabled: z.boolean().default(true),
  minSeverity: Severity.default('soon').meta({ description: 'This severe or more' }),
  truckIds: z.array(TruckId).max(500).default([]).meta({ description: 'Empty is all trucks' }),
  quietHours: z.strictObject({ from: TimeOfDay, to: TimeOfDay }).nullable().default(null).meta({
    description:
      'Local time in which only urgent alerts are sent; the others follow when it is over, if still open',
  }),
  afterMinutes: z
    .int()
    .min(0)
    .max(7 * 1440)
    .default(0)
    .meta({
      'x-unit': 'min',
      description: 'Escalation: told only when nobody has acknowledged it for so long',
    }),
  tellCleared: z.boolean().default(true).meta({ description: 'Also tell when it is over' }),
};

const Webhook = z.strictObject({
  ...common,
  kind: z.literal('webhook'),
  url: z
    .url({ protocol: /^https?$/, error: 'must be an http or https address' })
    .max(2000)
    .refine((url) => !/^https?:\/\/[^/?#]*@/i.test(url), 'must have no user and password in it')
    .meta({
      description:
        'Where it is posted to; addresses inside the own network are taken, link-local ones are not',
    }),
});
const Email = z.strictObject({
  ...common,
  kind: z.literal('email'),
  to: z.array(z.email()).min(1).max(50),
  language: z.enum(['en', 'fr', 'sw', 'fil']).default('en'),
});
export const ChannelBody = z.discriminatedUnion('kind', [Webhook, Email]).meta({ id: 'ChannelBody' });
export type ChannelBody = z.infer<typeof ChannelBody>;
export const ChannelUpdate = z
  .strictObject({ body: ChannelBody, version: Version })
  .meta({ id: 'ChannelUpdate', description: 'Replaces the whole channel' });
const row = {
  channelId: ChannelId,
  version: Version,
  createdAt: Instant,
  updatedAt: Instant,
  updatedBy: z.string(),
  lastToldAt: Instant.nullable(),
  lastFault: z
    .string()
    .nullable()
    .meta({ description: 'Why the last try failed; null when it went through' }),
};
export const Channel = z
  .discriminatedUnion('kind', [Webhook.extend(row), Email.extend(row)])
  .meta({ id: 'Channel' });
export type Channel = z.infer<typeof Channel>;
/** Answer to making a webhook, or to a new secret: it is shown once. */
export const ChannelMade = z
  .object({
    channel: Channel,
    secret: z.string().nullable().meta({ description: 'Signs the webhook; shown once' }),
  })
  .meta({ id: 'ChannelMade' });
export const ChannelList = z
  .object({
    items: z.array(Channel),
    emailReady: z.boolean().meta({ description: 'An SMTP server is set (SMTP_URL)' }),
  })
  .meta({ id: 'ChannelList' });

export const Delivery = z
  .object({
    deliveryId: z.string(),
    channelId: ChannelId,
    channelName: z.string(),
    alertId: AlertId.nullable(),
    what: z.enum(['raised', 'worse', 'escalated', 'cleared', 'test']),
    state: z.enum(['waiting', 'quiet', 'told', 'failed', 'dropped']),
    tries: z.int(),
    createdAt: Instant,
    toldAt: Instant.nullable(),
    fault: z.string().nullable(),
  })
  .meta({ id: 'Delivery' });
export type Delivery = z.infer<typeof Delivery>;
export const DeliveryQuery = PageQuery.pick({ limit: true, cursor: true }).extend({
  channelId: ChannelId.optional(),
  alertId: AlertId.optional(),
  state: Delivery.shape.state.optional(),
});
export const DeliveryPage = pageOf(Delivery).meta({ id: 'DeliveryPage' });
