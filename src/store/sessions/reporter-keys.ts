/**
 * Keys with which a phone proves to the office, through a hub it need not trust, whose report it hands over. The office gives a person the key
 * for one truck with the pack (`contract/operator.ts`) and makes it anew when a report comes: nothing of it is stored but one secret.
 */
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { SessionId, TruckId } from '@digitruck/contract/ids';
import { PROOF_HEX_CHARS, proofText } from '@digitruck/contract/session-code';
import type { SessionBody } from '@digitruck/contract/sessions';
import type { Db } from '../db.ts';
import { eq } from '../drizzle.ts';
import { installation } from '../tables/people.ts';

const SECRET = 'reporter-key';

export function reporterKeyStore(db: Db) {
  let known: Buffer | undefined;
  /** Made at the first need, and shared by all replicas. */
  async function secret(): Promise<Buffer> {
    if (known !== undefined) return known;
    const isIt = eq(installation.key, SECRET);
    let [row] = await db.select().from(installation).where(isIt);
    if (row === undefined) {
      const value = randomBytes(32).toString('base64');
      await db.insert(installation).values({ key: SECRET, value }).onConflictDoNothing();
      [row] = await db.select().from(installation).where(isIt);
    }
    if (row === undefined) throw new Error('the key of reporters is neither there nor could it be made');
    known = Buffer.from(row.value, 'base64');
    return known;
  }
  const keyOf = async (personId: string, truckId: TruckId): Promise<Buffer> =>
    createHmac('sha256', await secret())
      .update(`${personId}\n${truckId}`)
      .digest();

  return {
    /** What the person's phone gets, in hex. */
    reporterKey: async (personId: string, truckId: TruckId): Promise<string> =>
      (await keyOf(personId, truckId)).toString('hex'),

    /** Whether this very saving of the report was made by somebody who has the person's key for the truck. */
    async isProven(
      personId: string,
      sessionId: SessionId,
      report: SessionBody,
      proof: string,
    ): Promise<boolean> {
      const key = await keyOf(personId, report.truckId);
      const wanted = createHmac('sha256', key).update(proofText(sessionId, report)).digest('hex');
      const given = Buffer.from(proof.toLowerCase());
      return (
        given.length === PROOF_HEX_CHARS &&
        timingSafeEqual(given, Buffer.from(wanted.slice(0, PROOF_HEX_CHARS)))
      );
    },
  };
}
export type ReporterKeyStore = ReturnType<typeof reporterKeyStore>;
