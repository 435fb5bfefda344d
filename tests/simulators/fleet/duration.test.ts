import { expect, test } from 'vitest';
import { formatDuration, parseDuration } from '../../../simulators/fleet/duration.ts';

test.each([
  ['30s', 30_000],
  ['1.5h', 5_400_000],
  ['3d', 259_200_000],
  ['1d12h', 129_600_000],
  ['1w', 604_800_000],
  ['250ms', 250],
])('reads %s', (text, ms) => {
  expect(parseDuration(text)).toBe(ms);
});

test.each(['', '3', 'd', '3 d', '-1h', '1y', '1h later'])('refuses "%s"', (text) => {
  expect(parseDuration(text)).toBeUndefined();
});

test('writes the two largest units', () => {
  expect(formatDuration(0)).toBe('0s');
  expect(formatDuration(93_784_000)).toBe('1d 2h');
  expect(formatDuration(61_000)).toBe('1m 1s');
  expect(formatDuration(Number.POSITIVE_INFINITY)).toBe('for ever');
});
