/** Links to the form that marks a disruption, with what is known already filled in. */
import type { AlertKind } from '@digitruck/contract/alerts';
import type { DisruptionKind } from '@digitruck/contract/plan-notes';

/** Alerts after which a truck's visits may have to be planned anew, and what would be marked. */
export const DISRUPTION_OF: { readonly [Kind in AlertKind]?: DisruptionKind } = {
  'battery-class': 'battery',
  'battery-low': 'battery',
  'battery-not-charging': 'battery',
  'panel-underperformance': 'battery',
  'energy-short-ahead': 'battery',
  'truck-silent': 'truck-out',
  'off-schedule': 'truck-out',
  'late-for-visit': 'truck-out',
};

export function markHref(kind: DisruptionKind, truckId: string, reason = ''): string {
  const query = new URLSearchParams({ mark: kind, truckId });
  if (reason !== '') query.set('reason', reason);
  return `/plan?${query}`;
}
