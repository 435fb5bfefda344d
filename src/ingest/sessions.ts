/**
 * Session reports on `digitruck/v1/<truckId>/session`: read, handed to whoever stores them, and answered. What is not accepted is kept in
 * quarantine with the reason first; only then is the truck's hub told that its report needs a fix, so that nothing vanishes.
 */
import { isUtf8 } from 'node:buffer';
import { faultOf } from '@digitruck/contract/faults';
import { SessionId, type TruckId } from '@digitruck/contract/ids';
import { receiptCommand } from '@digitruck/contract/session-receipt';
import { RECEIPT_ERRORS_MAX, SessionMessage, type SessionReceipt } from '@digitruck/contract/sessions';
import { PAYLOAD_MAX_BYTES } from '@digitruck/contract/telemetry';
import { topicOf } from '@digitruck/contract/topics';
import { type Refusal, refusal } from './decode.ts';
import type { Publish } from './receipts.ts';

/** What became of a report once the database has committed; `refused` says why it could not be taken. */
export type SessionVerdict = {
  readonly receipt: SessionReceipt;
  readonly refused?: string;
};
/** Rejects only when it could not be judged, e.g. while the database is away: then the message comes again. */
export type OnSession = (
  truckId: TruckId,
  message: SessionMessage,
  receivedMs: number,
) => Promise<SessionVerdict>;

type Read =
  | { readonly ok: true; readonly message: SessionMessage }
  | {
      readonly ok: false;
      readonly refusal: Refusal;
      readonly sessionId: SessionId | undefined;
      readonly errors?: SessionReceipt['errors'];
    };

export function sessionTaker(options: {
  readonly onSession: OnSession;
  readonly publish: Publish;
  /** Keeps what was refused; resolves when it is committed. */
  readonly keep: (truckId: TruckId, topic: string, receivedMs: number, refused: Refusal) => Promise<void>;
  readonly onFault: (error: unknown) => void;
}) {
  const { onSession, publish, keep, onFault } = options;

  /** A receipt that is lost is made again when the hub, which has none, sends again. */
  function answer(truckId: TruckId, receipt: SessionReceipt, nowMs: number): void {
    publish(topicOf(truckId, 'command'), JSON.stringify(receiptCommand(receipt, nowMs)), { qos: 1 }).catch(
      onFault,
    );
  }

  /** Resolves when the report, or the reason against it, is committed. */
  return async (truckId: TruckId, topic: string, payload: Uint8Array, receivedMs: number): Promise<void> => {
    const read = readSession(truckId, payload);
    if (!read.ok) {
      await keep(truckId, topic, receivedMs, read.refusal);
      if (read.sessionId !== undefined)
        answer(truckId, needsFix(read.sessionId, read.refusal.detail, read.errors), receivedMs);
      return;
    }
    const { receipt, refused } = await onSession(truckId, read.message, receivedMs);
    if (refused !== undefined)
      await keep(truckId, topic, receivedMs, refusal('session-refused', refused, payload));
    answer(truckId, receipt, receivedMs);
  };
}

function needsFix(sessionId: SessionId, reason: string, errors: SessionReceipt['errors']): SessionReceipt {
  return {
    sessionId,
    about: null,
    state: 'needs-fix',
    version: null,
    code: null,
    reason: reason.slice(0, 1000),
    ...(errors !== undefined && { errors }),
  };
}

function readSession(truckId: TruckId, payload: Uint8Array): Read {
  const refuse = (
    reason: Refusal['reason'],
    detail: string,
    sessionId?: SessionId,
    errors?: SessionReceipt['errors'],
  ): Read => ({ ok: false, refusal: refusal(reason, detail, payload), sessionId, ...(errors && { errors }) });
  if (payload.length === 0) return refuse('empty', 'the message has no bytes');
  if (payload.length > PAYLOAD_MAX_BYTES)
    return refuse('too-large', `${payload.length} bytes; at most ${PAYLOAD_MAX_BYTES} are taken`);
  if (!isUtf8(payload)) return refuse('not-json', 'the message is not UTF-8');
  let body: unknown;
  try {
    body = JSON.parse(Buffer.from(payload).toString('utf8'));
  } catch (error) {
    return refuse('not-json', error instanceof Error ? error.message : 'it cannot be parsed');
  }
  const parsed = SessionMessage.safeParse(body);
  if (!parsed.success) {
    const id = SessionId.safeParse((body as { sessionId?: unknown } | null)?.sessionId);
    const detail = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ');
    const errors = parsed.error.issues.slice(0, RECEIPT_ERRORS_MAX).map((issue) => ({
      field: issue.path.join('.'),
      problem: issue.message,
      ...faultOf(issue, valueAt(issue.path, body)),
    }));
    return refuse('session-refused', detail, id.data, errors);
  }
  const { sessionId, truckId: named } = parsed.data;
  if (named !== undefined && named !== truckId) {
    // Said to nobody on this topic: whoever sends this is told by the truck that it names, or not at all.
    return refuse('identity-mismatch', `the topic says ${truckId}, the report ${named}`, sessionId);
  }
  return { ok: true, message: parsed.data };
}

function valueAt(path: readonly PropertyKey[], body: unknown): unknown {
  return path.reduce<unknown>(
    (value, key) => (value as Readonly<Record<PropertyKey, unknown>> | null | undefined)?.[key],
    body,
  );
}
