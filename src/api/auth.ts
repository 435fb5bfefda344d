/**
 * Who is it? People come with a session cookie (better-auth), programs with a key, the machine's administrator with
 * ADMIN_API_KEY.
 *
 * Answers are kept for a few seconds, so that a page full of requests costs one look-up, and somebody who was
 * switched off is out a few seconds later on every replica (at once on the one where it was done).
 */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { apiKey, defaultKeyHasher } from '@better-auth/api-key';
import { type BetterAuthOptions, betterAuth } from 'better-auth';
import { APIError } from 'better-auth/api';
import { hashPassword, verifyPassword } from 'better-auth/crypto';
import type { FastifyBaseLogger } from 'fastify';
import type { Clock } from '../kernel/clock.ts';
import type { KeyStore } from '../store/people/keys.ts';
import type { PeopleStore } from '../store/people/people.ts';
import { isOwnOrigin } from './access.ts';
import type { Caller } from './kit.ts';

export type AuthOptions = {
  /** better-auth's adapter on our tables (`authAdapter(db)` of the store). */
  readonly database: NonNullable<BetterAuthOptions['database']>;
  readonly people: PeopleStore;
  readonly keys: KeyStore;
  /** Signs cookies; at least 32 characters, the same on all replicas. */
  readonly secret: string;
  readonly publicUrl: string | undefined;
  /** A key with the role admin, from the settings. */
  readonly adminApiKey: string | undefined;
  /** How passwords are kept; better-auth's scrypt when left out. */
  readonly passwords?: Passwords;
  readonly clock: Clock;
  readonly log: FastifyBaseLogger;
};

export type Passwords = {
  hash(password: string): Promise<string>;
  verify(given: { readonly hash: string; readonly password: string }): Promise<boolean>;
};

const SCRYPT: Passwords = { hash: hashPassword, verify: verifyPassword };
const SESSION_S = 30 * 86_400;
/** How long an answer is believed without asking again. */
const REMEMBER_MS = 5_000;
const REMEMBERED_MAX = 10_000;
export const PASSWORD_MIN_CHARS = 12;
export const PASSWORD_MAX_CHARS = 200;
const COOKIE_PREFIX = 'digitruck';

export type Auth = ReturnType<typeof buildAuth>;

export function buildAuth(options: AuthOptions) {
  const { people, keys, clock, passwords = SCRYPT } = options;
  const auth = betterAuth(betterAuthOptions(options));
  const adminKeyDigest = options.adminApiKey === undefined ? undefined : digestOf(options.adminApiKey);
  const remembered = new Map<string, { until: number; caller: Promise<Caller | undefined> }>();

  async function authenticate(headers: IncomingHttpHeaders): Promise<Caller | undefined> {
    const { authorization, cookie } = headers;
    if (authorization !== undefined) {
      const key = /^Bearer +(\S+) *$/i.exec(authorization)?.[1];
      if (key === undefined) return undefined;
      const digest = digestOf(key);
      if (adminKeyDigest !== undefined && timingSafeEqual(digest, adminKeyDigest)) return ADMIN_KEY_CALLER;
      return remember(`key ${digest.toString('base64')}`, () => callerOfKey(key));
    }
    const session = sessionCookie(cookie);
    return session === undefined ? undefined : remember(`session ${session}`, () => callerOfCookie(session));
  }

  function remember(name: string, ask: () => Promise<Caller | undefined>): Promise<Caller | undefined> {
    const now = clock.monotonicMs();
    const known = remembered.get(name);
    if (known !== undefined && known.until > now) return known.caller;
    const caller = ask();
    remembered.delete(name);
    remembered.set(name, { until: now + REMEMBER_MS, caller });
    caller.catch(() => remembered.delete(name));
    if (remembered.size > REMEMBERED_MAX) remembered.delete(remembered.keys().next().value ?? '');
    return caller;
  }

  async function callerOfCookie(cookie: string): Promise<Caller | undefined> {
    const found = await auth.api.getSession({ headers: new Headers({ cookie }) });
    if (!found) return undefined;
    const person = await people.find(found.user.id);
    if (person === undefined || person.disabled) return undefined;
    const { personId, name, email, role, truckIds } = person;
    return { personId, name, via: 'session', role, email, truckIds };
  }

  async function callerOfKey(key: string): Promise<Caller | undefined> {
    // Asked first, because better-auth calls a key invalid, too, when the database is away.
    const known = await keys.findByHash(await defaultKeyHasher(key));
    if (known === undefined) return undefined;
    const { valid } = await auth.api.verifyApiKey({ body: { key } });
    if (!valid) return undefined;
    return { personId: null, name: known.name, via: 'key', role: known.role, email: null, truckIds: [] };
  }

  return {
    authenticate,
    /** better-auth's own HTTP handler, for the few paths of it that are open (see routes/sign-in.ts). */
    handle: (request: Request): Promise<Response> => auth.handler(request),
    hashPassword: (password: string): Promise<string> => passwords.hash(password),
    /** After a change of people, keys or sessions: ask anew for everybody. */
    forgetCallers: (): void => remembered.clear(),
  };
}

const ADMIN_KEY_CALLER: Caller = {
  personId: null,
  name: 'ADMIN_API_KEY',
  via: 'key',
  role: 'admin',
  email: null,
  truckIds: [],
};

function betterAuthOptions(options: AuthOptions) {
  const { database, people, secret, publicUrl, log, passwords = SCRYPT } = options;
  return {
    appName: 'DigiTruck',
    // Only its path counts when the public address is unknown: origins are held against the address a request came
    // to.
    baseURL: publicUrl ?? 'http://localhost',
    basePath: '/api/auth',
    secret,
    database,
    telemetry: { enabled: false },
    rateLimit: { enabled: false },
    trustedOrigins: (request?: Request) => {
      const origin = request?.headers.get('origin') ?? undefined;
      const host = request?.headers.get('host') ?? undefined;
      return origin !== undefined && isOwnOrigin(origin, host, publicUrl) ? [origin] : [];
    },
    user: { modelName: 'people' },
    // Renewing a session would need its cookie renewed on every path; a month and then the password is simpler to
    // rely on.
    session: { modelName: 'sessions', expiresIn: SESSION_S, disableSessionRefresh: true },
    account: { modelName: 'accounts' },
    verification: { modelName: 'verifications' },
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      minPasswordLength: PASSWORD_MIN_CHARS,
      maxPasswordLength: PASSWORD_MAX_CHARS,
      password: passwords,
    },
    plugins: [apiKey({ rateLimit: { enabled: false }, schema: { apikey: { modelName: 'apiKeys' } } })],
    advanced: {
      cookiePrefix: COOKIE_PREFIX,
      useSecureCookies: publicUrl?.startsWith('https:') === true,
      defaultCookieAttributes: { sameSite: 'lax', httpOnly: true, path: '/' },
      ipAddress: { ipAddressHeaders: ['x-forwarded-for'] },
    },
    databaseHooks: {
      session: {
        create: {
          // Runs after the password was right, so it tells nothing to somebody who only guesses.
          before: async (session) => {
            const person = await people.find(session.userId);
            if (person?.disabled !== false) {
              throw new APIError('FORBIDDEN', { message: 'This account is switched off; ask an admin.' });
            }
          },
        },
      },
    },
    logger: {
      level: 'warn',
      // Its errors about wrong passwords and keys are everyday; what matters reaches us as an answer or an exception.
      log: (_level, message, ...details) => log.debug({ details }, `better-auth: ${message}`),
    },
  } satisfies BetterAuthOptions;
}

/** The session cookie alone, `name=value`: other cookies must not make another entry of what is remembered. */
function sessionCookie(header: string | undefined): string | undefined {
  if (header === undefined) return undefined;
  for (const part of header.split(';')) {
    const pair = part.trim();
    const name = pair.slice(0, pair.indexOf('='));
    if (name === `${COOKIE_PREFIX}.session_token` || name === `__Secure-${COOKIE_PREFIX}.session_token`)
      return pair;
  }
  return undefined;
}

/** Of equal length whatever is compared, so that the comparison takes equal time. */
function digestOf(key: string): Buffer {
  return createHash('sha256').update(key).digest();
}

/** A new key: `dt_` and 43 characters, with the hash that is stored and the start that is shown. */
export async function makeKey(): Promise<{ key: string; keyHash: string; start: string }> {
  const key = `dt_${randomBytes(32).toString('base64url')}`;
  return { key, keyHash: await defaultKeyHasher(key), start: key.slice(0, 8) };
}
