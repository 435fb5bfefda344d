/** Tables of history: rollups, the workers' claims, gaps, retention; the SQL is migrations/0003_rollups.sql. */
import { columnOf, READING_NAMES, READINGS } from '@digitruck/contract/readings';
import { boolean, doublePrecision, integer, pgTable, primaryKey, text, uuid } from '../drizzle.ts';
import { at, whole } from './columns.ts';

const SUFFIXES = { gauge: ['n', 'sum', 'min', 'max'], counter: ['first', 'last', 'rise'] } as const;

/** The columns of one reading, e.g. `solar_w_n, solar_w_sum, solar_w_min, solar_w_max`. */
const readingColumns = Object.fromEntries(
  READING_NAMES.flatMap((name) =>
    SUFFIXES[READINGS[name].kind].map((suffix) => {
      const column = `${columnOf(name)}_${suffix}`;
      return [column, suffix === 'n' ? integer(column).notNull() : doublePrecision(column)];
    }),
  ),
);

export const rollups = pgTable(
  'rollups',
  {
    truckId: text('truck_id').notNull(),
    stepS: integer('step_s').notNull(),
    stepStart: at('step_start').notNull(),
    samples: integer('samples').notNull(),
    coveredS: doublePrecision('covered_s').notNull(),
    firstAt: at('first_at').notNull(),
    firstBootId: text('first_boot_id').notNull(),
    firstSeq: whole('first_seq').notNull(),
    lastAt: at('last_at').notNull(),
    lastBootId: text('last_boot_id').notNull(),
    lastSeq: whole('last_seq').notNull(),
    ...readingColumns,
  },
  (table) => [primaryKey({ columns: [table.truckId, table.stepS, table.stepStart] })],
);

export const rollupWaiting = pgTable(
  'rollup_waiting',
  { truckId: text('truck_id').notNull(), stepStart: at('step_start').notNull() },
  (table) => [primaryKey({ columns: [table.truckId, table.stepStart] })],
);

export const rollupClaims = pgTable(
  'rollup_claims',
  {
    truckId: text('truck_id').notNull(),
    stepStart: at('step_start').notNull(),
    workerId: uuid('worker_id').notNull(),
    claimedAt: at('claimed_at').notNull().defaultNow(),
  },
  (table) => [primaryKey({ columns: [table.truckId, table.stepStart] })],
);

export const gaps = pgTable(
  'gaps',
  {
    truckId: text('truck_id').notNull(),
    bootId: text('boot_id').notNull(),
    fromSeq: whole('from_seq').notNull(),
    toSeq: whole('to_seq').notNull(),
    missing: whole('missing').notNull(),
    afterAt: at('after_at'),
    beforeAt: at('before_at'),
    noticedAt: at('noticed_at').notNull(),
    closedAt: at('closed_at'),
  },
  (table) => [primaryKey({ columns: [table.truckId, table.bootId, table.fromSeq] })],
);

export const gapChecks = pgTable('gap_checks', {
  truckId: text('truck_id').primaryKey(),
  checkedTo: at('checked_to').notNull(),
});

export const rawRetention = pgTable('raw_retention', {
  one: boolean('one').primaryKey().default(true),
  rawKeptFrom: at('raw_kept_from').notNull(),
});
