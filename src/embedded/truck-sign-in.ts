/**
 * Who is a client of the embedded broker? A truck (its user name is its id), or the office.
 *
 * A truck that was given credentials must bring them, wherever it connects from. One that never was may come without,
 * as the setting TRUCKS_WITHOUT_PASSWORD says. Without any user name it is a tool on this machine (`mosquitto_pub`),
 * which may do what the office may.
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import { TRUCK_ID_PATTERN, type TruckId } from '@digitruck/contract/ids';
import type { CredentialStore } from '../store/registry/credentials.ts';
import type { EmbeddedBrokerOptions, SignIn } from './broker-types.ts';

export type TruckSignInOptions = {
  readonly credentials: Pick<CredentialStore, 'checkTruckPassword' | 'hasCredentials'>;
  /** `local`: from this machine only. */
  readonly trucksWithoutPassword: 'refuse' | 'local' | 'allow';
  /** User name and password of other programs of the office; none means that there are none. */
  readonly office: { readonly username: string; readonly password: string } | undefined;
};

/** The `authenticate` of the embedded broker. Rejects when the database does not answer: the truck tries again. */
export function truckSignIn(options: TruckSignInOptions): EmbeddedBrokerOptions['authenticate'] {
  const { credentials, trucksWithoutPassword, office } = options;
  return async (username, password, _clientId, address): Promise<SignIn> => {
    const local = isThisMachine(address);
    if (username === undefined || username === '') {
      if (local && trucksWithoutPassword !== 'refuse') return { ok: true, truckId: undefined };
      return { ok: false, reason: 'a client without a user name; a truck signs in with its truckId' };
    }
    const given = password?.toString('utf8');
    if (office !== undefined && username === office.username) {
      const right = given !== undefined && isSame(given, office.password);
      return right
        ? { ok: true, truckId: undefined }
        : { ok: false, reason: 'a wrong password of the office' };
    }
    if (!TRUCK_ID_PATTERN.test(username)) {
      return { ok: false, reason: 'a user name that is no truckId (1 to 64 letters, digits, "_" or "-")' };
    }
    const truckId = username as TruckId;
    if (given !== undefined && given !== '' && (await credentials.checkTruckPassword(truckId, given))) {
      return { ok: true, truckId };
    }
    if (await credentials.hasCredentials(truckId)) {
      return { ok: false, reason: 'a wrong, missing or revoked password of a truck that was given one' };
    }
    if (trucksWithoutPassword === 'allow' || (trucksWithoutPassword === 'local' && local)) {
      return { ok: true, truckId };
    }
    return { ok: false, reason: 'a truck that was given no password yet' };
  };
}

/** 127.0.0.0/8 and ::1, the former also as IPv6 writes it. */
export function isThisMachine(address: string): boolean {
  return /^(::ffff:)?127\.\d+\.\d+\.\d+$/i.test(address) || address === '::1';
}

function isSame(a: string, b: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}
