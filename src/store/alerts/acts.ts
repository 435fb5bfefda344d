/**
 * What people do about an alert: acknowledge it, put it off, give it to somebody, note something. Each act is an event of the alert and
 * a line of the audit log. An alert that has cleared meanwhile stays as it is; only a note can be added to it.
 */
import type { AlertEvent, AlertFacts } from '@digitruck/contract/alerts';
import type { AlertId } from '@digitruck/contract/ids';
import type { Actor } from '@digitruck/contract/people';
import { notifyChanges } from '../changes.ts';
import type { Db, Tx } from '../db.ts';
import { and, eq } from '../drizzle.ts';
import { recordChange } from '../people/audit.ts';
import { alerts } from '../tables/alerts.ts';
import { people } from '../tables/people.ts';
import { NOT_FOUND, type NoSuch, type NotFound } from '../versions.ts';
import { tellRaised } from './outbox.ts';
import { addEvent, isAlert } from './transitions.ts';

type Row = typeof alerts.$inferSelect;
type ActDone = { readonly ok: true };
type Happened = { readonly kind: AlertEvent['kind']; readonly facts?: AlertFacts };

export function alertActs(db: Db) {
  /** @param change what to set and how it is told; undefined when there is nothing to change */
  async function act<Refused>(
    input: { actor: Actor; alertId: AlertId; verb: string; note: string; nowMs: number },
    change: (
      tx: Tx,
      row: Row,
    ) => Promise<{ set: Partial<Row>; event: Happened } | Refused | undefined> | undefined,
    refused: (value: unknown) => value is Refused,
    after?: (tx: Tx, row: Row) => Promise<void>,
  ): Promise<ActDone | NotFound | Refused> {
    const { actor, alertId, verb, note, nowMs } = input;
    return db.transaction(async (tx) => {
      const [row] = await tx.select().from(alerts).where(eq(alerts.alertId, alertId)).for('no key update');
      if (row === undefined) return NOT_FOUND;
      const changed = row.state === 'cleared' ? undefined : await change(tx, row);
      if (refused(changed)) return changed;
      if (changed === undefined && note === '') return { ok: true };
      const at = new Date(nowMs);
      const event = changed?.event ?? { kind: 'note' as const };
      await addEvent(tx, row, at, { ...event, by: actor.name, note });
      let now = row;
      if (changed !== undefined) {
        const set = { ...changed.set, updatedAt: at };
        await tx.update(alerts).set(set).where(isAlert(row));
        now = { ...row, ...set };
        await after?.(tx, now);
      }
      await recordChange(tx, {
        actor,
        action: `alert.${changed === undefined ? 'note' : verb}`,
        subject: 'alert',
        subjectId: alertId,
        before: auditView(row, ''),
        after: auditView(now, note),
      });
      await notifyChanges(tx, { trucks: row.truckId === '' ? [] : [row.truckId], subjects: ['alerts'] });
      return { ok: true };
    });
  }

  return {
    /** `acknowledged` false takes it back. */
    acknowledge(
      actor: Actor,
      alertId: AlertId,
      input: { readonly acknowledged: boolean; readonly note: string },
      nowMs: number,
    ): Promise<ActDone | NotFound> {
      const { acknowledged, note } = input;
      const state = acknowledged ? ('acknowledged' as const) : ('raised' as const);
      return act<never>(
        { actor, alertId, verb: acknowledged ? 'acknowledge' : 'unacknowledge', note, nowMs },
        async (_tx, row) => {
          if (row.state === state) return undefined;
          const by = acknowledged
            ? { acknowledgedBy: actor.name, acknowledgedAt: new Date(nowMs) }
            : { acknowledgedBy: null, acknowledgedAt: null };
          return { set: { state, ...by }, event: { kind: acknowledged ? 'acknowledged' : 'unacknowledged' } };
        },
        never,
        // Nobody looks after it any more: it escalates anew.
        async (tx, row) => {
          if (!acknowledged && row.groupedUnder === null) await tellRaised(tx, row, nowMs);
        },
      );
    },

    /** Puts it off; it wakes by itself. 0 minutes wake it now. */
    snooze(
      actor: Actor,
      alertId: AlertId,
      input: { readonly forMinutes: number; readonly note: string },
      nowMs: number,
    ): Promise<ActDone | NotFound> {
      const untilMs = nowMs + input.forMinutes * 60_000;
      return act<never>(
        { actor, alertId, verb: 'snooze', note: input.note, nowMs },
        async (_tx, row) => {
          const asleep = row.snoozedUntil !== null && row.snoozedUntil.getTime() > nowMs;
          if (input.forMinutes === 0 && !asleep) return undefined;
          const snoozedUntil = input.forMinutes === 0 ? null : new Date(untilMs);
          const facts = { snoozedUntil: snoozedUntil?.toISOString() ?? null };
          return { set: { snoozedUntil }, event: { kind: 'snoozed', facts } };
        },
        never,
      );
    },

    /** Gives it to a person, or with null to nobody. */
    assign(
      actor: Actor,
      alertId: AlertId,
      input: { readonly personId: string | null; readonly note: string },
      nowMs: number,
    ): Promise<ActDone | NotFound | NoSuch> {
      const { personId, note } = input;
      return act<NoSuch>(
        { actor, alertId, verb: 'assign', note, nowMs },
        async (tx, row) => {
          if (row.assignedToId === personId) return undefined;
          const [person] =
            personId === null
              ? [undefined]
              : await tx
                  .select({ name: people.name })
                  .from(people)
                  .where(and(eq(people.id, personId), eq(people.disabled, false)));
          if (personId !== null && person === undefined) {
            return { ok: false, reason: 'no-such', field: 'personId', value: personId };
          }
          const name = person?.name ?? null;
          return {
            set: { assignedToId: personId, assignedTo: name },
            event: { kind: 'assigned', facts: { personId, name } },
          };
        },
        isNoSuch,
      );
    },

    note(actor: Actor, alertId: AlertId, note: string, nowMs: number): Promise<ActDone | NotFound> {
      return act<never>({ actor, alertId, verb: 'note', note, nowMs }, () => undefined, never);
    },
  };
}

function never(_value: unknown): _value is never {
  return false;
}

function isNoSuch(value: unknown): value is NoSuch {
  return typeof value === 'object' && value !== null && 'reason' in value;
}

function auditView(row: Row, note: string) {
  const { truckId, kind, subject, state, acknowledgedBy, snoozedUntil, assignedTo } = row;
  return { truckId, kind, subject, state, acknowledgedBy, snoozedUntil, assignedTo, ...(note && { note }) };
}
