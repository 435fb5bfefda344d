/** Whatever changes in whatever order, a client that applies what it is sent ends with the fleet as it is. */
import type { TruckNow } from '@digitruck/contract/fleet';
import type { TruckId } from '@digitruck/contract/ids';
import { LIVE_SUBJECTS, LiveMessage, type Pulse } from '@digitruck/contract/live';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FleetTexts } from '../../../src/api/live/fleet-texts.ts';

const AT = '2026-11-23T07:15:00.000Z';
const pulse: Pulse = { samplesPerS: 1, lastStoredAt: null, broker: 'connected', database: 'up' };
const truckNow = (id: string, name: string): TruckNow => ({
  truckId: id as TruckId,
  name,
  seats: 20,
  link: { state: 'never', since: null, lastHeardAt: null, bootId: null, flapping: false },
  latest: null,
  activity: 'unknown',
});

class Reader {
  seen: number | undefined;
  readonly trucks = new Map<string, string>();
  readonly changed = new Set<string>();
  read(texts: FleetTexts): void {
    const text = this.seen === undefined ? texts.snapshot(AT, pulse) : texts.deltaSince(this.seen, AT, pulse);
    const message = LiveMessage.parse(JSON.parse(text));
    this.seen = texts.head;
    if (message.type === 'closing') throw new Error('unexpected');
    for (const truck of message.trucks) this.trucks.set(truck.truckId, truck.name);
    if (message.type === 'snapshot') return;
    for (const truckId of message.removed) this.trucks.delete(truckId);
    for (const subject of message.changed) this.changed.add(subject);
  }
}

const id = fc.constantFrom('A', 'B', 'C', 'D');
const step = fc.oneof(
  fc.record({ do: fc.constant('put' as const), id, name: fc.constantFrom('x', 'y"\n', 'é') }),
  fc.record({ do: fc.constant('remove' as const), id }),
  fc.record({ do: fc.constant('touch' as const), subject: fc.constantFrom(...LIVE_SUBJECTS) }),
  fc.record({ do: fc.constant('read' as const), reader: fc.nat(2) }),
  fc.record({ do: fc.constant('tidy' as const) }),
);

test('readers of any pace end with the latest state and know every list that changed', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const texts = new FleetTexts();
      const readers = [new Reader(), new Reader(), new Reader()];
      const fleet = new Map<string, string>();
      const touchedSince = new Map<Reader, Set<string>>();
      for (const one of steps) {
        if (one.do === 'put') {
          fleet.set(one.id, one.name);
          texts.put([truckNow(one.id, one.name)]);
        } else if (one.do === 'remove') {
          fleet.delete(one.id);
          texts.remove([one.id as TruckId]);
        } else if (one.do === 'touch') {
          texts.touch([one.subject]);
          for (const known of touchedSince.values()) known.add(one.subject);
        } else if (one.do === 'read') {
          const reader = readers[one.reader] as Reader;
          reader.read(texts);
          if (!touchedSince.has(reader)) touchedSince.set(reader, new Set());
        } else {
          texts.forgetRemovedUpTo(
            Math.min(texts.head, ...readers.map((reader) => reader.seen ?? texts.head)),
          );
        }
      }
      for (const reader of readers) {
        reader.read(texts);
        expect(Object.fromEntries(reader.trucks)).toEqual(Object.fromEntries(fleet));
        for (const subject of touchedSince.get(reader) ?? []) expect(reader.changed).toContain(subject);
      }
    }),
  );
});

test('a truck that reads the same as before is no change', () => {
  const texts = new FleetTexts();
  texts.put([truckNow('A', 'x')]);
  const head = texts.head;
  texts.put([truckNow('A', 'x')]);
  texts.remove(['B' as TruckId]);
  texts.touch([]);
  expect(texts.head).toBe(head);
});
