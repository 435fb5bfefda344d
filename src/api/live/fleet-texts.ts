/**
 * The fleet as the live feed sends it: each truck's JSON made once for all clients, with the revision at which it last changed.
 *
 * Each change raises one counter, the head. What a client has seen is then a single number, however far it is behind, and what it
 * lacks is everything with a later revision: always the latest state, never one in between. So a slow client costs no memory.
 */
import type { TruckNow } from '@digitruck/contract/fleet';
import type { TruckId } from '@digitruck/contract/ids';
import type { LiveSubject, Pulse } from '@digitruck/contract/live';

type Entry = { readonly text: string; readonly revision: number };

export class FleetTexts {
  #head = 0;
  readonly #trucks = new Map<TruckId, Entry>();
  readonly #removed = new Map<TruckId, number>();
  readonly #subjects = new Map<LiveSubject, number>();

  /** The newest revision; a client that has seen it lacks nothing. */
  get head(): number {
    return this.#head;
  }

  /** Takes in trucks as they are now; one that reads the same as before is no change. */
  put(trucks: readonly TruckNow[]): void {
    const revision = this.#head + 1;
    for (const truck of trucks) {
      const text = JSON.stringify(truck);
      if (this.#trucks.get(truck.truckId)?.text === text) continue;
      this.#trucks.set(truck.truckId, { text, revision });
      this.#removed.delete(truck.truckId);
      this.#head = revision;
    }
  }

  remove(truckIds: Iterable<TruckId>): void {
    const revision = this.#head + 1;
    for (const truckId of truckIds) {
      if (!this.#trucks.delete(truckId)) continue;
      this.#removed.set(truckId, revision);
      this.#head = revision;
    }
  }

  /** Lists that are worth fetching again. */
  touch(subjects: Iterable<LiveSubject>): void {
    const revision = this.#head + 1;
    for (const subject of subjects) {
      this.#subjects.set(subject, revision);
      this.#head = revision;
    }
  }

  /** Something that stands in every message (the pulse) changed: everybody is due one. */
  advance(): void {
    this.#head += 1;
  }

  truckIds(): TruckId[] {
    return [...this.#trucks.keys()];
  }

  /** Forgets everything; the head goes on, so that no revision ever means two things. */
  clear(): void {
    this.#trucks.clear();
    this.#removed.clear();
    this.#subjects.clear();
  }

  /** Forgets removals that every client has seen. */
  forgetRemovedUpTo(revision: number): void {
    for (const [truckId, at] of this.#removed) if (at <= revision) this.#removed.delete(truckId);
  }

  snapshot(at: string, pulse: Pulse): string {
    const trucks = [...this.#trucks.values()].map((entry) => entry.text);
    return `{"type":"snapshot","at":"${at}","trucks":[${trucks.join(',')}],"pulse":${JSON.stringify(pulse)}}`;
  }

  deltaSince(seen: number, at: string, pulse: Pulse): string {
    const trucks: string[] = [];
    for (const { text, revision } of this.#trucks.values()) if (revision > seen) trucks.push(text);
    const removed = laterThan(seen, this.#removed);
    const changed = laterThan(seen, this.#subjects);
    return `{"type":"delta","at":"${at}","trucks":[${trucks.join(',')}],"removed":${JSON.stringify(removed)},"changed":${JSON.stringify(changed)},"pulse":${JSON.stringify(pulse)}}`;
  }
}

function laterThan<Name>(seen: number, revisions: ReadonlyMap<Name, number>): Name[] {
  return [...revisions].filter(([, revision]) => revision > seen).map(([name]) => name);
}
