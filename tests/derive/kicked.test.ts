import { expect, test } from 'vitest';
import { startKicked } from '../../src/derive/kicked.ts';
import { until } from '../support/until.ts';

const NEVER_MS = 3_600_000;

test('a kick during a pass makes one more after it, and stopping waits for the pass that runs', async () => {
  let [passes, atWork, most] = [0, 0, 0];
  let finish = () => {};
  const kicked = startKicked({
    async work() {
      passes += 1;
      most = Math.max(most, ++atWork);
      await new Promise<void>((resolve) => {
        finish = resolve;
      });
      atWork -= 1;
    },
    everyMs: NEVER_MS,
    onFault: () => {},
  });
  expect(passes).toBe(1);
  for (let kick = 0; kick < 3; kick++) kicked.kick();
  finish();
  await until('the second pass', () => passes === 2);
  const stopping = kicked.stop();
  kicked.kick();
  finish();
  await stopping;
  expect({ passes, atWork, most }).toEqual({ passes: 2, atWork: 0, most: 1 });
});

test('what a pass throws is told, and the next look tries again', async () => {
  const faults: unknown[] = [];
  let looks = 0;
  const kicked = startKicked({
    work: () => Promise.reject(new Error('away')),
    everyMs: 5,
    onFault: (err) => faults.push(err),
    onLook: () => {
      looks += 1;
    },
  });
  await until('a second try', () => faults.length >= 2 && looks >= 1);
  await kicked.stop();
  expect(String(faults[0])).toBe('Error: away');
});
