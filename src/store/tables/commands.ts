/** Commands to trucks as drizzle sees them; `migrations/0004_commands.sql` is what makes the table and must agree. */
import type { Command } from '@digitruck/contract/commands';
import type { CommandId, TruckId } from '@digitruck/contract/ids';
import { integer, jsonb, pgTable, primaryKey, text, uuid } from '../drizzle.ts';
import { at } from './columns.ts';

export const commands = pgTable(
  'commands',
  {
    truckId: text('truck_id').$type<TruckId>().notNull(),
    commandId: uuid('command_id').$type<CommandId>().notNull(),
    kind: text('kind').notNull(),
    args: jsonb('args').$type<Command['args']>().notNull(),
    state: text('state').$type<Command['state']>().notNull().default('waiting'),
    reason: text('reason'),
    askedById: text('asked_by_id'),
    askedBy: text('asked_by').notNull(),
    issuedAt: at('issued_at').notNull(),
    expiresAt: at('expires_at').notNull(),
    answeredAt: at('answered_at'),
    actedAt: at('acted_at'),
    publishedCount: integer('published_count').notNull().default(0),
    publishedAt: at('published_at'),
    publishAfter: at('publish_after').notNull(),
  },
  (table) => [primaryKey({ columns: [table.truckId, table.commandId] })],
);
