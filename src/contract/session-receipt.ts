/** A report's receipt as what a truck knows: a command, named by its session. It is kept nowhere, and answered by nobody. */
import type { CommandMessage } from './commands.ts';
import { CommandId } from './ids.ts';
import type { SessionReceipt } from './sessions.ts';

export const SESSION_RECEIPT = 'session-receipt';
const LASTS_MS = 86_400_000;

export function receiptCommand(receipt: SessionReceipt, issuedMs: number): CommandMessage {
  return {
    commandId: CommandId.parse(receipt.sessionId),
    kind: SESSION_RECEIPT,
    issuedAt: new Date(issuedMs).toISOString(),
    expiresAt: new Date(issuedMs + LASTS_MS).toISOString(),
    args: receipt,
  };
}
