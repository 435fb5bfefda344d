import { describe, expect, it } from 'vitest';
import { emptyStretches, summarise, withBreaks, zoomed } from '../../src/console/shared/chart/data.ts';

const STEP_MS = 60_000;
const line = (mean: (number | null)[]) => ({ key: 'soc', label: 'Battery', colour: '#000', mean });

describe('a line', () => {
  it('is broken where points are too far apart', () => {
    const { atMs, columns } = withBreaks([0, 60_000, 300_000], [[1, 2, 3]], STEP_MS);
    expect(atMs).toEqual([0, 60_000, 120_000, 300_000]);
    expect(columns).toEqual([[1, 2, null, 3]]);
  });

  it('is left whole where a point is only a little late', () => {
    const { columns } = withBreaks([0, 60_000, 150_000], [[1, 2, 3]], STEP_MS);
    expect(columns).toEqual([[1, 2, 3]]);
  });

  it('stays broken at a null', () => {
    expect(withBreaks([0, 60_000, 120_000], [[1, null, 3]], STEP_MS).columns).toEqual([[1, null, 3]]);
  });
});

describe('the summary', () => {
  const atMs = [0, 60_000, 120_000, 180_000];
  it('tells lowest, highest, mean and last of what is shown', () => {
    const found = summarise(atMs, line([10, 30, null, 20]), { fromMs: 0, toMs: 180_000 });
    expect(found).toEqual({
      lowest: { value: 10, atMs: 0 },
      highest: { value: 30, atMs: 60_000 },
      mean: 20,
      last: { value: 20, atMs: 180_000 },
    });
  });

  it('takes the extremes from the band', () => {
    const banded = { ...line([10, 30]), min: [4, 28], max: [12, 41] };
    const found = summarise([0, 60_000], banded, { fromMs: 0, toMs: 60_000 });
    expect(found?.lowest.value).toBe(4);
    expect(found?.highest.value).toBe(41);
  });

  it('is none when nothing was measured: unknown is not zero', () => {
    expect(summarise(atMs, line([null, null, null, null]), { fromMs: 0, toMs: 180_000 })).toBeUndefined();
  });
});

describe('gaps', () => {
  it('are the stretches without a value, at the ends too', () => {
    const atMs = [300_000, 360_000, 600_000];
    const gaps = emptyStretches(atMs, [1, 2, 3], { fromMs: 0, toMs: 900_000 }, STEP_MS);
    expect(gaps).toEqual([
      { fromMs: 0, toMs: 300_000 },
      { fromMs: 420_000, toMs: 600_000 },
      { fromMs: 660_000, toMs: 900_000 },
    ]);
  });

  it('are none where each step has a value', () => {
    expect(emptyStretches([0, 60_000, 120_000], [1, 2, 3], { fromMs: 0, toMs: 150_000 }, STEP_MS)).toEqual(
      [],
    );
  });
});

describe('zooming', () => {
  it('keeps the point under the cursor where it is', () => {
    expect(zoomed({ fromMs: 0, toMs: 1_000_000 }, 0.5, 250_000)).toEqual({ fromMs: 125_000, toMs: 625_000 });
  });
  it('stops at a minute', () => {
    const span = zoomed({ fromMs: 0, toMs: 80_000 }, 0.5, 40_000);
    expect(span.toMs - span.fromMs).toBe(60_000);
  });
});
