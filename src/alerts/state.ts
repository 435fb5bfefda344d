/** A truck's alerts and memory as JSON, by the slots' names, so that a version with other rules still understands it. */
import type { AlertTransition, Severity } from '@digitruck/contract/alerts';
import type { TruckId } from '@digitruck/contract/ids';
import { type AlertState, type Entry, NO_ALERTS } from './evaluate.ts';
import { blankMemory, type Memory, memoryOf } from './memory.ts';
import { SLOTS } from './rules/all.ts';

export type TruckWatch = { readonly memory: Memory; readonly alerts: AlertState };
export const newWatch = (): TruckWatch => ({ memory: blankMemory(), alerts: NO_ALERTS });

const nameOf = (slot: number) => {
  const { rule, subject } = SLOTS[slot] ?? {};
  return `${rule?.kind ?? ''} ${subject ?? ''}`.trim();
};
const SLOT_NAMES = SLOTS.map(({ index }) => nameOf(index));

export function watchToJson({ memory, alerts }: TruckWatch): unknown {
  const entries: Record<string, unknown> = {};
  alerts.forEach((entry, slot) => {
    if (entry !== undefined)
      entries[SLOT_NAMES[slot] ?? ''] = { ...entry, cause: SLOT_NAMES[entry.cause] ?? '' };
  });
  return { memory, alerts: entries };
}

export function watchOfJson(json: unknown): TruckWatch {
  if (typeof json !== 'object' || json === null) return newWatch();
  const { memory, alerts } = json as { memory?: unknown; alerts?: unknown };
  const kept = typeof alerts === 'object' && alerts !== null ? (alerts as Record<string, unknown>) : {};
  return { memory: memoryOf(memory), alerts: SLOT_NAMES.map((name) => entryOf(kept[name])) };
}

const ms = (value: unknown, otherwise: number) => (typeof value === 'number' ? value : otherwise);
const SEVERITY = new Set<unknown>(['urgent', 'soon', 'note']);

function entryOf(json: unknown): Entry | undefined {
  if (typeof json !== 'object' || json === null) return undefined;
  const kept = json as Record<string, unknown>;
  if (typeof kept.open !== 'boolean' || !SEVERITY.has(kept.severity)) return undefined;
  return {
    open: kept.open,
    sinceMs: ms(kept.sinceMs, Number.NaN),
    fineMs: ms(kept.fineMs, Number.NaN),
    knownMs: ms(kept.knownMs, Number.NaN),
    severity: kept.severity as Severity,
    cause: SLOT_NAMES.indexOf(String(kept.cause)),
    toldMs: ms(kept.toldMs, Number.NaN),
    restUntilMs: ms(kept.restUntilMs, Number.NEGATIVE_INFINITY),
  };
}

/** A truck that is retired: all that is open is over. */
export function clearAll(alerts: AlertState, truckId: TruckId): AlertTransition[] {
  return SLOTS.filter(({ index }) => alerts[index]?.open === true).map(({ rule, subject }) => ({
    type: 'clear',
    key: { kind: rule.kind, truckId, subject },
    facts: {},
    why: 'no-truck',
  }));
}

/** After a break of our own, or when somebody set the clock: what had begun to last begins anew; what is open stays so. */
export function forgetDurations(alerts: AlertState): AlertState {
  return alerts.map((entry) => {
    if (entry === undefined) return undefined;
    if (entry.open) return { ...entry, fineMs: Number.NaN };
    return Number.isFinite(entry.restUntilMs) ? { ...entry, sinceMs: Number.NaN } : undefined;
  });
}
