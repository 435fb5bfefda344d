/**
 * Passwords of trucks as Mosquitto 2 keeps them: `$7$<iterations>$<salt>$<hash>`, PBKDF2 with SHA-512 (RFC 8018), a
 * salt of 12 bytes and a key of 64, both in base64.
 */
import { pbkdf2, randomBytes, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';

const derive = promisify(pbkdf2);
/**
 * The password is generated (over 120 bits), so that stretching need not protect a weak one; Mosquitto's own default
 * is 101.
 */
const ITERATIONS = 10_000;
const ITERATIONS_MAX = 10_000_000;
const SALT_BYTES = 12;
const KEY_BYTES = 64;

export async function mosquittoHash(password: string): Promise<string> {
  const salt = randomBytes(SALT_BYTES);
  const key = await derive(password, salt, ITERATIONS, KEY_BYTES, 'sha512');
  return `$7$${ITERATIONS}$${salt.toString('base64')}$${key.toString('base64')}`;
}

/** False for a wrong password and for anything that is no such hash. */
export async function verifyMosquittoHash(password: string, hash: string): Promise<boolean> {
  const match = /^\$7\$(\d{1,8})\$([A-Za-z0-9+/=]+)\$([A-Za-z0-9+/=]+)$/.exec(hash);
  if (!match) return false;
  const [, iterationText = '', saltText = '', keyText = ''] = match;
  const iterations = Number(iterationText);
  if (iterations < 1 || iterations > ITERATIONS_MAX) return false;
  const expected = Buffer.from(keyText, 'base64');
  if (expected.length !== KEY_BYTES) return false;
  const key = await derive(password, Buffer.from(saltText, 'base64'), iterations, KEY_BYTES, 'sha512');
  return timingSafeEqual(key, expected);
}
