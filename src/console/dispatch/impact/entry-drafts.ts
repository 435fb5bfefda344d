/** Targets, costs and schools while they are edited: each field as the text in its control. What is no number goes as it was entered, for the service to say so. */
import type { Cost, SchoolState, Target, VisitedSchool } from '@digitruck/contract/impact-entries';

export const TARGET_FIELDS = ['indicator', 'value', 'firstDay', 'lastDay', 'funder', 'notes'] as const;
export type TargetField = (typeof TARGET_FIELDS)[number];
export type TargetDraft = { readonly [Field in TargetField]: string };

export const COST_FIELDS = [
  'kind',
  'amount',
  'currency',
  'firstDay',
  'lastDay',
  'truckId',
  'funder',
  'notes',
] as const;
export type CostField = (typeof COST_FIELDS)[number];
export type CostDraft = { readonly [Field in CostField]: string };

/** "6 200,50" and "6200.5" are numbers; '' is null; all else stays as it is. */
export function numberIn(text: string): number | string | null {
  const bare = text.trim().replace(/[\s\u00a0\u202f](?=\d{3}(\D|$))/g, '');
  if (bare === '') return null;
  return /^\d+([.,]\d+)?$/.test(bare) ? Number(bare.replace(',', '.')) : text.trim();
}

export function targetDraftOf({ indicator, value, firstDay, lastDay, funder, notes }: Target): TargetDraft {
  return { indicator, value: String(value), firstDay, lastDay, funder, notes };
}
export function targetBodyOf(draft: TargetDraft) {
  const { indicator, firstDay, lastDay } = draft;
  const texts = { funder: draft.funder.trim(), notes: draft.notes.trim() };
  return { indicator, value: numberIn(draft.value), firstDay, lastDay, ...texts };
}

export function costDraftOf(cost: Cost): CostDraft {
  const { kind, amount, currency, firstDay, lastDay, truckId, funder, notes } = cost;
  return { kind, amount: String(amount), currency, firstDay, lastDay, truckId: truckId ?? '', funder, notes };
}
export function costBodyOf(draft: CostDraft) {
  const { kind, firstDay, lastDay, truckId } = draft;
  return {
    kind,
    firstDay,
    lastDay,
    amount: numberIn(draft.amount),
    currency: draft.currency.trim().toUpperCase(),
    truckId: truckId === '' ? null : truckId,
    funder: draft.funder.trim(),
    notes: draft.notes.trim(),
  };
}

export const MOMENTS = ['before', 'after'] as const;
export type Moment = (typeof MOMENTS)[number];
export const STATE_FIELDS = ['internet', 'electricity', 'computers', 'downlinkKbps', 'notedOn'] as const;
export type StateField = (typeof STATE_FIELDS)[number];
export type SchoolField = `${Moment}.${StateField}`;
export type SchoolDraft = { readonly [Field in SchoolField]: string };

const KBIT = 1000;
/** The speed is entered in Mbit/s, as people say it. */
const speedText = (kbps: number | null) => (kbps === null ? '' : String(kbps / KBIT));

function stateDraft(moment: Moment, state: SchoolState | null): Partial<SchoolDraft> {
  return {
    [`${moment}.internet`]: state?.internet ?? '',
    [`${moment}.electricity`]: state?.electricity ?? '',
    [`${moment}.computers`]: state?.computers == null ? '' : String(state.computers),
    [`${moment}.downlinkKbps`]: speedText(state?.downlinkKbps ?? null),
    [`${moment}.notedOn`]: state?.notedOn ?? '',
  };
}
export function schoolDraftOf({ before, after }: Pick<VisitedSchool, 'before' | 'after'>): SchoolDraft {
  return { ...stateDraft('before', before), ...stateDraft('after', after) } as SchoolDraft;
}

/** @param usualDay the day that stands for one that was not given */
export function schoolBodyOf(draft: SchoolDraft, usualDay: (moment: Moment) => string) {
  const state = (moment: Moment) => {
    const text = (field: StateField) => draft[`${moment}.${field}`].trim();
    if (STATE_FIELDS.every((field) => field === 'notedOn' || text(field) === '')) return null;
    const mbps = numberIn(text('downlinkKbps'));
    return {
      internet: text('internet') || 'unknown',
      electricity: text('electricity') || 'unknown',
      computers: numberIn(text('computers')),
      downlinkKbps: typeof mbps === 'number' ? Math.round(mbps * KBIT) : mbps,
      notedOn: text('notedOn') || usualDay(moment),
    };
  };
  return { before: state('before'), after: state('after') };
}
