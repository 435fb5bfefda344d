import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { diskStore } from '../../../simulators/link/disk-store.ts';
import type { KeptSample } from '../../../simulators/link/kept.ts';
import { toIso } from '../../../src/kernel/clock.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'digitruck-store-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function sample(truckId: string, seq: number, fill = ''): KeptSample {
  const sampledAtMs = Date.UTC(2026, 10, 23) + seq * 1000;
  return {
    truckId,
    bootId: 'b',
    seq,
    sampledAtMs,
    json: JSON.stringify({ bootId: 'b', seq, sampledAt: toIso(sampledAtMs), solarW: 1.5, fill }),
    attempts: 0,
    waits: 0,
    pubacked: false,
    receipted: false,
  };
}
const keys = (samples: readonly KeptSample[]) => samples.map((s) => `${s.truckId}/${s.seq}`);

test('what has no receipt is there after a kill, as it was', () => {
  const store = diskStore(folder);
  const [a, b, c] = [sample('DT-01', 0), sample('DT-01', 1), sample('DT-02', 0)];
  for (const one of [a, b, c]) store.append(one);
  store.forget([b]);
  store.flush();
  // No close: the process was killed.
  const again = diskStore(folder);
  expect(again.left).toEqual([a, c]);
  again.close();
  expect(keys(diskStore(folder).left)).toEqual(['DT-01/0', 'DT-02/0']);
});

test('what was not flushed may be lost, and a line cut short spoils nothing', () => {
  const store = diskStore(folder);
  store.append(sample('DT-01', 0));
  store.flush();
  store.append(sample('DT-01', 1));
  const [name = ''] = readdirSync(folder);
  appendFileSync(join(folder, name), '{"t":"keep","truckId":"DT-01","sam');
  expect(keys(diskStore(folder).left)).toEqual(['DT-01/0']);
});

test('leaves nothing behind when everything has its receipt', () => {
  const store = diskStore(folder);
  const all = [sample('DT-01', 0), sample('DT-01', 1)];
  for (const one of all) store.append(one);
  store.flush();
  store.forget(all);
  store.close();
  expect(readdirSync(folder)).toEqual([]);
});

test('drops old segments, and carries a few old samples on instead of keeping all for them', () => {
  const store = diskStore(folder);
  const old = sample('DT-99', 7);
  store.append(old);
  const fill = 'x'.repeat(20_000);
  let last: KeptSample[] = [];
  for (let round = 0; round < 60; round++) {
    store.forget(last);
    last = Array.from({ length: 50 }, (_, i) => sample('DT-01', round * 50 + i, fill));
    for (const one of last) store.append(one);
    store.flush();
  }
  expect(readdirSync(folder).length).toBeLessThanOrEqual(5);
  const again = diskStore(folder);
  expect(new Set(keys(again.left))).toEqual(new Set([...keys([old]), ...keys(last)]));
  again.close();
});

test('writes lines that a person can read', () => {
  const store = diskStore(folder);
  const one = sample('DT-01', 4);
  store.append(one);
  store.forget([one]);
  store.flush();
  const [name = ''] = readdirSync(folder);
  const lines = readFileSync(join(folder, name), 'utf8').trim().split('\n');
  expect(lines.map((line) => JSON.parse(line))).toEqual([
    { t: 'keep', truckId: 'DT-01', sample: JSON.parse(one.json) },
    { t: 'forget', truckId: 'DT-01', bootId: 'b', seqs: [[4, 4]] },
  ]);
});
