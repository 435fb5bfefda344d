/** The list's question as it stands in the address. */
import { expect, test } from 'vitest';
import {
  filterOf,
  isFiltered,
  readSiteQuery,
  type SiteQuery,
  writeSiteQuery,
} from '../../src/console/dispatch/sites/site-query.ts';

const read = (address: string) => readSiteQuery(new URLSearchParams(address));

test('an empty address asks who waits longest', () => {
  expect(read('')).toEqual({ sort: 'waiting' });
  expect(isFiltered(read(''))).toBe(false);
  expect(String(writeSiteQuery(read('')))).toBe('');
});

test('what is written is read again', () => {
  const query: SiteQuery = { sort: 'county', q: 'st. mary & co', county: "Murang'a", access: 'yes' };
  expect(read(String(writeSiteQuery(query)))).toEqual(query);
  expect(filterOf(query)).toEqual({ q: 'st. mary & co', county: "Murang'a", access: 'yes' });
});

test('what it does not know is left out', () => {
  expect(read('sort=size&colour=red&q=')).toEqual({ sort: 'waiting' });
});
