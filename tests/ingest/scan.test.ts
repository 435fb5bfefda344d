import { READING_NAMES, READINGS } from '@digitruck/contract/readings';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeTelemetry } from '../../src/ingest/decode.ts';
import { scanTelemetry } from '../../src/ingest/scan.ts';

const scan = (text: string) => scanTelemetry(Buffer.from(text));
/** A field that scan does not know leaves the message to JSON.parse and the schema. */
const parsed = (text: string) =>
  decodeTelemetry('DT-01', Buffer.from(text.replaceAll('"bootId"', '"vendor":{"a":[1]},"bootId"')));

const HEAD = '"bootId":"b7f1","seq":1042,"sampledAt":"2026-11-23T07:15:00.000Z"';

const plain = fc
  .tuple(fc.integer({ min: -999_999, max: 999_999 }), fc.integer({ min: 0, max: 6 }))
  .map(([n, decimals]) => n / 10 ** decimals);
const odd = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.constantFrom(5e-324, 123456789012345, 1234567890123456, 0.12345678901234),
);
const reading = fc.oneof(
  { weight: 60, arbitrary: plain },
  { weight: 10, arbitrary: fc.constantFrom(null, 0) },
  { weight: 1, arbitrary: odd },
);
const boot = fc.oneof(
  { weight: 20, arbitrary: fc.constantFrom('b1', 'b2', 'B.7:f-1_') },
  { weight: 1, arbitrary: fc.string({ minLength: 1, maxLength: 40 }) },
);
const time = fc
  .date({ min: new Date('1970-01-01'), max: new Date('2100-01-01'), noInvalidDate: true })
  .chain((date) => fc.constantFrom(date.toISOString(), date.toISOString().replace(/\.\d+/, '')));
const sample = fc
  .record(
    {
      bootId: boot,
      seq: fc.oneof(
        { weight: 20, arbitrary: fc.nat() },
        { weight: 1, arbitrary: fc.constantFrom(-1, -0, 2 ** 32 - 1, 2 ** 32) },
      ),
      sampledAt: time,
      ...Object.fromEntries(READING_NAMES.map((name) => [name, reading])),
    },
    { requiredKeys: ['bootId', 'seq', 'sampledAt'] },
  )
  .chain((record) => fc.shuffledSubarray(Object.entries(record), { minLength: Object.keys(record).length }))
  .map((entries) => Object.fromEntries(entries));
const message = fc
  .tuple(
    fc.oneof(
      sample,
      fc.array(sample, { minLength: 1, maxLength: 4 }).map((samples) => ({ samples })),
    ),
    fc.constantFrom(undefined, 1, '\t'),
  )
  .map(([body, indent]) => JSON.stringify(body, null, indent));

describe('telemetry read off its bytes', () => {
  it('is what JSON.parse and the schema make of it, or left to them', () => {
    let read = 0;
    fc.assert(
      fc.property(message, (text) => {
        const samples = scan(text);
        if (samples === undefined) return;
        read++;
        expect({ samples, refusals: [] }).toEqual(parsed(text));
      }),
      { numRuns: 1_000 },
    );
    expect(read).toBeGreaterThan(100);
  });

  it('with one byte changed is still that, and never more', () => {
    fc.assert(
      fc.property(
        message,
        fc.nat(),
        fc.constantFrom(...'0189.-eE+",:{}[] nul\\\u0000\u00e9'),
        (text, at, by) => {
          const changed = text.slice(0, at % text.length) + by + text.slice((at % text.length) + 1);
          const samples = scan(changed);
          if (samples === undefined) return;
          expect(() => JSON.parse(changed)).not.toThrow();
          expect({ samples, refusals: [] }).toEqual(parsed(changed));
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it('takes the sample of the contract', () => {
    const text = `{ ${HEAD}, "lat": -0.4527, "lon": 39.6460, "speedKph": 0, "batterySocPct": 71.5, "batteryW": -420.0,
      "occupancy": 18.6, "insideTempC": null }`;
    const value = (name: string) => scan(text)?.[0]?.values[READING_NAMES.indexOf(name as 'lat')];
    expect(scan(text)).toMatchObject([
      { bootId: 'b7f1', seq: 1042, claimedMs: Date.UTC(2026, 10, 23, 7, 15), readingsDropped: 0 },
    ]);
    expect(['lat', 'lon', 'speedKph', 'batterySocPct', 'batteryW', 'occupancy'].map(value)).toEqual([
      -0.4527, 39.646, 0, 71.5, -420, 19,
    ]);
    expect(value('insideTempC')).toBeNaN();
    expect(value('gridW')).toBeNaN();
  });

  it('drops a reading that cannot be, alone', () => {
    const [, max] = READINGS.batterySocPct.range;
    expect(scan(`{${HEAD},"batterySocPct":${max + 1},"batteryV":52.8}`)).toMatchObject([
      { readingsDropped: 1 },
    ]);
  });

  it('tells boots apart that begin alike', () => {
    const one = (bootId: string, seq: number) =>
      `{"bootId":"${bootId}","seq":${seq},"sampledAt":"2026-11-23T07:15:00Z"}`;
    const boots = ['b1', 'b1', 'b12', 'b1', 'b', 'b2'];
    expect(scan(`{"samples":[${boots.map(one)}]}`)?.map(({ bootId, seq }) => [bootId, seq])).toEqual(
      boots.map((bootId, seq) => [bootId, seq]),
    );
  });

  it.each([
    '',
    '{',
    '{}',
    '[]',
    'null',
    `{${HEAD}`,
    `{${HEAD},}`,
    `{${HEAD}} x`,
    `{${HEAD},"seq":7}`,
    `{${HEAD},"lat":1,"lat":2}`,
    `{${HEAD},"lat":1e2}`,
    `{${HEAD},"lat":01}`,
    `{${HEAD},"lat":1.}`,
    `{${HEAD},"lat":.5}`,
    `{${HEAD},"lat":-}`,
    `{${HEAD},"lat":-null}`,
    `{${HEAD},"lat":nullx}`,
    `{${HEAD},"lat":0.1234567890123456}`,
    `{${HEAD},"lat":"1"}`,
    `{${HEAD},"truckId":"DT-01"}`,
    `{${HEAD},"vendor":1}`,
    '{"bootId":"b\\u0031","seq":1,"sampledAt":"2026-11-23T07:15:00Z"}',
    '{"bootId":"","seq":1,"sampledAt":"2026-11-23T07:15:00Z"}',
    '{"bootId":"b1","seq":1.5,"sampledAt":"2026-11-23T07:15:00Z"}',
    '{"bootId":"b1","seq":4294967296,"sampledAt":"2026-11-23T07:15:00Z"}',
    '{"bootId":"b1","seq":1,"sampledAt":"2026-11-23T10:15:00+03:00"}',
    '{"samples":[]}',
    `{"samples":[{${HEAD}},]}`,
    `{"samples":[{${HEAD}}],"more":1}`,
  ])('leaves %s to JSON.parse', (text) => {
    expect(scan(text)).toBeUndefined();
  });

  it('leaves a batch that is too long', () => {
    const batchOf = (length: number) => `{"samples":[${Array.from({ length }, () => `{${HEAD}}`)}]}`;
    expect(scan(batchOf(500))).toHaveLength(500);
    expect(scan(batchOf(501))).toBeUndefined();
  });
});
