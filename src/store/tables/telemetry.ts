/** What trucks send, as drizzle knows it; the hot path writes these tables by SQL of its own (see samples.ts). */
import {
  columnOf,
  READING_NAMES,
  READINGS,
  type ReadingName,
  type ReadingSpec,
} from '@digitruck/contract/readings';
import {
  boolean,
  customType,
  date,
  doublePrecision,
  integer,
  pgTable,
  primaryKey,
  sql,
  text,
} from '../drizzle.ts';
import { at, programmeId, whole } from './columns.ts';

const seqRanges = customType<{ data: string }>({ dataType: () => 'int8multirange' });
const bytes = customType<{ data: Buffer }>({ dataType: () => 'bytea' });

type ReadingColumns = { [Name in ReadingName]: ReturnType<typeof doublePrecision> };
/** One column a reading, from the contract's table. */
const readings = () =>
  Object.fromEntries(
    READING_NAMES.map((name) => {
      const spec: ReadingSpec = READINGS[name];
      return [name, spec.integer ? integer(columnOf(name)) : doublePrecision(columnOf(name))];
    }),
  ) as unknown as ReadingColumns;

export const boots = pgTable(
  'boots',
  {
    truckId: text('truck_id').notNull(),
    bootId: text('boot_id').notNull(),
    bootMonth: date('boot_month').notNull(),
    firstReceivedAt: at('first_received_at').notNull(),
    lastReceivedAt: at('last_received_at').notNull(),
    storedSeqs: seqRanges('stored_seqs').notNull().default(sql`'{}'`),
  },
  (table) => [primaryKey({ columns: [table.truckId, table.bootId] })],
);

export const samples = pgTable(
  'samples',
  {
    truckId: text('truck_id').notNull(),
    bootId: text('boot_id').notNull(),
    seq: whole('seq').notNull(),
    bootMonth: date('boot_month').notNull(),
    sampledAt: at('sampled_at').notNull(),
    receivedAt: at('received_at').notNull(),
    clock: text('clock').$type<'ok' | 'bad'>().notNull(),
    claimedAt: at('claimed_at'),
    place: text('place').$type<'ok' | 'no-fix' | 'jump'>().notNull(),
    ...readings(),
  },
  (table) => [primaryKey({ columns: [table.truckId, table.bootId, table.seq, table.bootMonth] })],
);

export const latest = pgTable('latest', {
  truckId: text('truck_id').primaryKey(),
  bootId: text('boot_id').notNull(),
  seq: whole('seq').notNull(),
  sampledAt: at('sampled_at').notNull(),
  receivedAt: at('received_at').notNull(),
  placeLat: doublePrecision('place_lat'),
  placeLon: doublePrecision('place_lon'),
  placeAt: at('place_at'),
  ...readings(),
});

export const presence = pgTable('presence', {
  truckId: text('truck_id').primaryKey(),
  state: text('state').$type<'never' | 'online' | 'offline' | 'silent'>().notNull(),
  since: at('since'),
  lastHeardAt: at('last_heard_at'),
  bootId: text('boot_id'),
  bootAt: at('boot_at'),
  flapping: boolean('flapping').notNull().default(false),
});

export const rollupDirty = pgTable('rollup_dirty', {
  truckId: text('truck_id').notNull(),
  stepStart: at('step_start').notNull(),
});

const count = (name: string) => whole(name).notNull().default(0);
export const ingestCounts = pgTable(
  'ingest_counts',
  {
    truckId: text('truck_id').notNull(),
    bucketAt: at('bucket_at').notNull(),
    stored: count('stored'),
    duplicates: count('duplicates'),
    late: count('late'),
    badClock: count('bad_clock'),
    readingsDropped: count('readings_dropped'),
    quarantined: count('quarantined'),
  },
  (table) => [primaryKey({ columns: [table.truckId, table.bucketAt] })],
);

export const quarantine = pgTable('quarantine', {
  quarantineId: whole('quarantine_id').primaryKey().generatedAlwaysAsIdentity(),
  programmeId: programmeId(),
  truckId: text('truck_id'),
  topic: text('topic').notNull(),
  reason: text('reason').notNull(),
  detail: text('detail').notNull(),
  payload: bytes('payload').notNull(),
  payloadBytes: integer('payload_bytes').notNull(),
  receivedAt: at('received_at').notNull(),
  replayedAt: at('replayed_at'),
});

export const pendingTrucks = pgTable('pending_trucks', {
  truckId: text('truck_id').primaryKey(),
  firstSeenAt: at('first_seen_at').notNull(),
  lastSeenAt: at('last_seen_at').notNull(),
  messages: whole('messages').notNull(),
  held: integer('held').notNull(),
});
