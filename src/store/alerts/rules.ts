/**
 * The rules' settings that somebody changed, for the fleet or for one truck. What stands nowhere here is the rule's default. How they were
 * before is read off the audit log.
 */
import { type AlertKind, RuleChange, type RuleSet } from '@digitruck/contract/alerts';
import type { TruckId } from '@digitruck/contract/ids';
import type { Actor } from '@digitruck/contract/people';
import { notifyChanges } from '../changes.ts';
import type { Db } from '../db.ts';
import { and, desc, eq, sql } from '../drizzle.ts';
import { recordChange } from '../people/audit.ts';
import { alertRules } from '../tables/alerts.ts';
import { auditLog } from '../tables/people.ts';
import { trucks } from '../tables/registry.ts';
import { changesNothing, NOT_FOUND, type NotFound, type VersionConflict } from '../versions.ts';
import { truckIdOf } from './alerts.ts';
import { keyOf } from './transitions.ts';

export type ChangedRule = {
  /** null is the fleet. */
  readonly truckId: TruckId | null;
  readonly kind: AlertKind;
  readonly change: RuleChange;
  readonly version: number;
  readonly updatedAt: string;
  readonly updatedBy: string;
};
export type RuleHistoryEntry = {
  readonly at: string;
  readonly by: string;
  readonly kind: AlertKind;
  readonly truckId: TruckId | null;
  readonly before: RuleChange | null;
  readonly after: RuleChange | null;
};
type Nobody = { updatedBy: string; updatedAt: string };

const SUBJECT = 'alert-rule';

export function alertRuleStore(db: Db) {
  return {
    /** All that is changed. */
    async list(): Promise<ChangedRule[]> {
      const rows = await db.select().from(alertRules).orderBy(alertRules.kind, alertRules.truckId);
      return rows.map(changedRuleOf);
    },

    /** The same as the rules' evaluation takes it. */
    async ruleSet(): Promise<RuleSet> {
      const rows = await db.select().from(alertRules);
      const set: RuleSet = { fleet: {}, trucks: {} };
      for (const { truckId, kind, change } of rows) {
        if (truckId === '') set.fleet[kind] = change;
        else {
          const ofTruck = set.trucks[truckId] ?? {};
          ofTruck[kind] = change;
          set.trucks[truckId] = ofTruck;
        }
      }
      return set;
    },

    /**
     * Changes the settings of a rule, or with null takes the change back.
     * @param truckId null for the fleet
     * @param version of what it is based on; 0 when nobody had changed it
     */
    async put(
      actor: Actor,
      truckId: TruckId | null,
      kind: AlertKind,
      input: { readonly change: RuleChange | null; readonly version: number },
      nowMs: number,
    ): Promise<{ readonly ok: true } | NotFound | VersionConflict<ChangedRule | (Nobody & { version: 0 })>> {
      const key = keyOf(truckId);
      return db.transaction(async (tx) => {
        if (truckId !== null) {
          const known = await tx.$count(trucks, eq(trucks.truckId, truckId));
          if (known === 0) return NOT_FOUND;
        }
        // A row that is not there can't be locked, and two may want to make it.
        await tx.execute(
          sql`select pg_advisory_xact_lock(hashtextextended(${`alert-rule ${key} ${kind}`}, 0))`,
        );
        const isRule = and(eq(alertRules.truckId, key), eq(alertRules.kind, kind));
        const [row] = await tx.select().from(alertRules).where(isRule);
        if ((row?.version ?? 0) !== input.version) {
          const current =
            row === undefined
              ? { version: 0 as const, updatedBy: 'somebody', updatedAt: new Date(nowMs).toISOString() }
              : changedRuleOf(row);
          return { ok: false, reason: 'version-conflict', current } as const;
        }
        const before = row?.change ?? null;
        if (sameChange(before, input.change)) return { ok: true } as const;
        if (input.change === null) await tx.delete(alertRules).where(isRule);
        else {
          const values = {
            change: input.change,
            version: input.version + 1,
            updatedAt: new Date(nowMs),
            updatedBy: actor.name,
          };
          await tx
            .insert(alertRules)
            .values({ truckId: key, kind, ...values })
            .onConflictDoUpdate({ target: [alertRules.truckId, alertRules.kind], set: values });
        }
        await recordChange(tx, {
          actor,
          action: input.change === null ? 'alert-rule.take-back' : 'alert-rule.change',
          subject: SUBJECT,
          subjectId: key === '' ? kind : `${key} ${kind}`,
          before,
          after: input.change,
        });
        await notifyChanges(tx, { subjects: ['alerts'] });
        return { ok: true } as const;
      });
    },

    /** Who changed what, the newest first. */
    async history(limit: number): Promise<RuleHistoryEntry[]> {
      const rows = await db
        .select()
        .from(auditLog)
        .where(eq(auditLog.subject, SUBJECT))
        .orderBy(desc(auditLog.auditId))
        .limit(limit);
      return rows.map((row) => {
        // A truckId has no space, nor has a kind.
        const parts = row.subjectId.split(' ');
        return {
          at: row.at.toISOString(),
          by: row.actorName,
          kind: parts.at(-1) as AlertKind,
          truckId: parts.length === 2 ? (parts[0] as TruckId) : null,
          before: row.before === null ? null : RuleChange.parse(row.before),
          after: row.after === null ? null : RuleChange.parse(row.after),
        };
      });
    },
  };
}
export type AlertRuleStore = ReturnType<typeof alertRuleStore>;

function changedRuleOf(row: typeof alertRules.$inferSelect): ChangedRule {
  return {
    truckId: truckIdOf(row.truckId),
    kind: row.kind,
    change: row.change,
    version: row.version,
    updatedAt: row.updatedAt.toISOString(),
    updatedBy: row.updatedBy,
  };
}

function sameChange(a: RuleChange | null, b: RuleChange | null): boolean {
  if (a === null || b === null) return a === b;
  return changesNothing(a, b) && changesNothing(b, a);
}
