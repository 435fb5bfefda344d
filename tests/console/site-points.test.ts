/** Which mark a site gets on the map. */
import { expect, test } from 'vitest';
import { type SiteFeature, sitePoints } from '../../src/console/dispatch/sites/site-points.ts';

const TODAY = '2026-11-24';
const markOf = (properties: Partial<SiteFeature['properties']>) =>
  sitePoints(
    [{ id: 'a', geometry: { coordinates: [36.8, -1.3] }, properties: { name: 'A', ...properties } }],
    TODAY,
  )
    .map(({ mark }) => mark)
    .join();

test.each([
  [{}, 'unknown'],
  [{ waitingSince: '2026-11-20' }, 'waiting'],
  // 180 days before
  [{ waitingSince: '2026-05-28' }, 'waiting'],
  [{ waitingSince: '2026-05-27' }, 'overdue'],
  [{ waitingSince: '2026-05-27', agreement: 'refused' }, 'overdue'],
  [{ agreement: 'refused' }, 'not-ready'],
  [{ agreement: 'agreed', access: 'no' }, 'not-ready'],
  [{ agreement: 'agreed' }, 'unknown'],
  [{ agreement: 'agreed', access: 'yes' }, 'ready'],
  [{ agreement: 'asked', access: 'yes' }, 'unknown'],
] as const)('%o is %s', (properties, mark) => {
  expect(markOf(properties)).toBe(mark);
});

test('longitude stands first in GeoJSON', () => {
  const [point] = sitePoints(
    [{ id: 'a', geometry: { coordinates: [36.8, -1.3] }, properties: { name: 'A', county: 'Nairobi' } }],
    TODAY,
  );
  expect(point).toMatchObject({ id: 'a', name: 'A', county: 'Nairobi', lat: -1.3, lon: 36.8 });
});
