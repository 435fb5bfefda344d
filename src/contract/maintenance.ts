/** Maintenance of a truck: days on which it can be nowhere else. No visit is booked on them, and none is planned. */
import { z } from 'zod';
import { MaintenanceId, TruckId } from './ids.ts';
import { LocalDate, Version } from './registry.ts';
import { Instant } from './telemetry.ts';
import { text } from './text.ts';

const reason = text(300).min(1);
const inOrder = (days: { firstDay?: string | undefined; lastDay?: string | undefined }) =>
  days.firstDay === undefined || days.lastDay === undefined || days.firstDay <= days.lastDay;
const order = { path: ['lastDay'], message: 'must not be before "firstDay"' };

const shape = { truckId: TruckId, firstDay: LocalDate, lastDay: LocalDate, reason };
export const MaintenanceBody = z.strictObject(shape).refine(inOrder, order).meta({ id: 'MaintenanceBody' });
export type MaintenanceBody = z.infer<typeof MaintenanceBody>;

export const MaintenanceUpdate = z
  .strictObject({
    firstDay: LocalDate.optional(),
    lastDay: LocalDate.optional(),
    reason: reason.optional(),
    version: Version,
  })
  .refine(inOrder, order)
  .meta({ id: 'MaintenanceUpdate' });
export type MaintenanceUpdate = z.infer<typeof MaintenanceUpdate>;

export const Maintenance = z
  .object({
    maintenanceId: MaintenanceId,
    ...shape,
    version: Version,
    createdAt: Instant,
    updatedAt: Instant,
    updatedBy: z.string(),
  })
  .meta({ id: 'Maintenance' });
export type Maintenance = z.infer<typeof Maintenance>;

/** `GET /maintenance`: what touches the days from `from` to `to`, by first day. */
export const MAINTENANCE_MAX = 2000;
export const MaintenanceQuery = z.object({
  truckId: TruckId.optional(),
  from: LocalDate.optional(),
  to: LocalDate.optional(),
});
export type MaintenanceQuery = z.infer<typeof MaintenanceQuery>;
export const MaintenanceList = z.object({ items: z.array(Maintenance) }).meta({ id: 'MaintenanceList' });
export type MaintenanceList = z.infer<typeof MaintenanceList>;
