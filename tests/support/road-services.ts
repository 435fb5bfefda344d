/**
 * Small road services over real HTTP that speak OSRM's table service and Valhalla's matrix as they are documented. Their roads: a way takes a
 * minute a hundredth of a degree along latitude and longitude together, and is as many kilometres long; there is none across longitude 40.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { atEnd } from './at-end.ts';

export type Point = { readonly lat: number; readonly lon: number };
export type Manner = 'well' | 'hang' | 'break' | 'html' | 500 | 400;

export const minutesBetween = (a: Point, b: Point): number | null =>
  a.lon < 40 !== b.lon < 40 ? null : Math.round((Math.abs(a.lat - b.lat) + Math.abs(a.lon - b.lon)) * 100);

/** `manner` may be changed at any time; latitudes above 10 are sea, with no road near. */
export async function roadService() {
  const service = {
    url: '',
    manner: 'well' as Manner,
    placesMax: 100,
    asked: [] as { readonly from: Point[]; readonly to: Point[] }[],
    failures: 0,
  };
  const server = createServer((request, response) => {
    const send = (status: number, body: unknown) => {
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(typeof body === 'string' ? body : JSON.stringify(body));
    };
    let body = '';
    request.setEncoding('utf8');
    request.on('data', (chunk: string) => {
      body += chunk;
    });
    request.on('end', () => {
      const { manner } = service;
      if (manner !== 'well') service.failures++;
      if (manner === 'hang') return;
      if (manner === 'break') return void request.socket.destroy();
      if (manner === 'html') return send(200, '<html>a proxy that means well</html>');
      if (manner === 500) return send(500, { code: 'InternalError', message: 'out of memory' });
      if (manner === 400) return send(400, { code: 'InvalidQuery', message: 'Query string malformed' });
      const url = new URL(request.url ?? '', 'http://localhost');
      const [status, answer] = url.pathname.endsWith('/sources_to_targets')
        ? valhallaAnswer(JSON.parse(body))
        : osrmAnswer(url);
      send(status, answer);
    });
  });

  function osrmAnswer(url: URL): [number, unknown] {
    const match = /^\/roads\/table\/v1\/driving\/([^/]+)$/.exec(url.pathname);
    if (match === null) return [400, { code: 'InvalidUrl', message: 'URL string malformed' }];
    const points = (match[1] ?? '').split(';').map((pair): Point => {
      const [lon = Number.NaN, lat = Number.NaN] = pair.split(',').map(Number);
      return { lat, lon };
    });
    const list = (name: string) =>
      (/^[\d;]+$/.exec(url.searchParams.get(name) ?? '')?.[0] ?? '').split(';').map(Number);
    if (points.length > service.placesMax)
      return [400, { code: 'TooBig', message: 'Too many table coordinates' }];
    if (url.searchParams.get('annotations') !== 'duration,distance')
      return [400, { code: 'InvalidOptions', message: 'annotations' }];
    const sea = points.findIndex(({ lat }) => lat > 10);
    if (sea >= 0)
      return [400, { code: 'NoSegment', message: `Could not find a matching segment for coordinate ${sea}` }];
    const from = list('sources').map((i) => points[i] as Point);
    const to = list('destinations').map((i) => points[i] as Point);
    service.asked.push({ from, to });
    const table = (of: (minutes: number) => number) =>
      from.map((a) =>
        to.map((b) => {
          const minutes = minutesBetween(a, b);
          return minutes === null ? null : of(minutes);
        }),
      );
    const waypoints = (list: Point[]) =>
      list.map(({ lat, lon }) => ({ location: [lon, lat], hint: '', name: '' }));
    return [
      200,
      {
        code: 'Ok',
        durations: table((minutes) => minutes * 60),
        distances: table((minutes) => minutes * 1000),
        sources: waypoints(from),
        destinations: waypoints(to),
      },
    ];
  }

  function valhallaAnswer(input: { sources: Point[]; targets: Point[]; costing: string }): [number, unknown] {
    const { sources, targets } = input;
    const refused = (code: number, error: string): [number, unknown] => [
      400,
      { error_code: code, error, status_code: 400, status: 'Bad Request' },
    ];
    if (input.costing !== 'truck') return refused(125, 'No costing method found');
    if (sources.length + targets.length > service.placesMax) return refused(150, 'Exceeded max locations');
    if ([...sources, ...targets].some(({ lat }) => lat > 10))
      return refused(171, 'No suitable edges near location');
    service.asked.push({ from: sources, to: targets });
    const cell = (a: Point, b: Point) => {
      const minutes = minutesBetween(a, b);
      return { time: minutes === null ? null : minutes * 60, distance: minutes };
    };
    return [
      200,
      {
        sources_to_targets: sources.map((a, i) =>
          targets.map((b, j) => ({ ...cell(a, b), from_index: i, to_index: j })),
        ),
        sources,
        targets,
        units: 'kilometers',
      },
    ];
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  atEnd(() => {
    server.closeAllConnections();
    server.close();
  });
  service.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/roads/`;
  return service;
}
