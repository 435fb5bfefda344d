/** Alerts as trees: each under what explains it, rings and missing explanations included. */
import type { Alert, Severity } from '@digitruck/contract/alerts';
import { expect, test } from 'vitest';
import { inTrees } from '../../src/console/dispatch/alerts/grouped.ts';

const of = (alertId: string, over: Partial<Alert> = {}): Alert =>
  ({
    alertId,
    severity: 'soon' as Severity,
    state: 'raised',
    raisedAt: '2026-11-26T08:00:00.000Z',
    clearedAt: null,
    groupedUnder: null,
    ...over,
  }) as Alert;
const ids = (alerts: readonly Alert[]) =>
  inTrees(alerts).map(({ alert, explained }) => [alert.alertId, ...explained.map((each) => each.alertId)]);
const under = (alertId: string) => ({ groupedUnder: alertId as Alert['alertId'] });

test('an alert stands under the one that explains it, however deep, and never twice', () => {
  const [tree = []] = ids([of('c', under('b')), of('b', under('a')), of('a')]);
  expect([tree[0], tree.slice(1).toSorted()]).toEqual(['a', ['b', 'c']]);
});

test('one whose explanation is not in the list stands for itself', () => {
  expect(ids([of('b', under('gone'))])).toEqual([['b']]);
});

test('a ring of explanations loses none', () => {
  const all = ids([of('a', under('b')), of('b', under('a'))]).flat();
  expect(all.toSorted()).toEqual(['a', 'b']);
});

test('urgent before soon, raised before acknowledged, new before old; cleared ones last, the latest first', () => {
  const list = [
    of('old', { raisedAt: '2026-11-25T08:00:00.000Z' }),
    of('new'),
    of('owned', { state: 'acknowledged', raisedAt: '2026-11-26T09:00:00.000Z' }),
    of('urgent', { severity: 'urgent', raisedAt: '2026-11-20T08:00:00.000Z' }),
    of('over', { state: 'cleared', clearedAt: '2026-11-26T07:00:00.000Z' }),
    of('over later', { state: 'cleared', clearedAt: '2026-11-26T09:00:00.000Z' }),
  ];
  expect(ids(list).flat()).toEqual(['urgent', 'new', 'old', 'owned', 'over later', 'over']);
});
