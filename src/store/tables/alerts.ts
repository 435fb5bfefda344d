/** Alerts, their rules' settings, channels and the outbox as drizzle sees them; the SQL is migrations/0007_alerts.sql. */
import type {
  AlertEvent,
  AlertFacts,
  AlertKind,
  AlertState,
  RuleChange,
  Severity,
} from '@digitruck/contract/alerts';
import type { Delivery } from '@digitruck/contract/channels';
import type { AlertId, ChannelId, SiteId, TruckId, VisitId } from '@digitruck/contract/ids';
import { bigint, integer, jsonb, pgTable, primaryKey, text, uuid } from '../drizzle.ts';
import { at, programmeId, rowMeta } from './columns.ts';

/** A truck, or '' for the service itself: in the keys of these tables null would not be unique. */
export type TruckKey = TruckId | '';

export const alerts = pgTable(
  'alerts',
  {
    alertId: uuid('alert_id').$type<AlertId>().notNull().defaultRandom(),
    programmeId: programmeId(),
    truckId: text('truck_id').$type<TruckKey>().notNull(),
    kind: text('kind').$type<AlertKind>().notNull(),
    subject: text('subject').notNull().default(''),
    severity: text('severity').$type<Severity>().notNull(),
    state: text('state').$type<AlertState>().notNull().default('raised'),
    visitId: uuid('visit_id').$type<VisitId>(),
    siteId: uuid('site_id').$type<SiteId>(),
    since: at('since').notNull(),
    raisedAt: at('raised_at').notNull(),
    updatedAt: at('updated_at').notNull(),
    clearedAt: at('cleared_at'),
    clearedWhy: text('cleared_why'),
    facts: jsonb('facts').$type<AlertFacts>().notNull(),
    groupedUnder: uuid('grouped_under').$type<AlertId>(),
    acknowledgedBy: text('acknowledged_by'),
    acknowledgedAt: at('acknowledged_at'),
    assignedToId: text('assigned_to_id'),
    assignedTo: text('assigned_to'),
    snoozedUntil: at('snoozed_until'),
  },
  (table) => [primaryKey({ columns: [table.truckId, table.alertId] })],
);

export const alertEvents = pgTable(
  'alert_events',
  {
    truckId: text('truck_id').$type<TruckKey>().notNull(),
    alertId: uuid('alert_id').$type<AlertId>().notNull(),
    eventId: bigint('event_id', { mode: 'bigint' }).notNull().generatedAlwaysAsIdentity(),
    at: at('at').notNull(),
    kind: text('kind').$type<AlertEvent['kind']>().notNull(),
    byWhom: text('by_whom').notNull(),
    note: text('note').notNull().default(''),
    facts: jsonb('facts').$type<AlertFacts>(),
  },
  (table) => [primaryKey({ columns: [table.truckId, table.alertId, table.eventId] })],
);

export const alertState = pgTable('alert_state', {
  truckId: text('truck_id').$type<TruckKey>().primaryKey(),
  state: jsonb('state').$type<unknown>().notNull(),
  evaluatedAt: at('evaluated_at').notNull(),
});

export const alertRules = pgTable(
  'alert_rules',
  {
    truckId: text('truck_id').$type<TruckKey>().notNull().default(''),
    kind: text('kind').$type<AlertKind>().notNull(),
    change: jsonb('change').$type<RuleChange>().notNull(),
    version: integer('version').notNull(),
    updatedAt: at('updated_at').notNull().defaultNow(),
    updatedBy: text('updated_by').notNull(),
  },
  (table) => [primaryKey({ columns: [table.truckId, table.kind] })],
);

/** `body` is the channel as somebody entered it, checked against the contract before it comes here. */
export const alertChannels = pgTable('alert_channels', {
  channelId: uuid('channel_id').$type<ChannelId>().primaryKey().defaultRandom(),
  programmeId: programmeId(),
  kind: text('kind').$type<'webhook' | 'email'>().notNull(),
  body: jsonb('body').$type<unknown>().notNull(),
  secret: text('secret'),
  ...rowMeta(),
  lastToldAt: at('last_told_at'),
  lastFault: text('last_fault'),
});

export const MESSAGE_KINDS = ['single', 'digest', 'summary', 'test'] as const;
export type MessageKind = (typeof MESSAGE_KINDS)[number];

export const alertDeliveries = pgTable('alert_deliveries', {
  deliveryId: uuid('delivery_id').primaryKey().defaultRandom(),
  channelId: uuid('channel_id').$type<ChannelId>().notNull(),
  alertId: uuid('alert_id').$type<AlertId>(),
  what: text('what').$type<Delivery['what']>().notNull(),
  state: text('state').$type<Delivery['state']>().notNull().default('waiting'),
  dueAt: at('due_at').notNull(),
  messageId: uuid('message_id'),
  messageKind: text('message_kind').$type<MessageKind>(),
  composedAt: at('composed_at'),
  tries: integer('tries').notNull().default(0),
  createdAt: at('created_at').notNull().defaultNow(),
  toldAt: at('told_at'),
  fault: text('fault'),
});
