import { expect, test } from 'vitest';
import { fixesOf, nmeaFields, sampleOfFix } from '../../../simulators/recording/nmea.ts';

/** With the checksum that belongs to it. */
function sentence(body: string): string {
  let sum = 0;
  for (const char of body) sum ^= char.charCodeAt(0);
  return `$${body}*${sum.toString(16).toUpperCase().padStart(2, '0')}`;
}
const counts = () => ({ sentences: 0, badChecksum: 0, noFix: 0 });

test('verifies checksums; the example of the standard is right', () => {
  expect(nmeaFields('$GPRMC,123519,A,4807.038,N,01131.000,E,022.4,084.4,230394,003.1,W*6A')?.[0]).toBe(
    'GPRMC',
  );
  expect(nmeaFields('$GPRMC,123519,A,4807.038,N,01131.000,E,022.4,084.4,230394,003.1,W*6B')).toBeUndefined();
  expect(nmeaFields('$GPRMC,123519')).toBeUndefined();
  expect(nmeaFields('')).toBeUndefined();
});

test('joins RMC and GGA of a moment, counts what it leaves out', () => {
  const counted = counts();
  const fixes = [
    ...fixesOf(
      [
        sentence('GPGGA,070000.00,0027.1620,S,03938.7600,E,1,8,1.0,150,M,,M,,'),
        sentence('GPRMC,070001.00,A,0027.1620,S,03938.7600,E,10.0,90.0,231126,,,A'),
        sentence('GPGGA,070001.00,0027.1620,S,03938.7600,E,1,8,1.0,150,M,,M,,'),
        `1763881202;${sentence('GNRMC,070002.50,A,0027.1620,S,03938.8600,E,,,231126,,,A')}`,
        sentence('GPRMC,070003.00,V,,,,,,,231126,,,N'),
        sentence('GPGSV,1,1,00'),
        '$GPRMC,070004.00,A,0027.1620,S,03938.9600,E,10.0,90.0,231126,,,A*00',
        'not NMEA',
      ],
      counted,
    ),
  ];
  expect(fixes).toEqual([
    { atMs: Date.UTC(2026, 10, 23, 7, 0, 1), lat: -0.4527, lon: 39.646, speedKph: 18.52, headingDeg: 90 },
    { atMs: Date.UTC(2026, 10, 23, 7, 0, 2, 500), lat: -0.4527, lon: 39.646 + 0.1 / 60 },
  ]);
  expect(counted).toEqual({ sentences: 7, badChecksum: 1, noFix: 2 });
});

test('GGA after midnight belongs to the new day before any RMC says so', () => {
  const fixes = [
    ...fixesOf(
      [
        sentence('GPRMC,235959.00,A,0027.1620,S,03938.7600,E,1.0,90.0,231126,,,A'),
        sentence('GPGGA,000000.00,0027.1620,S,03938.7600,E,1,8,1.0,150,M,,M,,'),
      ],
      counts(),
    ),
  ];
  expect(fixes[1]?.atMs).toBe(Date.UTC(2026, 10, 24));
});

test('a fix is a sample with its position alone', () => {
  const fix = { atMs: 0, lat: -0.45271234567, lon: 39.6, speedKph: 18.5234 };
  expect(JSON.parse(sampleOfFix(fix, 'g', 3, '2026-11-23T07:00:00.000Z'))).toEqual({
    bootId: 'g',
    seq: 3,
    sampledAt: '2026-11-23T07:00:00.000Z',
    lat: -0.452712,
    lon: 39.6,
    speedKph: 18.5,
  });
});
