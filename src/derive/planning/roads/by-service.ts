/**
 * Ways of a road service, kept in the database by pair of places. What is not known is asked for in blocks that the service takes; what it
 * cannot say is by air times a factor, and the plan says so: a service that fails, a place with no road near it. Where there is no road
 * between two places, nobody drives there.
 */
import type { PlanNote } from '@digitruck/contract/plan-notes';
import type { KeptWay, RoundedPlace, TravelStore } from '../../../store/plans/travel.ts';
import { askBlock, type RoadService } from './ask.ts';
import { osrm, type RoadFault, valhalla } from './protocols.ts';
import type { NamedPlace, Roads } from './roads.ts';
import { kmByAir, pointsOf, tableOf } from './table.ts';

export type TravelSettings = {
  readonly url: string;
  readonly kind: 'osrm' | 'valhalla';
  readonly profile: string;
  readonly maxAgeDays: number;
  /** Places in one question; OSRM takes 100 as it comes. */
  readonly placesMax: number;
  readonly timeoutS: number;
};
export type ServiceDeps = {
  readonly travel: TravelStore;
  readonly log: { warn(detail: object, message: string): void };
};

const AT_ONCE = 3;
const ALL_MS_MAX = 300_000;
const NAMED_MAX = 10;
const PER_DEGREE = 10_000;

export function roadsByService(settings: TravelSettings, factor: number, deps: ServiceDeps): Roads {
  const { kind, profile, maxAgeDays } = settings;
  const { origin, pathname } = new URL(settings.url);
  const source = `${kind} ${origin}${pathname} ${profile}`;
  const service: RoadService = {
    protocol: kind === 'osrm' ? osrm : valhalla,
    base: settings.url,
    profile,
    timeoutMs: settings.timeoutS * 1000,
  };

  return {
    async ways(places, patience) {
      const points = pointsOf(places);
      const n = points.length;
      const rounded = points.map(
        ({ lat, lon }): RoundedPlace => ({
          lat: Math.round(lat * PER_DEGREE),
          lon: Math.round(lon * PER_DEGREE),
        }),
      );
      const km = await kmByAir(points, factor);
      const minutes = new Float64Array(n * n).fill(Number.NaN);
      const known = new Uint8Array(n * n);
      const learn = (ways: readonly KeptWay[]) => {
        for (const { from, to, minutes: long, km: far } of ways) {
          const cell = from * n + to;
          known[cell] = 1;
          minutes[cell] = long ?? Infinity;
          if (far !== null) km[cell] = far;
        }
      };
      for (let i = 0; i < n; i++) {
        known[i * n + i] = 1;
        minutes[i * n + i] = 0;
      }
      learn(await deps.travel.known(source, rounded, maxAgeDays));
      for (let i = 0; i < n; i++) minutes[i * n + i] = 0;
      const asked =
        patience === 'ask' && known.includes(0)
          ? await askAll(service, settings.placesMax, points, known, async (ways) => {
              learn(ways);
              await deps.travel.save(source, rounded, ways);
            })
          : { offRoad: new Set<number>(), fault: undefined };
      if (asked.fault !== undefined) {
        deps.log.warn(
          { service: source, ...asked.fault },
          'the road service failed; ways are by air times a factor',
        );
      } else if (patience === 'ask') await deps.travel.forget(maxAgeDays);
      return {
        between: tableOf(points, km, minutes),
        notes: notesOf(kind, factor, points, { known, minutes, ...asked }),
      };
    },
  };
}

type Asked = { readonly offRoad: ReadonlySet<number>; readonly fault: RoadFault | undefined };

/** Asks for every way that is not known, some blocks at once, until all are or the service fails. */
async function askAll(
  service: RoadService,
  placesMax: number,
  points: readonly NamedPlace[],
  known: Uint8Array,
  onWays: (ways: readonly KeptWay[]) => Promise<void>,
): Promise<Asked> {
  const n = points.length;
  const offRoad = new Set<number>();
  let fault: RoadFault | undefined;
  const end = new AbortController();
  const signal = AbortSignal.any([end.signal, AbortSignal.timeout(ALL_MS_MAX)]);
  const half = Math.max(1, Math.floor(placesMax / 2));
  const parts: number[][] = [];
  for (let i = 0; i < n; i += half) parts.push(range(i, Math.min(n, i + half)));
  const blocks = parts.flatMap((from) => parts.map((to) => [from, to] as const));

  /** Only rows and columns in which something is missing, without places that have no road. */
  function missing(from: readonly number[], to: readonly number[]): [number[], number[]] {
    const lacks = (a: number, b: number) => known[a * n + b] === 0 && !offRoad.has(a) && !offRoad.has(b);
    return [from.filter((a) => to.some((b) => lacks(a, b))), to.filter((b) => from.some((a) => lacks(a, b)))];
  }

  async function ask(wantedFrom: readonly number[], wantedTo: readonly number[]): Promise<void> {
    const [from, to] = missing(wantedFrom, wantedTo);
    if (from.length === 0 || fault !== undefined) return;
    // A new place among old ones: its row, then its column, rather than all again.
    const fresh = from.filter((a) => to.every((b) => known[a * n + b] === 0 || a === b));
    if (fresh.length > 0 && fresh.length < from.length) {
      await ask(fresh, to);
      return ask(
        from.filter((a) => !fresh.includes(a)),
        to,
      );
    }
    const at = (number: number) => points[number] as NamedPlace;
    const answer = await askBlock(service, from.map(at), to.map(at), signal);
    switch (answer.what) {
      case 'block': {
        const { block } = answer;
        const ways = from.flatMap((a, i) =>
          to.map((b, j): KeptWay => {
            const cell = i * to.length + j;
            return { from: a, to: b, minutes: block.minutes[cell] ?? null, km: block.km[cell] ?? null };
          }),
        );
        return onWays(ways);
      }
      case 'too-big': {
        if (from.length + to.length <= 2)
          return give({ fault: 'refused', detail: 'two places are too many for it' });
        for (const a of halves(from)) for (const b of halves(to)) await ask(a, b);
        return;
      }
      case 'off-road': {
        const place = answer.place === null ? undefined : [...from, ...to][answer.place];
        const before = offRoad.size;
        if (place !== undefined) offRoad.add(place);
        else await findOffRoad([...new Set([...from, ...to])]);
        if (offRoad.size === before)
          return give({ fault: 'refused', detail: 'no road near one of the places' });
        return ask(wantedFrom, wantedTo);
      }
      case 'fault':
        return give(answer);
    }
  }

  /** A service that does not say which place has no road near it is asked for each alone. */
  async function findOffRoad(numbers: readonly number[]): Promise<void> {
    for (const number of numbers) {
      const place = points[number];
      if (place === undefined || fault !== undefined) return;
      const answer = await askBlock(service, [place], [place], signal);
      if (answer.what === 'off-road') offRoad.add(number);
      if (answer.what === 'fault') return give(answer);
    }
  }

  function give({ fault: what, detail }: RoadFault): void {
    fault ??= { fault: what, detail };
    end.abort();
  }

  let next = 0;
  const worker = async () => {
    for (let block = blocks[next++]; block !== undefined; block = blocks[next++]) await ask(...block);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return { offRoad, fault };
}

const range = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i);

function halves(list: readonly number[]): number[][] {
  const middle = Math.ceil(list.length / 2);
  return [list.slice(0, middle), list.slice(middle)].filter((part) => part.length > 0);
}

function notesOf(
  service: TravelSettings['kind'],
  factor: number,
  points: readonly NamedPlace[],
  { known, minutes, offRoad, fault }: { known: Uint8Array; minutes: Float64Array } & Asked,
): PlanNote[] {
  const n = points.length;
  const notes: PlanNote[] = [];
  const gone: PlanNote[] = [];
  let pairs = 0;
  let lacking = 0;
  let more = 0;
  for (const [i, from] of points.entries()) {
    for (const [j, to] of points.entries()) {
      const cell = i * n + j;
      if (i === j) continue;
      if (known[cell] === 0) lacking += offRoad.has(i) || offRoad.has(j) ? 0 : 1;
      else if (minutes[cell] !== Infinity) pairs++;
      else if (gone.length < NAMED_MAX)
        gone.push({ kind: 'no-road', params: { from: from.name, to: to.name } });
      else more++;
    }
  }
  if (pairs > 0) notes.push({ kind: 'roads-by-service', params: { service, pairs } });
  if (fault !== undefined)
    notes.push({ kind: 'roads-fell-back', params: { service, ...fault, pairs: lacking, factor } });
  for (const number of offRoad) {
    const { name = '', siteId = null } = points[number] ?? {};
    notes.push({ kind: 'place-off-road', params: { place: name, siteId } });
  }
  notes.push(...gone);
  if (more > 0) notes.push({ kind: 'no-road-more', params: { pairs: more } });
  return notes;
}
