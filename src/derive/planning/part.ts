/** The part of a problem that one truck and some requests are: with their places alone, so that building it costs what they are. */
import type { Closure, PlannedVisit, Problem, Travel } from '../../planner/problem.ts';

/** @returns a maker of parts; what it looks up by is kept from one to the next */
export function partsOf(problem: Problem) {
  const requests = new Map(problem.requests.map((request) => [request.requestId, request]));
  const sites = new Map(problem.sites.map((site) => [site.siteId, site]));
  const trucks = new Map(problem.trucks.map((truck) => [truck.truckId, truck]));
  const rows = new Map(problem.travel.places.map((place, row) => [place, row]));
  const closed = (problem.travel.closures ?? []).map((closure) => ({
    closure,
    cells: new Set(closure.cells),
  }));
  const told = new Map(problem.published?.visits.map((visit) => [visit.requestId, visit]));

  function between(places: readonly string[]): Travel {
    const n = problem.travel.places.length;
    const from = places.map((place) => rows.get(place) ?? 0);
    const cells = from.flatMap((a) => from.map((b) => a * n + b));
    const pick = (table: Float64Array) => Float64Array.from(cells, (cell) => table[cell] ?? Number.NaN);
    const { km, minutes } = problem.travel;
    const closures = closed.flatMap((one): Closure[] => {
      const own = cells.flatMap((cell, i) => (one.cells.has(cell) ? [i] : []));
      return own.length === 0 ? [] : [{ ...one.closure, cells: Int32Array.from(own) }];
    });
    return {
      places,
      km: pick(km),
      ...(minutes === undefined ? {} : { minutes: pick(minutes) }),
      ...(closures.length === 0 ? {} : { closures }),
    };
  }

  return {
    requestOf: (requestId: string) => requests.get(requestId),

    /** Undefined if one of them is not in the problem. */
    part(truckId: string, requestIds: readonly string[], pins: readonly PlannedVisit[]): Problem | undefined {
      const truck = trucks.get(truckId);
      const own = requestIds.flatMap((id) => requests.get(id) ?? []);
      if (truck === undefined || own.length < requestIds.length) return undefined;
      const at = [...new Set(own.map(({ siteId }) => siteId))];
      const places = [...new Set([...at, truck.start, ...(truck.end === null ? [] : [truck.end])])];
      const { published, ...rest } = problem;
      return {
        ...rest,
        trucks: [truck],
        requests: own,
        sites: at.flatMap((siteId) => sites.get(siteId) ?? []),
        travel: between(places),
        pins,
        ...(published === undefined
          ? {}
          : { published: { ...published, visits: requestIds.flatMap((id) => told.get(id) ?? []) } }),
      };
    },
  };
}
export type Parts = ReturnType<typeof partsOf>;
