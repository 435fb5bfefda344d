/** Alerts as trees: each under the one whose cause explains it, most urgent first. Pure. */

import { SEVERITIES } from '@digitruck/contract/alert-words';
import type { Alert } from '@digitruck/contract/alerts';

export type AlertTree = { readonly alert: Alert; readonly explained: readonly Alert[] };

/** An alert whose explanation is not in the list (filtered, on another page) stands for itself. */
export function inTrees(alerts: readonly Alert[]): AlertTree[] {
  const byId = new Map(alerts.map((alert) => [alert.alertId, alert]));
  const rootOf = (alert: Alert): Alert => {
    const seen = new Set<Alert>();
    let root = alert;
    for (;;) {
      const above = root.groupedUnder === null ? undefined : byId.get(root.groupedUnder);
      if (above === undefined) return root;
      // A ring explains nothing: each of it stands for itself.
      if (seen.has(above)) return alert;
      seen.add(above);
      root = above;
    }
  };
  const explained = new Map<Alert, Alert[]>();
  for (const alert of alerts) {
    const root = rootOf(alert);
    const list = explained.get(root) ?? [];
    if (root !== alert) list.push(alert);
    explained.set(root, list);
  }
  return [...explained]
    .map(([alert, list]) => ({ alert, explained: list.toSorted(mostUrgentFirst) }))
    .toSorted((a, b) => mostUrgentFirst(a.alert, b.alert));
}

/** Open before cleared, urgent first, then what was not acknowledged, then the newest. */
export function mostUrgentFirst(a: Alert, b: Alert): number {
  if (a.state === 'cleared' || b.state === 'cleared') {
    return (
      Number(a.state === 'cleared') - Number(b.state === 'cleared') ||
      (b.clearedAt ?? '').localeCompare(a.clearedAt ?? '')
    );
  }
  return (
    SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) ||
    Number(a.state === 'acknowledged') - Number(b.state === 'acknowledged') ||
    b.raisedAt.localeCompare(a.raisedAt)
  );
}
