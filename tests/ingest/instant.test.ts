import { Instant } from '@digitruck/contract/telemetry';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { instantMs } from '../../src/ingest/instant.ts';

/** Read out of the midst of other bytes, as it stands in a message. */
const commonInstantMs = (text: string) => {
  const bytes = Buffer.from(`9${text}9`);
  return instantMs(bytes, 1, bytes.length - 1);
};

describe('a time as most write it', () => {
  it('is read to the millisecond', () => {
    expect(commonInstantMs('2026-11-23T07:15:00.123Z')).toBe(Date.UTC(2026, 10, 23, 7, 15, 0, 123));
    expect(commonInstantMs('2028-02-29T23:59:59Z')).toBe(Date.UTC(2028, 1, 29, 23, 59, 59));
    fc.assert(
      fc.property(
        fc.date({ min: new Date('0100-01-01'), max: new Date('9999-12-31'), noInvalidDate: true }),
        (date) => {
          expect(commonInstantMs(date.toISOString())).toBe(date.getTime());
        },
      ),
    );
  });

  it('is never one that the contract would refuse', () => {
    const part = (max: number, width: number) =>
      fc.integer({ min: 0, max }).map((value) => String(value).padStart(width, '0'));
    const texts = fc
      .tuple(
        part(9999, 4),
        part(14, 2),
        part(33, 2),
        part(25, 2),
        part(61, 2),
        part(61, 2),
        fc.constantFrom('', '.5', '.123'),
      )
      .map(([y, mo, d, h, mi, s, f]) => `${y}-${mo}-${d}T${h}:${mi}:${s}${f}Z`);
    fc.assert(
      fc.property(texts, (text) => {
        const ms = commonInstantMs(text);
        if (Number.isNaN(ms)) return;
        expect(Instant.safeParse(text).success).toBe(true);
        expect(ms).toBe(Date.parse(text));
      }),
      { numRuns: 2_000 },
    );
  });

  it.each([
    '2026-11-23T07:15:00+03:00',
    '2026-11-23 07:15:00Z',
    '2026-02-29T00:00:00Z',
    '20x6-11-23T07:15:00Z',
    '',
  ])('is not %j', (text) => {
    expect(commonInstantMs(text)).toBeNaN();
  });
});
