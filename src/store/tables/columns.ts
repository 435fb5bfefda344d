/** Columns that many tables have, each written once. They hold what the migrations make, as all of `tables/` does. */
import { bigint, date, integer, text, timestamp } from '../drizzle.ts';

/** A moment, in UTC. */
export const at = (name: string) => timestamp(name, { withTimezone: true });
/** A local day, as YYYY-MM-DD. */
export const day = (name: string) => date(name, { mode: 'string' });
/** A whole number above four bytes, and exact up to 2^53. */
export const whole = (name: string) => bigint(name, { mode: 'number' });

export const programmeId = () => text('programme_id').notNull().default('default');

/** What every row that people change has: see `versions.ts`. */
export const rowMeta = () => ({
  version: integer('version').notNull().default(1),
  createdAt: at('created_at').notNull().defaultNow(),
  updatedAt: at('updated_at').notNull().defaultNow(),
  updatedBy: text('updated_by').notNull(),
});
