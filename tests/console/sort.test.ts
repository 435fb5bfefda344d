import { expect, it } from 'vitest';
import { sortedBy } from '../../src/console/shared/ui/sort.ts';

const rows = [{ v: 10 }, { v: null }, { v: 2 }, { v: undefined }, { v: 7 }];

it('puts unknown values last, whichever way it goes', () => {
  const values = (direction: 'ascending' | 'descending') =>
    sortedBy(rows, (row) => row.v, direction, 'en').map(({ v }) => v ?? '?');
  expect(values('ascending')).toEqual([2, 7, 10, '?', '?']);
  expect(values('descending')).toEqual([10, 7, 2, '?', '?']);
});

it('knows numbers in names, and does not mind capitals', () => {
  const ids = ['DT-10', 'dt-2', 'DT-1'].map((v) => ({ v }));
  expect(sortedBy(ids, (row) => row.v, 'ascending', 'en').map(({ v }) => v)).toEqual([
    'DT-1',
    'dt-2',
    'DT-10',
  ]);
});
