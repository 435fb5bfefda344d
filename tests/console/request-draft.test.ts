/** A visit request while it is edited. */
import { RequestBody } from '@digitruck/contract/registry';
import { expect, test } from 'vitest';
import {
  emptyRequest,
  readRanges,
  requestBodyOf,
  writeRanges,
} from '../../src/console/dispatch/sites/request-draft.ts';

const siteId = '4f7ee75a-134b-4e01-a567-e94d7ceeb8f1';
const courseId = 'ded950f8-4180-4427-8798-26cbc67b7c88';

test('a new one is whole once a course is chosen', () => {
  const draft = { ...emptyRequest('2026-11-24'), courseId, windows: '2026-12-01/2026-12-05' };
  expect(RequestBody.parse({ ...requestBodyOf(draft), siteId })).toMatchObject({
    learnersExpected: 20,
    womenExpected: null,
    priority: 3,
    windows: [{ from: '2026-12-01', to: '2026-12-05' }],
    blackouts: [],
    status: 'open',
  });
});

test('text that is no number is refused by its field', () => {
  const draft = { ...emptyRequest('2026-11-24'), courseId, learnersExpected: 'many', minimumStayDays: '' };
  const checked = RequestBody.safeParse({ ...requestBodyOf(draft), siteId });
  expect(checked.error?.issues.map(({ path }) => path[0])).toEqual(['learnersExpected', 'minimumStayDays']);
});

test('stretches of days survive being text, half entered ones too', () => {
  const ranges = [
    { from: '2026-12-01', to: '2026-12-05' },
    { from: '', to: '2027-01-01' },
    { from: '', to: '' },
  ];
  expect(readRanges(writeRanges(ranges))).toEqual(ranges);
  expect(readRanges(writeRanges([]))).toEqual([]);
});
