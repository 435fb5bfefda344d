import { expect, test } from 'vitest';
import { network } from '../../../simulators/truck/network.ts';

const net = network('seed');
const PLACE = { lat: -0.4527, lon: 39.646 };
const NOON_MS = Date.UTC(2026, 5, 8, 9);

test('is the same for the same place and time, and differs from place to place', () => {
  expect(net(NOON_MS, PLACE, 12, 10)).toEqual(net(NOON_MS, PLACE, 12, 10));
  const rates = Array.from(
    { length: 40 },
    (_, i) => net(NOON_MS, { lat: -0.4, lon: 36 + i / 10 }, 12, 0).downlinkKbps,
  );
  expect(Math.max(...rates) / Math.min(...rates)).toBeGreaterThan(5);
});

test('is slowest in the evening', () => {
  expect(net(NOON_MS, PLACE, 20, 0).downlinkKbps).toBeLessThan(net(NOON_MS, PLACE, 4, 0).downlinkKbps * 0.7);
});

test('a weak signal goes with a slow link and a long round trip', () => {
  const cells = Array.from({ length: 60 }, (_, i) => net(NOON_MS, { lat: 1, lon: 35 + i / 10 }, 12, 0));
  cells.sort((a, b) => a.signalDbm - b.signalDbm);
  const mean = (list: typeof cells, of: 'downlinkKbps' | 'latencyMs') =>
    list.reduce((sum, cell) => sum + cell[of], 0) / list.length;
  expect(mean(cells.slice(0, 20), 'downlinkKbps')).toBeLessThan(mean(cells.slice(40), 'downlinkKbps') / 2);
  expect(mean(cells.slice(0, 20), 'latencyMs')).toBeGreaterThan(mean(cells.slice(40), 'latencyMs'));
});
