/** The settings: environment variables, read here and nowhere else, checked whole before anything starts. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { z } from 'zod';

const port = (fallback: number) => z.coerce.number().int().min(0).max(65_535).default(fallback);
const days = (fallback: number) => z.coerce.number().int().min(1).max(36_500).default(fallback);
const listOf = (text: string) =>
  text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
/** An empty variable (`FOO=`) means the same as none. */
const optional = <Schema extends z.ZodType>(schema: Schema) =>
  z.preprocess((value) => (value === '' ? undefined : value), schema.optional());

/** Keys of 32 bytes or more, in base64 or hexadecimal; several are separated by commas. */
const keys = (several: boolean) =>
  z.string().transform((text, context): Buffer[] => {
    const parts = text.split(',').map((part) => part.trim());
    const read = parts.map((part) => Buffer.from(part, /^([0-9a-f]{2})+$/i.test(part) ? 'hex' : 'base64'));
    if (read.every(({ length }) => length >= 32) && (several || read.length === 1)) return read;
    const what = several ? 'keys of at least 32 bytes, separated by commas' : 'one key of at least 32 bytes';
    context.addIssue(`must be ${what}, in base64 or hexadecimal, e.g. of "openssl rand -base64 32"`);
    return z.NEVER;
  });

const Environment = z.object({
  DATABASE_URL: optional(
    z.url({ protocol: /^postgres(ql)?$/, error: 'must be postgres://user:password@host:port/database' }),
  ),
  MQTT_URL: optional(
    z.url({ protocol: /^(mqtt|mqtts|ws|wss)$/, error: 'must be mqtt://host:port or mqtts://host:port' }),
  ),
  MQTT_USERNAME: optional(z.string()),
  MQTT_PASSWORD: optional(z.string()),
  MQTT_CLIENT_ID: z.string().min(1).max(100).default('digitruck-fleet'),
  MQTT_SHARE_GROUP: optional(z.string().regex(/^[A-Za-z0-9_-]+$/, 'must be letters, digits, "_" or "-"')),
  MQTT_PORT: port(1883),
  HOST: z.string().default('127.0.0.1'),
  PORT: port(3000),
  PUBLIC_URL: optional(z.url()),
  SMTP_URL: optional(
    z.url({ protocol: /^smtps?$/, error: 'must be smtp://user:password@host:port or smtps://...' }),
  ),
  MAIL_FROM: optional(
    z
      .string()
      .max(200)
      .regex(
        /^([^<>\r\n]*<[^\s<>@]+@[^\s<>@]+>|[^\s<>@]+@[^\s<>@]+)$/,
        'must be an address, e.g. DigiTruck <alerts@example.org>',
      ),
  ),
  DATA_DIR: z.string().min(1).default('.data'),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
  ADMIN_EMAIL: optional(z.email()),
  ADMIN_PASSWORD: optional(z.string().min(12, 'use at least 12 characters')),
  ADMIN_API_KEY: optional(
    z
      .string()
      .min(32, 'use at least 32 characters')
      .regex(/^\S+$/, 'must have no spaces: it is sent in a header'),
  ),
  AUTH_SECRET: optional(z.string().min(32, 'use at least 32 characters')),
  DATA_KEY: optional(keys(false)),
  DATA_KEY_OLD: optional(keys(true)),
  PERSONAL_DATA_DAYS: days(1096),
  /** Embedded broker: whether a truck that was given no credentials yet may connect without (`local`: from this machine only). */
  TRUCKS_WITHOUT_PASSWORD: z.enum(['refuse', 'local', 'allow']).default('local'),
  PROGRAMME_NAME: z.string().min(1).max(120).default('DigiTruck'),
  COUNTRY: z
    .string()
    .regex(/^[A-Z]{2}$/, 'must be two capital letters (ISO 3166-1), e.g. KE')
    .default('KE'),
  TIME_ZONE: z
    .string()
    .default('Africa/Nairobi')
    .refine(
      (zone) => Intl.supportedValuesOf('timeZone').includes(zone) || zone === 'UTC',
      'must be an IANA time zone, e.g. Africa/Nairobi',
    ),
  TILE_URL: optional(z.string()),
  ROAD_FACTOR: z.coerce.number().min(1).max(3).default(1.35),
  TRAVEL_URL: optional(z.url({ protocol: /^https?$/, error: 'must be http://host:port or https://...' })),
  TRAVEL_KIND: z.enum(['osrm', 'valhalla']).default('osrm'),
  TRAVEL_PROFILE: optional(
    z.string().regex(/^[A-Za-z0-9_-]{1,40}$/, 'must be letters, digits, "_" or "-", e.g. driving or truck'),
  ),
  TRAVEL_MAX_AGE_DAYS: days(90),
  TRAVEL_PLACES_MAX: z.coerce.number().int().min(2).max(10_000).default(100),
  TRAVEL_TIMEOUT_S: z.coerce.number().min(0.1).max(120).default(20),
  RAW_RETENTION_DAYS: days(90),
  /** Where phones on a truck's Wi-Fi reach its hub; several with commas between. Empty: trucks have none. */
  TRUCK_HUB_URLS: z
    .string()
    .default('http://digitruck.local:8090')
    .refine(
      (list) => listOf(list).every((url) => /^https?:\/\/[\w.:[\]-]+$/.test(url) && URL.canParse(url)),
      'must be http://host:port, several with commas between',
    ),
});

export type Config = Readonly<{
  databaseUrl: string | undefined;
  mqtt: Readonly<{
    url: string | undefined;
    username: string | undefined;
    password: string | undefined;
    clientId: string;
    shareGroup: string | undefined;
    embeddedPort: number;
  }>;
  host: string;
  port: number;
  publicUrl: string | undefined;
  /** The SMTP server that sends alerts; undefined when e-mail is not set up. */
  mail: Readonly<{ smtpUrl: string; from: string }> | undefined;
  dataDir: string;
  logLevel: string;
  admin: Readonly<{ email: string | undefined; password: string | undefined; apiKey: string | undefined }>;
  authSecret: string | undefined;
  personalData: Readonly<{
    /** The first seals, all open; none: a key is made and kept in the database. */
    keys: readonly Buffer[];
    /** After so many days without a class, who a learner is is erased. */
    retentionDays: number;
  }>;
  trucksWithoutPassword: 'refuse' | 'local' | 'allow';
  programme: Readonly<{ name: string; country: string; timeZone: string; tileUrl: string | undefined }>;
  rawRetentionDays: number;
  hubUrls: readonly string[];
  /** Roads are so many times as long as the way by air. */
  roadFactor: number;
  /** The road service that is asked for ways; undefined: they are by air times the factor. */
  travel:
    | Readonly<{
        url: string;
        kind: 'osrm' | 'valhalla';
        profile: string;
        maxAgeDays: number;
        /** In one question. */
        placesMax: number;
        timeoutS: number;
      }>
    | undefined;
  version: string;
}>;

/**
 * The configuration made of environment variables.
 * @throws Error that names each wrong variable, its value and what it must be.
 */
export function readConfig(environment: NodeJS.ProcessEnv = process.env): Config {
  const result = Environment.safeParse(environment);
  if (!result.success) {
    const lines = result.error.issues.map((issue) => {
      const name = String(issue.path[0]);
      const secret = /PASSWORD|SECRET|KEY|URL/.test(name);
      return `  ${name}=${secret ? '(hidden)' : (environment[name] ?? '')}: ${issue.message}`;
    });
    throw new Error(`These settings are wrong:\n${lines.join('\n')}\nThe README lists every setting.`);
  }
  const env = result.data;
  return Object.freeze({
    databaseUrl: env.DATABASE_URL,
    mqtt: Object.freeze({
      url: env.MQTT_URL,
      username: env.MQTT_USERNAME,
      password: env.MQTT_PASSWORD,
      clientId: env.MQTT_CLIENT_ID,
      shareGroup: env.MQTT_SHARE_GROUP,
      embeddedPort: env.MQTT_PORT,
    }),
    host: env.HOST,
    port: env.PORT,
    publicUrl: env.PUBLIC_URL,
    mail: mailOf(env.SMTP_URL, env.MAIL_FROM),
    dataDir: resolve(env.DATA_DIR),
    logLevel: env.LOG_LEVEL,
    admin: Object.freeze({ email: env.ADMIN_EMAIL, password: env.ADMIN_PASSWORD, apiKey: env.ADMIN_API_KEY }),
    authSecret: env.AUTH_SECRET,
    personalData: Object.freeze({
      keys: dataKeysOf(env.DATA_KEY, env.DATA_KEY_OLD),
      retentionDays: env.PERSONAL_DATA_DAYS,
    }),
    trucksWithoutPassword: env.TRUCKS_WITHOUT_PASSWORD,
    programme: Object.freeze({
      name: env.PROGRAMME_NAME,
      country: env.COUNTRY,
      timeZone: env.TIME_ZONE,
      tileUrl: env.TILE_URL,
    }),
    rawRetentionDays: env.RAW_RETENTION_DAYS,
    hubUrls: Object.freeze(listOf(env.TRUCK_HUB_URLS)),
    roadFactor: env.ROAD_FACTOR,
    travel: travelOf(env),
    version: packageVersion(),
  });
}

function dataKeysOf(now: Buffer[] | undefined, old: Buffer[] = []): Buffer[] {
  if (now !== undefined) return [...now, ...old];
  if (old.length === 0) return [];
  throw new Error(
    'These settings are wrong:\n  DATA_KEY=: is needed with DATA_KEY_OLD: it seals what the old ones open',
  );
}

function mailOf(smtpUrl: string | undefined, from: string | undefined): Config['mail'] {
  if (smtpUrl === undefined) return undefined;
  if (from === undefined) {
    throw new Error(
      'These settings are wrong:\n  MAIL_FROM=: is needed with SMTP_URL, e.g. DigiTruck <alerts@example.org>',
    );
  }
  return Object.freeze({ smtpUrl, from });
}

function travelOf(env: z.infer<typeof Environment>): Config['travel'] {
  const { TRAVEL_URL: url, TRAVEL_KIND: kind } = env;
  if (url === undefined) return undefined;
  return Object.freeze({
    url,
    kind,
    profile: env.TRAVEL_PROFILE ?? (kind === 'osrm' ? 'driving' : 'truck'),
    maxAgeDays: env.TRAVEL_MAX_AGE_DAYS,
    placesMax: env.TRAVEL_PLACES_MAX,
    timeoutS: env.TRAVEL_TIMEOUT_S,
  });
}

function packageVersion(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  return z.object({ version: z.string() }).parse(manifest).version;
}
