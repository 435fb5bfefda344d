/** The lock of a report's id: whatever happens to one report happens one after the other. */
import type { SessionId } from '@digitruck/contract/ids';
import type { Tx } from '../db.ts';
import { sql } from '../drizzle.ts';

/** "SESS" in ASCII. */
const SESSIONS_LOCK = 0x53455353;

/** Whoever changes anything of a report takes this first. */
export async function lockSession(tx: Tx, sessionId: SessionId): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${sessionId}, ${SESSIONS_LOCK}))`);
}
