/**
 * Columns that only this program can read: AES-256-GCM (NIST SP 800-38D), each value under a nonce of its own and bound to its column and row, so
 * that a value copied to another row does not open there.
 *
 * A sealed value begins with the id of its key, so keys can be exchanged: DATA_KEY seals, DATA_KEY and DATA_KEY_OLD open, and what an old one
 * sealed is sealed anew by the daily pass (store/learner-retention.ts). A value whose key is not there stays as it is and reads as unreadable.
 *
 * Layout: 1 byte format (1), 4 bytes key id, 12 bytes nonce, ciphertext, 16 bytes tag.
 */
import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from 'node:crypto';
import type { Db } from '../db.ts';
import { eq } from '../drizzle.ts';
import { installation } from '../tables/people.ts';

const FORMAT = 1;
const KEY_BYTES = 32;
const ID_BYTES = 4;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
/** What begins every value sealed with one key. */
export const SEAL_HEAD_BYTES = 1 + ID_BYTES;

export type Opened =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly reason: 'no-key' | 'damaged' };

export type Seals = {
  /** @param place the column and row it belongs to, e.g. `learners.name/<learner id>` */
  seal(text: string, place: string): Buffer;
  open(sealed: Uint8Array, place: string): Opened;
  /** How values begin that need not be sealed anew. */
  readonly head: Buffer;
};

type Key = { readonly id: Buffer; readonly bytes: Buffer };

function keyOf(secret: Buffer): Key {
  // The secret may be longer, or have been made by hand: HKDF (RFC 5869) gives a key that is used for nothing else.
  const bytes = Buffer.from(hkdfSync('sha256', secret, '', 'digitruck sealed columns 1', KEY_BYTES));
  const id = createHash('sha256').update('digitruck key id').update(bytes).digest().subarray(0, ID_BYTES);
  return { id, bytes };
}

/** @param secrets the first seals, all open; at least 32 bytes each */
export function makeSeals(secrets: readonly Buffer[]): Seals {
  const keys = secrets.map(keyOf);
  const [first] = keys;
  if (first === undefined) throw new RangeError('there must be a key to seal with');
  const head = Buffer.concat([Buffer.from([FORMAT]), first.id]);
  return {
    head,
    seal(text, place) {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv('aes-256-gcm', first.bytes, nonce).setAAD(Buffer.from(place));
      const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      return Buffer.concat([head, nonce, body, cipher.getAuthTag()]);
    },
    open(value, place) {
      const sealed = Buffer.from(value);
      if (sealed.length < SEAL_HEAD_BYTES + NONCE_BYTES + TAG_BYTES || sealed[0] !== FORMAT) {
        return { ok: false, reason: 'damaged' };
      }
      const key = keys.find(({ id }) => id.equals(sealed.subarray(1, SEAL_HEAD_BYTES)));
      if (key === undefined) return { ok: false, reason: 'no-key' };
      const nonce = sealed.subarray(SEAL_HEAD_BYTES, SEAL_HEAD_BYTES + NONCE_BYTES);
      const tagAt = sealed.length - TAG_BYTES;
      try {
        const decipher = createDecipheriv('aes-256-gcm', key.bytes, nonce, { authTagLength: TAG_BYTES })
          .setAAD(Buffer.from(place))
          .setAuthTag(sealed.subarray(tagAt));
        const body = sealed.subarray(SEAL_HEAD_BYTES + NONCE_BYTES, tagAt);
        return { ok: true, text: Buffer.concat([decipher.update(body), decipher.final()]).toString('utf8') };
      } catch {
        return { ok: false, reason: 'damaged' };
      }
    },
  };
}

/**
 * The seals of an installation: with the keys of the settings, and the one in the database, which is made when there is none in the settings and
 * still opens what it sealed when one is set later.
 */
export function installationSeals(db: Db, configured: readonly Buffer[] = []): () => Promise<Seals> {
  let seals: Promise<Seals> | undefined;
  const load = async () => {
    const made = await madeKey(db, configured.length === 0);
    return makeSeals(made === undefined ? configured : [...configured, made]);
  };
  return () => {
    seals ??= load().catch((error: unknown) => {
      // The database was away: the next who asks tries again.
      seals = undefined;
      throw error;
    });
    return seals;
  };
}

const MADE_KEY = 'data-key';

async function madeKey(db: Db, make: boolean): Promise<Buffer | undefined> {
  if (make) {
    const fresh = randomBytes(KEY_BYTES).toString('base64');
    await db.insert(installation).values({ key: MADE_KEY, value: fresh }).onConflictDoNothing();
  }
  const [row] = await db.select().from(installation).where(eq(installation.key, MADE_KEY));
  return row && Buffer.from(row.value, 'base64');
}
