/**
 * What two road services are asked and how they answer, without a byte sent: OSRM's table service (HTTP API v1, docs/http.md) and Valhalla's
 * time-distance matrix (docs/api/matrix). What is not as documented is a fault that says so; a null is a way that is not there.
 */
import type { ROAD_FAULTS } from '@digitruck/contract/plan-notes';
import type { Place } from '../../../kernel/geo.ts';

export type RoadFault = { readonly fault: (typeof ROAD_FAULTS)[number]; readonly detail: string };
/** By [from * to.length + to]; null is no road. */
export type Block = {
  readonly minutes: readonly (number | null)[];
  readonly km: readonly (number | null)[];
};
export type Answer =
  | { readonly what: 'block'; readonly block: Block }
  /** No road near one of the places: its number among `from` and `to` together, null where the service does not say which. */
  | { readonly what: 'off-road'; readonly place: number | null }
  | { readonly what: 'too-big' }
  | ({ readonly what: 'fault' } & RoadFault);
export type Question = { readonly url: string; readonly body?: string };
export type Protocol = {
  ask(base: string, profile: string, from: readonly Place[], to: readonly Place[]): Question;
  read(status: number, body: string, from: number, to: number): Answer;
};

const OK = 200;
const DETAIL_MAX = 300;
const malformed = (detail: string): Answer => ({ what: 'fault', fault: 'malformed', detail });
const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function parsed(body: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(body);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function endpoint(base: string, path: string): URL {
  const url = new URL(base);
  url.pathname = `${url.pathname.replace(/\/+$/, '')}/${path}`;
  return url;
}

function refused(status: number, said: Record<string, unknown> | undefined, body: string): Answer {
  const text = said?.message ?? said?.error;
  const detail = `${status} ${typeof text === 'string' ? text : body}`.slice(0, DETAIL_MAX);
  return { what: 'fault', fault: status >= 500 || said === undefined ? 'status' : 'refused', detail };
}

const round = (degrees: number) => degrees.toFixed(6);

export const osrm: Protocol = {
  ask(base, profile, from, to) {
    const list = [...from, ...to].map(({ lat, lon }) => `${round(lon)},${round(lat)}`).join(';');
    const url = endpoint(base, `table/v1/${profile}/${list}`);
    const numbers = (first: number, count: number) =>
      Array.from({ length: count }, (_, i) => first + i).join(';');
    // Written by hand: `;` and `,` stand as they are in OSRM's grammar.
    const query = `sources=${numbers(0, from.length)}&destinations=${numbers(from.length, to.length)}&annotations=duration,distance`;
    return { url: `${url.href}${url.search === '' ? '?' : '&'}${query}` };
  },

  read(status, body, from, to) {
    const said = parsed(body);
    const { code, message } = said ?? {};
    if (code === 'TooBig' || status === 414) return { what: 'too-big' };
    if (code === 'NoSegment') {
      const number = /coordinate (\d+)/.exec(typeof message === 'string' ? message : '')?.[1];
      return { what: 'off-road', place: number === undefined ? null : Number(number) };
    }
    if (status !== OK || (code !== undefined && code !== 'Ok')) return refused(status, said, body);
    if (said === undefined) return malformed(`it is no JSON: ${body.slice(0, DETAIL_MAX)}`);
    const seconds = tableOf(said.durations, from, to);
    const metres = tableOf(said.distances, from, to);
    if (seconds === undefined || metres === undefined)
      return malformed('its answer has no durations and distances of that many places');
    return blockOf(
      seconds.map((value) => value && value / 60),
      metres.map((value) => value && value / 1000),
    );
  },
};

/** 154: a way is longer than it answers; 171: no suitable edges near location (its src/exceptions). */
const NO_EDGES = 171;
const TOO_MANY = 150;
const MILE_KM = 1.609344;

export const valhalla: Protocol = {
  ask(base, profile, from, to) {
    const points = (places: readonly Place[]) => places.map(({ lat, lon }) => ({ lat, lon }));
    const body = { sources: points(from), targets: points(to), costing: profile, units: 'kilometers' };
    return { url: endpoint(base, 'sources_to_targets').href, body: JSON.stringify(body) };
  },

  read(status, body, from, to) {
    const said = parsed(body);
    if (said?.error_code === TOO_MANY || status === 413) return { what: 'too-big' };
    if (said?.error_code === NO_EDGES) return { what: 'off-road', place: null };
    if (status !== OK) return refused(status, said, body);
    const rows = said?.sources_to_targets;
    const wrong = malformed('its answer has no sources_to_targets of that many places');
    if (!Array.isArray(rows) || rows.length !== from) return wrong;
    const perUnit = said?.units === 'miles' ? MILE_KM : 1;
    const minutes: (number | null)[] = [];
    const km: (number | null)[] = [];
    for (const row of rows as unknown[]) {
      if (!Array.isArray(row) || row.length !== to) return wrong;
      for (const cell of row as unknown[]) {
        const { time, distance } = isObject(cell) ? cell : {};
        if (!isWay(time) || !isWay(distance)) return wrong;
        minutes.push(time === null ? null : time / 60);
        km.push(distance === null ? null : distance * perUnit);
      }
    }
    return blockOf(minutes, km);
  },
};

const isWay = (value: unknown): value is number | null =>
  value === null || (typeof value === 'number' && value >= 0);

function tableOf(rows: unknown, from: number, to: number): (number | null)[] | undefined {
  if (!Array.isArray(rows) || rows.length !== from) return undefined;
  const cells = (rows as unknown[]).flat() as unknown[];
  const square = (rows as unknown[]).every((row) => Array.isArray(row) && row.length === to);
  return square && cells.every(isWay) ? (cells as (number | null)[]) : undefined;
}

/** Time and length are there together or not at all. */
function blockOf(minutes: readonly (number | null)[], km: readonly (number | null)[]): Answer {
  const gone = (i: number) => minutes[i] === null || km[i] === null;
  const only = (row: readonly (number | null)[]) => row.map((value, i) => (gone(i) ? null : value));
  return { what: 'block', block: { minutes: only(minutes), km: only(km) } };
}
