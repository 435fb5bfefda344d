/** The first admin: from the settings, or by a one-time link that the start prints. */
import { createHash, randomBytes } from 'node:crypto';
import type { PeopleStore } from '../store/people/people.ts';

export type FirstRun =
  | { readonly kind: 'has-admin' }
  | { readonly kind: 'admin-made'; readonly email: string }
  /** Nobody can sign in yet; `path` goes behind the service's address, e.g. `/set-up?token=...`. */
  | { readonly kind: 'set-up-link'; readonly path: string }
  | { readonly kind: 'refused'; readonly reason: string };

/**
 * Run at each start. A password in the settings is used only while there is no admin: later changes are made by
 * people.
 */
export async function prepareFirstRun(options: {
  readonly people: PeopleStore;
  readonly hashPassword: (password: string) => Promise<string>;
  readonly admin: { readonly email: string | undefined; readonly password: string | undefined };
}): Promise<FirstRun> {
  const { people, admin } = options;
  if (!(await people.setUpNeeded())) return { kind: 'has-admin' };
  if (admin.email !== undefined && admin.password !== undefined) {
    const passwordHash = await options.hashPassword(admin.password);
    const made = await people.createFirstAdmin(
      { name: 'Admin', email: admin.email, passwordHash },
      undefined,
    );
    if (made.ok) return { kind: 'admin-made', email: admin.email };
    if (made.reason === 'not-needed') return { kind: 'has-admin' };
    return { kind: 'refused', reason: `ADMIN_EMAIL=${admin.email} belongs to somebody who is no admin` };
  }
  const token = randomBytes(32).toString('base64url');
  await people.addSetUpToken(setUpTokenHash(token));
  return { kind: 'set-up-link', path: `/set-up?token=${token}` };
}

export function setUpTokenHash(token: string): string {
  return createHash('sha256').update(token).digest('base64url');
}

/**
 * AUTH_SECRET when it is set; otherwise the one in the database, made at the first start and shared by all replicas.
 */
export async function authSecret(people: PeopleStore, configured: string | undefined): Promise<string> {
  return configured ?? people.installationSecret(randomBytes(32).toString('base64url'));
}
