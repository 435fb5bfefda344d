/**
 * Tables of people, their sessions, programs' keys, trucks' credentials and the audit log; the SQL is
 * migrations/0002_people.sql.
 *
 * The property names of the first five are better-auth's own, which its adapter looks up by name.
 */
import type { Language, Role } from '@digitruck/contract/people';
import { bigint, boolean, integer, jsonb, pgTable, text, timestamp } from '../drizzle.ts';

const at = (name: string) => timestamp(name, { withTimezone: true });
const made = {
  createdAt: at('created_at').notNull().defaultNow(),
  updatedAt: at('updated_at').notNull().defaultNow(),
};

export const people = pgTable('people', {
  id: text('id').primaryKey(),
  programmeId: text('programme_id').notNull().default('default'),
  name: text('name').notNull(),
  email: text('email').notNull().unique(),
  emailVerified: boolean('email_verified').notNull().default(false),
  image: text('image'),
  role: text('role').$type<Role>().notNull().default('viewer'),
  language: text('language').$type<Language>().notNull().default('en'),
  truckIds: text('truck_ids').array().notNull().default([]),
  disabled: boolean('disabled').notNull().default(false),
  lastSignInAt: at('last_sign_in_at'),
  ...made,
});

export const sessions = pgTable('sessions', {
  id: text('id').primaryKey(),
  token: text('token').notNull().unique(),
  userId: text('user_id').notNull(),
  expiresAt: at('expires_at').notNull(),
  ipAddress: text('ip_address'),
  userAgent: text('user_agent'),
  ...made,
});

export const accounts = pgTable('accounts', {
  id: text('id').primaryKey(),
  accountId: text('account_id').notNull(),
  providerId: text('provider_id').notNull(),
  userId: text('user_id').notNull(),
  accessToken: text('access_token'),
  refreshToken: text('refresh_token'),
  idToken: text('id_token'),
  accessTokenExpiresAt: at('access_token_expires_at'),
  refreshTokenExpiresAt: at('refresh_token_expires_at'),
  scope: text('scope'),
  password: text('password'),
  ...made,
});

export const verifications = pgTable('verifications', {
  id: text('id').primaryKey(),
  identifier: text('identifier').notNull(),
  value: text('value').notNull(),
  expiresAt: at('expires_at').notNull(),
  ...made,
});

export const apiKeys = pgTable('api_keys', {
  id: text('id').primaryKey(),
  programmeId: text('programme_id').notNull().default('default'),
  // Defaults only because better-auth asks for them of columns that it does not know; we always write both.
  role: text('role').$type<Role>().notNull().default('viewer'),
  createdBy: text('created_by').notNull().default(''),
  configId: text('config_id').notNull().default('default'),
  name: text('name'),
  start: text('start'),
  prefix: text('prefix'),
  key: text('key').notNull().unique(),
  referenceId: text('reference_id').notNull(),
  refillInterval: integer('refill_interval'),
  refillAmount: integer('refill_amount'),
  lastRefillAt: at('last_refill_at'),
  enabled: boolean('enabled').notNull().default(true),
  rateLimitEnabled: boolean('rate_limit_enabled').notNull().default(false),
  rateLimitTimeWindow: integer('rate_limit_time_window'),
  rateLimitMax: integer('rate_limit_max'),
  requestCount: integer('request_count').notNull().default(0),
  remaining: integer('remaining'),
  lastRequest: at('last_request'),
  expiresAt: at('expires_at'),
  permissions: text('permissions'),
  metadata: text('metadata'),
  ...made,
});

export const installation = pgTable('installation', {
  key: text('key').primaryKey(),
  value: text('value').notNull(),
  createdAt: at('created_at').notNull().defaultNow(),
});

export const truckCredentials = pgTable('truck_credentials', {
  truckId: text('truck_id').primaryKey(),
  passwordHash: text('password_hash').notNull(),
  createdAt: at('created_at').notNull().defaultNow(),
  createdBy: text('created_by').notNull(),
  revokedAt: at('revoked_at'),
});

export const auditLog = pgTable('audit_log', {
  auditId: bigint('audit_id', { mode: 'bigint' }).primaryKey().generatedAlwaysAsIdentity(),
  programmeId: text('programme_id').notNull().default('default'),
  at: at('at').notNull(),
  actorId: text('actor_id'),
  actorName: text('actor_name').notNull(),
  actorVia: text('actor_via').$type<'session' | 'key' | 'system'>().notNull(),
  action: text('action').notNull(),
  subject: text('subject').notNull(),
  subjectId: text('subject_id').notNull(),
  before: jsonb('before'),
  after: jsonb('after'),
});
