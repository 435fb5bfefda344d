/** People, and what a route asks of them. */
import { z } from 'zod';
import { TruckId } from './ids.ts';
import { LANGUAGES, ROLES } from './people-words.ts';
import { Instant } from './telemetry.ts';

export const Role = z.enum(ROLES).meta({ id: 'Role' });
export type Role = z.infer<typeof Role>;

/** What a route asks for: a role (or any above it), or nothing at all. */
export type Access = Role | 'anyone';

export const Language = z.enum(LANGUAGES);
export type Language = z.infer<typeof Language>;

/** Who did something, as the audit log keeps it. */
export type Actor = {
  readonly personId: string | null;
  readonly name: string;
  readonly via: 'session' | 'key' | 'system';
};

export const Person = z
  .object({
    personId: z.string(),
    name: z.string(),
    email: z.email(),
    role: Role,
    language: Language,
    truckIds: z.array(TruckId).meta({ description: 'The trucks an operator reports for' }),
    disabled: z.boolean(),
    createdAt: Instant,
    lastSignInAt: Instant.nullable(),
  })
  .meta({ id: 'Person' });
export type Person = z.infer<typeof Person>;

export const Password = z.string().min(12, 'use at least 12 characters').max(200);
export const PersonCreate = z
  .strictObject({
    name: z.string().trim().min(1).max(120),
    email: z.email(),
    role: Role,
    language: Language.default('en'),
    truckIds: z.array(TruckId).max(500).default([]),
    password: Password,
  })
  .meta({ id: 'PersonCreate' });
export const PersonUpdate = PersonCreate.omit({ email: true })
  .extend({ language: Language, truckIds: z.array(TruckId).max(500), disabled: z.boolean() })
  .partial()
  .meta({ id: 'PersonUpdate' });

/** `GET /me`: who I am here, and what the console needs to know of this installation. */
export const Me = z
  .object({
    person: z.object({
      personId: z.string().nullable(),
      name: z.string(),
      email: z.string().nullable(),
      role: Role,
      language: Language,
      truckIds: z.array(TruckId),
    }),
    installation: z.object({
      programme: z.string().meta({ description: 'Name of the programme' }),
      country: z.string().meta({ description: 'ISO 3166-1 alpha-2; chooses the basemap' }),
      timeZone: z.string().meta({ description: 'IANA time zone of the programme, e.g. Africa/Nairobi' }),
      tileUrl: z.string().nullable().meta({ description: 'Map tiles instead of the built-in basemap' }),
      personalDataDays: z.int().meta({
        'x-unit': 'd',
        description: 'After so many days without a class, who a learner is is erased',
      }),
      version: z.string(),
    }),
  })
  .meta({ id: 'Me' });
export type Me = z.infer<typeof Me>;

/** First run: nobody can sign in yet; the set-up link carries a one-time token. */
export const SetUp = z
  .strictObject({
    token: z.string(),
    name: z.string().trim().min(1).max(120),
    email: z.email(),
    password: Password,
  })
  .meta({ id: 'SetUp' });

export const ApiKey = z
  .object({
    keyId: z.string(),
    name: z.string(),
    role: Role,
    start: z.string().nullable().meta({ description: 'Its first characters, to tell keys apart' }),
    createdBy: z.string(),
    createdAt: Instant,
    expiresAt: Instant.nullable(),
    lastUsedAt: Instant.nullable(),
  })
  .meta({ id: 'ApiKey' });
export const ApiKeyCreate = z
  .strictObject({
    name: z.string().trim().min(1).max(60),
    role: Role,
    expiresInDays: z.int().min(1).max(3650).nullable().default(null),
  })
  .meta({ id: 'ApiKeyCreate' });

/** MQTT credentials of one truck; the password is shown once, when it is made. */
export const TruckCredentials = z
  .object({
    truckId: TruckId,
    username: z.string(),
    createdAt: Instant,
    createdBy: z.string(),
    revokedAt: Instant.nullable(),
  })
  .meta({ id: 'TruckCredentials' });
export const TruckCredentialsIssued = TruckCredentials.extend({ password: z.string() }).meta({
  id: 'TruckCredentialsIssued',
});

export const AuditEntry = z
  .object({
    auditId: z.string(),
    at: Instant,
    actor: z.object({
      personId: z.string().nullable(),
      name: z.string(),
      via: z.enum(['session', 'key', 'system']),
    }),
    action: z.string(),
    subject: z.string(),
    subjectId: z.string(),
    before: z.unknown().nullable(),
    after: z.unknown().nullable(),
  })
  .meta({ id: 'AuditEntry' });
export type AuditEntry = z.infer<typeof AuditEntry>;
