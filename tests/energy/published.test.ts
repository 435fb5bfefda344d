/** Every published figure that concerns the energy models, a row a test (see published/README.md). */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { type Inputs, type Output, runModel } from './published/models.ts';
import { PVLIB_TESTS } from './published/pvlib-tests.ts';

type Tolerance = { abs?: number; rel?: number };
type Row = {
  id: string;
  fn: string;
  model: string;
  inputs: Inputs;
  expected: number | null | Record<string, number>;
  tol: Tolerance;
};

function within(found: number, expected: number | null, tol: Tolerance, what: string): void {
  if (expected === null) {
    expect(found, what).toBeNaN();
    return;
  }
  const allowed = Math.max(tol.abs ?? 0, (tol.rel ?? 0) * Math.abs(expected));
  expect(Math.abs(found - expected), `${what}: ${found} for ${expected}`).toBeLessThanOrEqual(allowed);
}

function check(output: Output, expected: Row['expected'], tol: Tolerance): void {
  if (typeof output === 'number') {
    expect(typeof expected === 'object' && expected !== null, 'one number is expected').toBe(false);
    within(output, expected as number | null, tol, 'value');
    return;
  }
  expect(expected).toBeTypeOf('object');
  for (const [name, value] of Object.entries(expected as Record<string, number | null>)) {
    const found = output[name];
    expect(found, `${name} was not computed`).toBeTypeOf('number');
    within(found as number, value, tol, name);
  }
}

describe.each(['atmosphere', 'clearsky', 'irradiance', 'pvsystem', 'spa', 'temperature'])('%s', (name) => {
  const text = readFileSync(new URL(`./published/${name}.json`, import.meta.url), 'utf8');
  const { rows } = JSON.parse(text) as { rows: Row[] };

  test.each(rows)('$id', ({ fn, model, inputs, expected, tol }) => {
    check(runModel(fn, model, inputs), expected, tol);
  });
});

test.each(PVLIB_TESTS)('$source $fn $inputs', ({ fn, model = '', inputs, expected, tol }) => {
  check(runModel(fn, model, inputs), expected, tol);
});
