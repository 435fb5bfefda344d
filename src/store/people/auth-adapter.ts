/** better-auth's way to our tables. It lives here because only the store knows drizzle. */
import { drizzleAdapter } from 'better-auth/adapters/drizzle';
import type { Db } from '../db.ts';
import { accounts, apiKeys, people, sessions, verifications } from '../tables/people.ts';

/** What `buildAuth` takes as its `database`; the keys are the model names given there. */
export function authAdapter(db: Db) {
  return drizzleAdapter(db, {
    provider: 'pg',
    schema: { people, sessions, accounts, verifications, apiKeys },
    transaction: false,
  });
}
export type AuthAdapter = ReturnType<typeof authAdapter>;
