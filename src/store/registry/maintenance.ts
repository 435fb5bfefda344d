/** Maintenance of trucks. It takes days as a visit does: under the lock of all visits, and never over one that is booked. */
import type { MaintenanceId, TruckId } from '@digitruck/contract/ids';
import {
  MAINTENANCE_MAX,
  type Maintenance,
  type MaintenanceBody,
  type MaintenanceQuery,
  type MaintenanceUpdate,
} from '@digitruck/contract/maintenance';
import type { Actor } from '@digitruck/contract/people';
import type { Visit } from '@digitruck/contract/visits';
import { notifyChanges } from '../changes.ts';
import type { Db, Tx } from '../db.ts';
import { and, eq, gte, lte, type SQL } from '../drizzle.ts';
import { allOf } from '../pages.ts';
import { recordChange } from '../people/audit.ts';
import { truckMaintenance } from '../tables/calendars.ts';
import { visits } from '../tables/visits.ts';
import {
  changesNothing,
  type Done,
  NOT_FOUND,
  type NoSuch,
  type NotFound,
  onlyRow,
  touchedBy,
  unlessTaken,
  type VersionConflict,
} from '../versions.ts';
import { lockVisits } from '../visits/visit-days.ts';
import { selected as visitsWhere } from '../visits/visits.ts';
import { maintenanceOf } from './maintenance-days.ts';

/** Visits are booked on some of the days. */
export type VisitsBooked = {
  readonly ok: false;
  readonly reason: 'visits-booked';
  readonly visits: readonly Visit[];
};
/** A change of one day that makes no stretch of days with the other. */
export type DaysInDisorder = {
  readonly ok: false;
  readonly reason: 'days-in-disorder';
  readonly current: Maintenance;
};

export function maintenanceStore(db: Db) {
  return {
    /** What touches these days, by first day. */
    async list(query: MaintenanceQuery): Promise<Maintenance[]> {
      const rows = await db
        .select()
        .from(truckMaintenance)
        .where(
          allOf([
            query.truckId === undefined ? undefined : eq(truckMaintenance.truckId, query.truckId),
            query.from === undefined ? undefined : gte(truckMaintenance.lastDay, query.from),
            query.to === undefined ? undefined : lte(truckMaintenance.firstDay, query.to),
          ]),
        )
        .orderBy(truckMaintenance.firstDay, truckMaintenance.truckId)
        .limit(MAINTENANCE_MAX);
      return rows.map(maintenanceOf);
    },

    async find(maintenanceId: MaintenanceId): Promise<Maintenance | undefined> {
      const [row] = await db
        .select()
        .from(truckMaintenance)
        .where(eq(truckMaintenance.maintenanceId, maintenanceId));
      return row && maintenanceOf(row);
    },

    async create(actor: Actor, body: MaintenanceBody): Promise<Done<Maintenance> | VisitsBooked | NoSuch> {
      return unlessTaken(
        () =>
          db.transaction(async (tx) => {
            await lockVisits(tx);
            const booked = await bookedOn(tx, body);
            if (booked !== undefined) return booked;
            const values = { ...body, updatedBy: actor.name };
            const row = maintenanceOf(onlyRow(await tx.insert(truckMaintenance).values(values).returning()));
            await note(tx, actor, 'create', row.maintenanceId, undefined, row);
            return { ok: true as const, row };
          }),
        async (constraint): Promise<NoSuch | undefined> =>
          constraint === 'truck_maintenance_truck_id_fkey'
            ? { ok: false, reason: 'no-such', field: 'truckId', value: body.truckId }
            : undefined,
      );
    },

    async update(
      actor: Actor,
      maintenanceId: MaintenanceId,
      { version, ...change }: MaintenanceUpdate,
    ): Promise<Done<Maintenance> | NotFound | VersionConflict<Maintenance> | VisitsBooked | DaysInDisorder> {
      return db.transaction(async (tx) => {
        await lockVisits(tx);
        const current = await locked(tx, maintenanceId);
        if (current === undefined) return NOT_FOUND;
        if (current.version !== version) return { ok: false, reason: 'version-conflict', current };
        if (changesNothing(current, change)) return { ok: true, row: current };
        const wanted = {
          truckId: current.truckId,
          firstDay: change.firstDay ?? current.firstDay,
          lastDay: change.lastDay ?? current.lastDay,
        };
        if (wanted.firstDay > wanted.lastDay) return { ok: false, reason: 'days-in-disorder', current };
        const booked = await bookedOn(tx, wanted);
        if (booked !== undefined) return booked;
        const rows = await tx
          .update(truckMaintenance)
          .set({ ...change, ...touchedBy(actor.name, version) })
          .where(of(current))
          .returning();
        const row = maintenanceOf(onlyRow(rows));
        await note(tx, actor, 'update', maintenanceId, current, row);
        return { ok: true, row };
      });
    },

    async remove(
      actor: Actor,
      maintenanceId: MaintenanceId,
      version: number,
    ): Promise<Done<Maintenance> | NotFound | VersionConflict<Maintenance>> {
      return db.transaction(async (tx) => {
        await lockVisits(tx);
        const current = await locked(tx, maintenanceId);
        if (current === undefined) return NOT_FOUND;
        if (current.version !== version) return { ok: false, reason: 'version-conflict', current };
        await tx.delete(truckMaintenance).where(of(current));
        await note(tx, actor, 'delete', maintenanceId, current, undefined);
        return { ok: true, row: current };
      });
    },
  };
}
export type MaintenanceStore = ReturnType<typeof maintenanceStore>;

const of = ({ truckId, maintenanceId }: Maintenance): SQL | undefined =>
  and(eq(truckMaintenance.truckId, truckId), eq(truckMaintenance.maintenanceId, maintenanceId));

async function bookedOn(
  tx: Tx,
  days: { readonly truckId: TruckId; readonly firstDay: string; readonly lastDay: string },
): Promise<VisitsBooked | undefined> {
  const booked = await visitsWhere(
    tx,
    allOf([
      eq(visits.truckId, days.truckId),
      eq(visits.state, 'planned'),
      lte(visits.firstDay, days.lastDay),
      gte(visits.lastDay, days.firstDay),
    ]),
  );
  return booked.length === 0 ? undefined : { ok: false, reason: 'visits-booked', visits: booked };
}

async function locked(tx: Tx, maintenanceId: MaintenanceId): Promise<Maintenance | undefined> {
  const [row] = await tx
    .select()
    .from(truckMaintenance)
    .where(eq(truckMaintenance.maintenanceId, maintenanceId))
    .for('update');
  return row && maintenanceOf(row);
}

async function note(
  tx: Tx,
  actor: Actor,
  verb: string,
  subjectId: MaintenanceId,
  before: Maintenance | undefined,
  after: Maintenance | undefined,
): Promise<void> {
  const action = `maintenance.${verb}`;
  await recordChange(tx, { actor, action, subject: 'maintenance', subjectId, before, after });
  await notifyChanges(tx, { subjects: ['maintenance'] });
}
