import { READING_NAMES, type ReadingName } from '@digitruck/contract/readings';
import { PAYLOAD_MAX_BYTES } from '@digitruck/contract/telemetry';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeTelemetry, KEPT_BYTES_MAX, type RawSample } from '../../src/ingest/decode.ts';

const HEAD = { bootId: 'b7f1', seq: 1042, sampledAt: '2026-11-23T07:15:00.000Z' };

const decode = (body: unknown) => decodeText(JSON.stringify(body));
const decodeText = (text: string) => decodeTelemetry('DT-01', Buffer.from(text));
const reasonsOf = (decoded: ReturnType<typeof decode>) => decoded.refusals.map(({ reason }) => reason);

function only(decoded: ReturnType<typeof decode>): RawSample {
  const [sample] = decoded.samples;
  if (sample === undefined || decoded.samples.length > 1) throw new Error(JSON.stringify(decoded.refusals));
  return sample;
}

function readingOf(sample: RawSample, name: ReadingName): number | undefined {
  const value = sample.values[READING_NAMES.indexOf(name)] ?? Number.NaN;
  return Number.isNaN(value) ? undefined : value;
}

describe('a message of telemetry', () => {
  it('is one sample, or a batch in order', () => {
    const sample = only(decode({ ...HEAD, batterySocPct: 71.5, batteryW: -420 }));
    expect(sample).toMatchObject({ bootId: 'b7f1', seq: 1042, readingsDropped: 0 });
    expect(sample.claimedMs).toBe(Date.parse(HEAD.sampledAt));
    expect(readingOf(sample, 'batterySocPct')).toBe(71.5);
    expect(readingOf(sample, 'batteryW')).toBe(-420);
    const batch = decode({ samples: [HEAD, { ...HEAD, seq: 0 }, { ...HEAD, seq: 2 ** 32 - 1 }] });
    expect(batch.samples.map(({ seq }) => seq)).toEqual([1042, 0, 2 ** 32 - 1]);
    expect(batch.refusals).toEqual([]);
  });

  it('knows a reading only when it is a number within its range; the others stay', () => {
    const text = `{"bootId":"b","seq":1,"sampledAt":"2026-11-23T07:15:00Z","batterySocPct":"12.3","batteryV":1e308,
      "batteryW":1e999,"loadW":null,"gridW":true,"solarW":-1,"occupancy":-3,"insideTempC":27.4,"latencyMs":[5]}`;
    const sample = only(decodeText(text));
    for (const name of [
      'batterySocPct',
      'batteryV',
      'batteryW',
      'loadW',
      'gridW',
      'solarW',
      'occupancy',
    ] as const) {
      expect(readingOf(sample, name), name).toBeUndefined();
    }
    expect(readingOf(sample, 'insideTempC')).toBe(27.4);
    // null and a missing field are unknown from the start; the seven others were there and of no use.
    expect(sample.readingsDropped).toBe(7);
  });

  it('refuses NaN as JSON does, whole', () => {
    expect(
      reasonsOf(decodeText('{"bootId":"b","seq":1,"sampledAt":"2026-11-23T07:15:00Z","loadW":NaN}')),
    ).toEqual(['not-json']);
  });

  it('takes a sensor that drifted beyond the seats for unknown', () => {
    expect(readingOf(only(decode({ ...HEAD, occupancy: 200 })), 'occupancy')).toBe(200);
    expect(readingOf(only(decode({ ...HEAD, occupancy: 201 })), 'occupancy')).toBeUndefined();
  });

  it('may have no byte, too many, or no JSON in it', () => {
    expect(reasonsOf(decodeText(''))).toEqual(['empty']);
    const huge = decodeTelemetry('DT-01', Buffer.alloc(10 * 1024 * 1024, 'x'));
    expect(huge.refusals).toMatchObject([{ reason: 'too-large', payloadBytes: 10 * 1024 * 1024 }]);
    expect(huge.refusals[0]?.payload.length).toBe(KEPT_BYTES_MAX);
    expect(reasonsOf(decodeText(JSON.stringify(HEAD).slice(0, 30)))).toEqual(['not-json']);
    expect(reasonsOf(decodeTelemetry('DT-01', Buffer.from([0x7b, 0xff, 0x7d])))).toEqual(['not-json']);
    for (const text of ['null', '[]', '7', '"a"']) expect(reasonsOf(decodeText(text))).toEqual(['bad-shape']);
  });

  it('may be nested as deep as its size allows', () => {
    const deep = `${'['.repeat(10_000)}${']'.repeat(10_000)}`;
    expect(reasonsOf(decodeText(deep))).toEqual(['bad-shape']);
    const inside = decodeText(`{"samples":[${JSON.stringify(HEAD)},${deep},{"seq":${deep}}]}`);
    expect(inside.samples).toHaveLength(1);
    expect(reasonsOf(inside)).toEqual(['bad-sample', 'bad-sample']);
    const most = '['.repeat(PAYLOAD_MAX_BYTES);
    expect(reasonsOf(decodeText(most))).toEqual(['not-json']);
  });

  it('is a batch of 1 to 500', () => {
    const batch = (length: number) => ({ samples: Array.from({ length }, (_, seq) => ({ ...HEAD, seq })) });
    expect(reasonsOf(decode(batch(0)))).toEqual(['bad-shape']);
    expect(decode(batch(500)).samples).toHaveLength(500);
    expect(reasonsOf(decode(batch(501)))).toEqual(['bad-shape']);
    expect(reasonsOf(decode({ samples: { 0: HEAD } }))).toEqual(['bad-shape']);
  });

  it('loses a bad sample of a batch alone, and keeps that one with its place and reason', () => {
    const bad = { ...HEAD, seq: -1, batterySocPct: 50 };
    const batch = decode({ samples: [HEAD, bad, { ...HEAD, seq: 7 }, 'x'] });
    expect(batch.samples.map(({ seq }) => seq)).toEqual([1042, 7]);
    expect(reasonsOf(batch)).toEqual(['bad-sample', 'bad-sample']);
    expect(batch.refusals[0]?.detail).toMatch(/^samples\[1\]: seq: /);
    expect(JSON.parse(Buffer.from(batch.refusals[0]?.payload ?? []).toString())).toEqual(bad);
  });

  it.each([
    ['bootId', { bootId: '' }],
    ['bootId', { bootId: 'x'.repeat(37) }],
    ['bootId', { bootId: 7 }],
    ['bootId', { bootId: 'a\0b' }],
    ['bootId', { bootId: '\ud800' }],
    ['seq', { seq: '5' }],
    ['seq', { seq: 1.5 }],
    ['seq', { seq: 2 ** 32 }],
    ['sampledAt', { sampledAt: undefined }],
    ['sampledAt', { sampledAt: 1_700_000_000 }],
    ['sampledAt', { sampledAt: '2026-11-23T07:15:00+03:00' }],
    ['sampledAt', { sampledAt: '2026-02-30T07:15:00Z' }],
    ['sampledAt', { sampledAt: 'yesterday' }],
  ])('refuses a sample by its %s: %j', (name, change) => {
    const decoded = decode({ ...HEAD, ...change });
    expect(reasonsOf(decoded)).toEqual(['bad-sample']);
    expect(decoded.refusals[0]?.detail).toContain(name);
  });

  it('says which sample a refused one was, where that can be read, for the truck may forget it', () => {
    expect(decode({ ...HEAD, sampledAt: 'x' }).refusals[0]?.key).toEqual({ bootId: 'b7f1', seq: 1042 });
    expect(decode({ samples: [{ ...HEAD, sampledAt: 'x' }] }).refusals[0]?.key).toEqual({
      bootId: 'b7f1',
      seq: 1042,
    });
    expect(decode({ ...HEAD, seq: -1 }).refusals[0]?.key).toBeUndefined();
    expect(decode({ ...HEAD, bootId: '\0', sampledAt: 'x' }).refusals[0]?.key).toBeUndefined();
  });

  it('takes any number of fraction digits', () => {
    expect(only(decode({ ...HEAD, sampledAt: '2026-11-23T07:15:00.123456789Z' })).claimedMs).toBe(
      Date.parse('2026-11-23T07:15:00.123Z'),
    );
  });

  it('refuses a body that names another truck', () => {
    expect(reasonsOf(decode({ ...HEAD, truckId: 'DT-02' }))).toEqual(['identity-mismatch']);
    expect(reasonsOf(decode({ truckId: 'DT-02', samples: [HEAD] }))).toEqual(['identity-mismatch']);
    const mixed = decode({
      samples: [
        { ...HEAD, truckId: 'DT-01' },
        { ...HEAD, truckId: ['DT-01'] },
      ],
    });
    expect(mixed.samples).toHaveLength(1);
    expect(reasonsOf(mixed)).toEqual(['identity-mismatch']);
    expect(mixed.refusals[0]?.key).toBeUndefined();
  });

  it('is not fooled by names that objects have by themselves', () => {
    expect(
      reasonsOf(decodeText('{"__proto__":{"bootId":"b","seq":1,"sampledAt":"2026-11-23T07:15:00Z"}}')),
    ).toEqual(['bad-sample']);
    expect(reasonsOf(decodeText('{"samples":{"length":1}}'))).toEqual(['bad-shape']);
  });

  it('never throws, whatever comes, and accounts for each of its samples', () => {
    fc.assert(
      fc.property(
        fc.array(fc.anything({ withNullPrototype: false, maxDepth: 3 }), { minLength: 1, maxLength: 5 }),
        (items) => {
          const payload = JSON.stringify(
            { samples: items.map((item) => item ?? null) },
            (_, value: unknown) => (typeof value === 'bigint' ? value.toString() : value),
          );
          const { samples, refusals } = decodeText(payload);
          expect(samples.length + refusals.length).toBe(items.length);
        },
      ),
    );
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        const { samples, refusals } = decodeTelemetry('DT-01', bytes);
        expect(samples.length + refusals.length).toBe(1);
      }),
    );
  });
});
