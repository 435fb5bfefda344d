/**
 * Commands to trucks: what was asked, and what became of it. The table is its own outbox (see migrations/0004_commands.sql).
 *
 * The truth is what the truck did: an answer that comes after the command expired still counts, and the first answer stands.
 */
import { isDeepStrictEqual } from 'node:util';
import type { Command, CommandAck, CommandOrder } from '@digitruck/contract/commands';
import type { CommandId, TruckId } from '@digitruck/contract/ids';
import type { Actor } from '@digitruck/contract/people';
import { fromIso } from '../kernel/clock.ts';
import { notifyChanges } from './changes.ts';
import type { Db, Tx } from './db.ts';
import { and, count, eq, sql } from './drizzle.ts';
import { keyset, type Page, pageFrom } from './pages.ts';
import { recordChange, SYSTEM_ACTOR } from './people/audit.ts';
import { commands } from './tables/commands.ts';
import { trucks } from './tables/registry.ts';
import { onlyRow } from './versions.ts';

/** A truck that answers nothing must not gather commands without end. */
export const COMMANDS_WAITING_MAX = 100;
/** Pause before the second try; it doubles with each, up to the longest. */
const RETRY_FIRST_S = 30;
const RETRY_LONGEST_S = 900;
/** A truck that comes online again and again is not sent the same command more often than this. */
const HURRY_MIN_S = 5;

export type AskedCommand = {
  readonly truckId: TruckId;
  readonly commandId: CommandId;
  readonly order: CommandOrder;
  readonly expiresInS: number;
};

export type AskResult =
  /** `created` is false when the same was asked before under this id. */
  | { readonly ok: true; readonly command: Command; readonly created: boolean }
  | { readonly ok: false; readonly reason: 'no-truck' | 'retired' | 'too-many-waiting' }
  | { readonly ok: false; readonly reason: 'other-command'; readonly current: Command };

export type AckResult =
  /** `first` is false when the truck said the same before. */
  | { readonly ok: true; readonly command: Command; readonly first: boolean }
  /** Nobody asked this truck that; `otherTruck` when somebody asked another one, whose answer this can't be. */
  | { readonly ok: false; readonly reason: 'unknown'; readonly otherTruck: boolean }
  | { readonly ok: false; readonly reason: 'answered-otherwise'; readonly command: Command };

export type CommandKey = { readonly truckId: TruckId; readonly commandId: CommandId };

export function commandStore(db: Db) {
  return {
    /** @param nowMs wall time; the command counts from here */
    async ask(actor: Actor, asked: AskedCommand, nowMs: number): Promise<AskResult> {
      const { truckId, commandId, order, expiresInS } = asked;
      return db.transaction(async (tx) => {
        const [truck] = await tx
          .select({ retired: trucks.retired })
          .from(trucks)
          .where(eq(trucks.truckId, truckId))
          .for('no key update');
        if (truck === undefined) return { ok: false, reason: 'no-truck' } as const;
        const [known] = await tx.select().from(commands).where(isCommand(asked));
        if (known !== undefined) {
          const lastsS = (known.expiresAt.getTime() - known.issuedAt.getTime()) / 1000;
          const same =
            known.kind === order.kind && lastsS === expiresInS && isDeepStrictEqual(known.args, order.args);
          const current = commandOf(known);
          return same
            ? ({ ok: true, command: current, created: false } as const)
            : ({ ok: false, reason: 'other-command', current } as const);
        }
        if (truck.retired) return { ok: false, reason: 'retired' } as const;
        const [waiting] = await tx
          .select({ count: count() })
          .from(commands)
          .where(and(eq(commands.truckId, truckId), eq(commands.state, 'waiting')));
        if ((waiting?.count ?? 0) >= COMMANDS_WAITING_MAX) {
          return { ok: false, reason: 'too-many-waiting' } as const;
        }
        const issuedAt = new Date(nowMs);
        const rows = await tx
          .insert(commands)
          .values({
            truckId,
            commandId,
            kind: order.kind,
            args: order.args,
            askedById: actor.personId,
            askedBy: actor.name,
            issuedAt,
            expiresAt: new Date(nowMs + expiresInS * 1000),
            publishAfter: issuedAt,
          })
          .returning();
        const command = commandOf(onlyRow(rows));
        await note(tx, actor, 'ask', null, command);
        return { ok: true, command, created: true } as const;
      });
    },

    async find(key: CommandKey): Promise<Command | undefined> {
      const [row] = await db.select().from(commands).where(isCommand(key));
      return row && commandOf(row);
    },

    /** A truck's commands, newest first; undefined for a truck that is not in the registry. */
    async list(
      truckId: TruckId,
      query: { readonly limit: number; readonly cursor?: string | undefined },
    ): Promise<Page<Command> | undefined> {
      const matches = eq(commands.truckId, truckId);
      const total = await db.$count(commands, matches);
      if (total === 0 && (await db.$count(trucks, eq(trucks.truckId, truckId))) === 0) return undefined;
      const page = keyset({
        name: 'newest',
        sort: { key: sql`${commands.issuedAt}`, type: 'timestamptz', descending: true },
        id: sql`${commands.commandId}`,
        idType: 'uuid',
        cursor: query.cursor,
      });
      const rows = await db
        .select({ row: commands, sortKey: page.sortKey })
        .from(commands)
        .where(and(matches, page.after))
        .orderBy(page.orderBy)
        .limit(query.limit + 1);
      return pageFrom(rows, {
        name: 'newest',
        limit: query.limit,
        total,
        idOf: ({ row }) => row.commandId,
        itemOf: ({ row }) => commandOf(row),
      });
    },

    /** What a truck answered, on its own topic. */
    async settle(truckId: TruckId, ack: CommandAck, nowMs: number): Promise<AckResult> {
      return db.transaction(async (tx) => {
        const key = { truckId, commandId: ack.commandId };
        const [row] = await tx.select().from(commands).where(isCommand(key)).for('update');
        if (row === undefined) {
          const others = await tx.$count(commands, eq(commands.commandId, ack.commandId));
          return { ok: false, reason: 'unknown', otherTruck: others > 0 } as const;
        }
        if (row.state === 'done' || row.state === 'refused') {
          const command = commandOf(row);
          return row.state === ack.state
            ? ({ ok: true, command, first: false } as const)
            : ({ ok: false, reason: 'answered-otherwise', command } as const);
        }
        const actedMs = fromIso(ack.at);
        const actedAt = actedMs >= 0 ? new Date(actedMs) : null;
        const rows = await tx
          .update(commands)
          .set({ state: ack.state, reason: ack.reason ?? null, answeredAt: new Date(nowMs), actedAt })
          .where(isCommand(key))
          .returning();
        const command = commandOf(onlyRow(rows));
        await note(tx, actorOf(truckId), ack.state, commandOf(row), command);
        if (ack.state === 'done') await followInterval(tx, onlyRow(rows));
        return { ok: true, command, first: true } as const;
      });
    },

    /**
     * Takes commands that are due to be published, oldest first, and puts their next try ahead; no other replica
     * gets the same. A caller that can't publish says so with `giveBack`.
     */
    async takeDue(nowMs: number, limit: number): Promise<Command[]> {
      const now = new Date(nowMs).toISOString();
      const { rows } = await db.execute<{ truck_id: TruckId; command_id: CommandId }>(sql`
        with due as (
          select truck_id, command_id from commands
          where state = 'waiting' and expires_at > ${now} and publish_after <= ${now}
          order by publish_after, issued_at limit ${limit}
          for update skip locked)
        update commands c set published_count = published_count + 1, published_at = ${now},
          publish_after = ${now}::timestamptz + make_interval(secs =>
            least(${RETRY_FIRST_S} * 2 ^ least(published_count, 10), ${RETRY_LONGEST_S}))
        from due where c.truck_id = due.truck_id and c.command_id = due.command_id
        returning c.truck_id, c.command_id`);
      if (rows.length === 0) return [];
      const truckIds = rows.map((row) => row.truck_id);
      const commandIds = rows.map((row) => row.command_id);
      const taken = await db
        .select()
        .from(commands)
        .where(
          sql`(${commands.truckId}, ${commands.commandId}) in
            (select * from unnest(${sql.param(truckIds)}::text[], ${sql.param(commandIds)}::uuid[]))`,
        )
        .orderBy(commands.issuedAt, commands.commandId);
      return taken.map(commandOf);
    },

    /** It could not be published: it is due again at `dueMs`. */
    async giveBack(key: CommandKey, dueMs: number): Promise<void> {
      await db
        .update(commands)
        .set({ publishAfter: new Date(dueMs), publishedCount: sql`greatest(published_count - 1, 0)` })
        .where(and(isCommand(key), eq(commands.state, 'waiting')));
    },

    /** These trucks are there (again): what waits for them is due now. */
    async hurry(truckIds: readonly TruckId[], nowMs: number): Promise<void> {
      const now = new Date(nowMs).toISOString();
      await db.execute(sql`
        with waiting as (
          select truck_id, command_id,
            greatest(${now}::timestamptz, published_at + make_interval(secs => ${HURRY_MIN_S})) as due
          from commands
          where truck_id = any(${sql.param([...truckIds])}::text[]) and state = 'waiting'
          for update skip locked)
        update commands c set publish_after = waiting.due from waiting
        where c.truck_id = waiting.truck_id and c.command_id = waiting.command_id
          and waiting.due < c.publish_after`);
    },

    /** Marks those whose time is over; says how many. */
    async expire(nowMs: number, limit: number): Promise<number> {
      return db.transaction(async (tx) => {
        const due = await tx
          .select()
          .from(commands)
          .where(
            and(
              eq(commands.state, 'waiting'),
              sql`${commands.expiresAt} <= ${new Date(nowMs).toISOString()}`,
            ),
          )
          .limit(limit)
          .for('update', { skipLocked: true });
        for (const row of due) {
          await tx.update(commands).set({ state: 'expired' }).where(isCommand(row));
          await note(tx, SYSTEM_ACTOR, 'expire', commandOf(row), commandOf({ ...row, state: 'expired' }));
        }
        return due.length;
      });
    },
  };
}
export type CommandStore = ReturnType<typeof commandStore>;

type Row = typeof commands.$inferSelect;

function isCommand({ truckId, commandId }: CommandKey) {
  return and(eq(commands.truckId, truckId), eq(commands.commandId, commandId));
}

function commandOf(row: Row): Command {
  return {
    commandId: row.commandId,
    truckId: row.truckId,
    kind: row.kind,
    args: row.args,
    state: row.state,
    reason: row.reason,
    askedBy: row.askedBy,
    issuedAt: row.issuedAt.toISOString(),
    expiresAt: row.expiresAt.toISOString(),
    answeredAt: row.answeredAt?.toISOString() ?? null,
  };
}

function actorOf(truckId: TruckId): Actor {
  return { personId: null, name: `truck ${truckId}`, via: 'system' };
}

async function note(
  tx: Tx,
  actor: Actor,
  verb: string,
  before: Command | null,
  after: Command,
): Promise<void> {
  await recordChange(tx, {
    actor,
    action: `command.${verb}`,
    subject: 'command',
    subjectId: after.commandId,
    before,
    after,
  });
  await notifyChanges(tx, { trucks: [after.truckId], subjects: ['commands'] });
}

/**
 * A truck that has taken on another reporting interval: the registry follows, for its silence is judged by it. Of several
 * such commands the one that the truck carried out last counts, in whatever order the answers come.
 */
async function followInterval(tx: Tx, done: Row): Promise<void> {
  const { intervalS } = done.args;
  if (done.kind !== 'reporting-interval' || typeof intervalS !== 'number') return;
  const { truckId } = done;
  const [truck] = await tx.select().from(trucks).where(eq(trucks.truckId, truckId)).for('update');
  if (truck === undefined || truck.reportingIntervalS === intervalS) return;
  const later = await tx.$count(
    commands,
    and(
      eq(commands.truckId, truckId),
      eq(commands.kind, done.kind),
      eq(commands.state, 'done'),
      sql`${commands.actedAt} > ${done.actedAt?.toISOString() ?? null}`,
    ),
  );
  if (later > 0) return;
  const by = `${done.askedBy}, by command`;
  const version = truck.version + 1;
  await tx
    .update(trucks)
    .set({ reportingIntervalS: intervalS, version, updatedAt: sql`clock_timestamp()`, updatedBy: by })
    .where(eq(trucks.truckId, truckId));
  await recordChange(tx, {
    actor: { personId: done.askedById, name: by, via: 'system' },
    action: 'truck.update',
    subject: 'truck',
    subjectId: truckId,
    before: { reportingIntervalS: truck.reportingIntervalS, version: truck.version },
    after: { reportingIntervalS: intervalS, version },
  });
  await notifyChanges(tx, { subjects: ['trucks'] });
}
