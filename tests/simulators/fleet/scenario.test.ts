import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseScenario } from '../../../simulators/fleet/scenario.ts';

const FOLDER = join(import.meta.dirname, '../../../simulators/scenarios');

describe('the scenarios that come with it', () => {
  const files = readdirSync(FOLDER);
  test('are these', () => {
    expect(files.sort()).toEqual([
      'clock-reset.json',
      'dead-sensor.json',
      'duplicate-burst.json',
      'monsoon-week.json',
      'normal-week.json',
      'reconnect-storm.json',
      'three-day-outage.json',
    ]);
  });
  test.each(files)('%s is right, and named as its file', (file) => {
    const result = parseScenario(readFileSync(join(FOLDER, file), 'utf8'));
    expect(result).toMatchObject({ ok: true, scenario: { name: file.replace('.json', '') } });
  });
});

test('a mistake is told by its place', () => {
  const problem = (value: unknown) => {
    const result = parseScenario(typeof value === 'string' ? value : JSON.stringify(value));
    return result.ok ? 'none' : result.problem;
  };
  const base = { name: 'x', description: '' };
  expect(problem('{')).toContain('is not JSON');
  expect(problem({ ...base, link: { outagesPerDay: -1 } })).toContain('link.outagesPerDay');
  expect(problem({ ...base, events: [{ kind: 'outage', from: 'noon' }] })).toMatch(
    /^events\[0\]\.from: "noon" is no length of time: write for example "90s"/,
  );
  expect(problem({ ...base, events: [{ kind: 'outage' }, { kind: 'flood' }] })).toContain('events[1].kind');
  expect(problem({ ...base, extra: 1 })).toContain('extra');
});
