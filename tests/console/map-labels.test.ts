import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type LabelWish, placeLabels, sharedPx } from '../../src/console/shared/map/labels.ts';
import type { Rect } from '../../src/console/shared/map/types.ts';

const WINDOW: Rect = { left: 0, top: 0, right: 400, bottom: 300 };
const around = (x: number, y: number, by = 16): Rect => ({
  left: x - by,
  top: y - by,
  right: x + by,
  bottom: y + by,
});
const town = (key: string, x: number, y: number, more: Partial<LabelWish> = {}): LabelWish => ({
  key,
  at: { x, y },
  widthPx: 60,
  heightPx: 14,
  gapPx: 5,
  sides: ['right', 'left', 'above', 'below'],
  ...more,
});

describe('placing names', () => {
  it('puts a name to the right of its point when that is free', () => {
    const [label] = placeLabels([town('Nakuru', 100, 100)], [], WINDOW);
    expect(label).toMatchObject({ side: 'right', rect: { left: 105, right: 165 } });
  });

  it('tries the other sides when a marker is in the way', () => {
    const [label] = placeLabels([town('Nakuru', 100, 100)], [around(130, 100)], WINDOW);
    expect(label?.side).toBe('left');
  });

  it('leaves out the less important of two that would meet', () => {
    const wishes = [
      town('Nakuru', 100, 100, { sides: ['right'] }),
      town('Njoro', 104, 102, { sides: ['right'] }),
    ];
    expect(placeLabels(wishes, [], WINDOW).map(({ key }) => key)).toEqual(['Nakuru']);
  });

  it('finds a place for a capital among the trucks that meet there', () => {
    const trucks = [around(200, 150), around(230, 150), around(170, 150), around(200, 125), around(200, 175)];
    const [label] = placeLabels([town('Nairobi', 200, 150, { must: true })], trucks, WINDOW);
    expect(label?.moved).toBe(true);
    for (const truck of trucks) expect(label && sharedPx(label.rect, truck)).toBe(0);
  });

  it('names a capital even when nothing is free', () => {
    const [label] = placeLabels([town('Nairobi', 200, 150, { must: true })], [WINDOW], WINDOW);
    expect(label?.key).toBe('Nairobi');
    expect(placeLabels([town('Thika', 200, 150)], [WINDOW], WINDOW)).toEqual([]);
  });

  it('does not name what is outside', () => {
    expect(placeLabels([town('Kampala', -50, 100, { must: true })], [], WINDOW)).toEqual([]);
  });

  it('never lets two names or a name and a marker meet, capitals apart', () => {
    const coordinate = (max: number) => fc.integer({ min: 0, max });
    fc.assert(
      fc.property(
        fc.array(fc.tuple(coordinate(400), coordinate(300)), { maxLength: 60 }),
        fc.array(fc.tuple(coordinate(400), coordinate(300)), { maxLength: 20 }),
        (towns, trucks) => {
          const taken = trucks.map(([x, y]) => around(x, y));
          const placed = placeLabels(
            towns.map(([x, y], index) => town(String(index), x, y, { marginPx: 4 })),
            taken,
            WINDOW,
          );
          const rects = [...placed.map(({ rect }) => rect), ...taken];
          placed.forEach(({ rect }, index) => {
            rects.forEach((other, otherIndex) => {
              if (otherIndex !== index) expect(sharedPx(rect, other)).toBe(0);
            });
          });
        },
      ),
    );
  });
});
