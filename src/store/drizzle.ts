/**
 * What the store uses of drizzle, loaded as one CommonJS file a part.
 *
 * Why not imported where it is used: an ES module import of it opens some 200 small files, and Node copies the package's 180 KB
 * package.json once for each of them. That was two of the three CPU seconds that any command or start of the service took.
 */
import { createRequire } from 'node:module';
import type * as Orm from 'drizzle-orm';
import type * as NodePostgres from 'drizzle-orm/node-postgres';
import type * as Migrator from 'drizzle-orm/node-postgres/migrator';
import type * as PgCore from 'drizzle-orm/pg-core';

export type { SQL } from 'drizzle-orm';
export type { NodePgDatabase } from 'drizzle-orm/node-postgres';
export type PgTable = PgCore.PgTable;
export type { AnyPgColumn, PgInsertValue, PgUpdateSetSource } from 'drizzle-orm/pg-core';

const load = createRequire(import.meta.url);
const orm: typeof Orm = load('drizzle-orm');
const pgCore: typeof PgCore = load('drizzle-orm/pg-core');
const nodePostgres: typeof NodePostgres = load('drizzle-orm/node-postgres');
const migrator: typeof Migrator = load('drizzle-orm/node-postgres/migrator');

export const {
  and,
  asc,
  count,
  desc,
  eq,
  getTableColumns,
  gt,
  gte,
  inArray,
  isNotNull,
  isNull,
  lt,
  lte,
  ne,
  or,
  sql,
} = orm;
export const { TransactionRollbackError } = orm;
export const {
  bigint,
  bit,
  boolean,
  customType,
  date,
  doublePrecision,
  integer,
  jsonb,
  numeric,
  text,
  timestamp,
  uuid,
} = pgCore;
export const { getTableConfig, PgTable, pgTable, primaryKey } = pgCore;
export const { drizzle } = nodePostgres;
export const { migrate } = migrator;
