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
import type { Db, Tx } from '../db.ts';
import { eq, gte, lte } from '../drizzle.ts';
import { allOf } from '../pages.ts';
import { truckMaintenance } from '../tables/calendars.ts';
import { visits } from '../tables/visits.ts';
import { versionedRows } from '../versioned-rows.ts';
import {
  changesNothing,
  type Done,
  done,
  type NoSuch,
  type NotFound,
  noSuchBy,
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

const rows = versionedRows({
  table: truckMaintenance,
  id: 'maintenanceId',
  within: 'truckId',
  subject: 'maintenance',
  rowOf: maintenanceOf,
  changed: () => ({ subjects: ['maintenance'] }),
});
const noSuch = noSuchBy({ truck_maintenance_truck_id_fkey: 'truckId' });

export function maintenanceStore(db: Db) {
  return {
    /** What touches these days, by first day. */
    async list(query: MaintenanceQuery): Promise<Maintenance[]> {
      const found = await db
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
      return found.map(maintenanceOf);
    },

    find: (maintenanceId: MaintenanceId): Promise<Maintenance | undefined> => rows.find(db, maintenanceId),

    async create(actor: Actor, body: MaintenanceBody): Promise<Done<Maintenance> | VisitsBooked | NoSuch> {
      return unlessTaken(
        () =>
          db.transaction(async (tx) => {
            await lockVisits(tx);
            return (await bookedOn(tx, body)) ?? done(await rows.add(tx, actor, body));
          }),
        async (constraint) => noSuch(constraint, body),
      );
    },

    async update(
      actor: Actor,
      maintenanceId: MaintenanceId,
      { version, ...change }: MaintenanceUpdate,
    ): Promise<Done<Maintenance> | NotFound | VersionConflict<Maintenance> | VisitsBooked | DaysInDisorder> {
      return db.transaction(async (tx) => {
        await lockVisits(tx);
        const based = await rows.at(tx, maintenanceId, version);
        if (!based.ok || changesNothing(based.row, change)) return based;
        const { row: current } = based;
        const wanted = {
          truckId: current.truckId,
          firstDay: change.firstDay ?? current.firstDay,
          lastDay: change.lastDay ?? current.lastDay,
        };
        if (wanted.firstDay > wanted.lastDay) return { ok: false, reason: 'days-in-disorder', current };
        return (await bookedOn(tx, wanted)) ?? done(await rows.change(tx, actor, current, change));
      });
    },

    async remove(
      actor: Actor,
      maintenanceId: MaintenanceId,
      version: number,
    ): Promise<Done<Maintenance> | NotFound | VersionConflict<Maintenance>> {
      return db.transaction(async (tx) => {
        await lockVisits(tx);
        const based = await rows.at(tx, maintenanceId, version);
        return based.ok ? done(await rows.remove(tx, actor, based.row)) : based;
      });
    },
  };
}
export type MaintenanceStore = ReturnType<typeof maintenanceStore>;

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
