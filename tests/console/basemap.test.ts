import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { makeBasemap } from '../../src/console/basemap/build.ts';
import { areaOf, boxOf, clipRing, contains } from '../../src/console/basemap/clip.ts';

describe('cutting to a box', () => {
  const square = [
    [0, 0],
    [4, 0],
    [4, 4],
    [0, 4],
    [0, 0],
  ] as const;
  it('keeps what is inside, closed', () => {
    const cut = clipRing(square, [1, 1, 10, 10]) ?? [];
    expect(boxOf([cut])).toEqual([1, 1, 4, 4]);
    expect(areaOf(cut)).toBe(9);
    expect(cut.at(0)).toEqual(cut.at(-1));
  });
  it('keeps nothing of what is outside, and all of what is inside', () => {
    expect(clipRing(square, [5, 5, 9, 9])).toBeUndefined();
    expect(areaOf(clipRing(square, [-1, -1, 9, 9]) ?? [])).toBe(16);
  });
  it('knows inside from outside', () => {
    expect(contains(square, [1, 2])).toBe(true);
    expect(contains(square, [5, 2])).toBe(false);
  });
});

describe('the basemap of Kenya', () => {
  const map = makeBasemap('KE');
  const { countries, lakes } = map.topology.objects;

  it('is small enough for a slow line', () => {
    expect(gzipSync(JSON.stringify(map)).length).toBeLessThan(120 * 1024);
  });

  it('shows Kenya whole, and its neighbours', () => {
    const [west, south, east, north] = map.bounds;
    expect(west).toBeCloseTo(33.9, 0);
    expect(south).toBeCloseTo(-4.7, 0);
    expect(east).toBeCloseTo(41.9, 0);
    expect(north).toBeCloseTo(5, 0);
    expect(countries.geometries.filter(({ properties }) => 'own' in (properties ?? {}))).toHaveLength(1);
    expect(countries.geometries.length).toBeGreaterThan(6);
  });

  it('has lakes, and the capitals first among the towns', () => {
    expect(lakes.geometries).toHaveLength(1);
    expect(map.towns[0]?.slice(0, 1)).toEqual(['Nairobi']);
    const capitals = map.towns.filter(([, , , , rank]) => rank >= 2).map(([name]) => name);
    expect(capitals).toEqual(expect.arrayContaining(['Nairobi', 'Kampala', 'Mogadishu', 'Kigali', 'Juba']));
    expect(map.towns.map(([name]) => name)).toEqual(
      expect.arrayContaining(['Mombasa', 'Kisumu', 'Garissa', 'Lodwar']),
    );
  });

  it('names whose data it is', () => {
    expect(map.attribution).toMatch(/OpenStreetMap.*ODbL/);
    expect(map.attribution).toMatch(/GeoNames.*CC BY/);
  });

  it('refuses a country that is none, saying what to give', () => {
    expect(() => makeBasemap('XX')).toThrow(/two capital letters/);
  });
});
