/** A small DHIS2 over real HTTP, which answers as its developer guide says: who one is, its data sets, and what became of data values. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { atEnd } from './at-end.ts';

export type TestDhis2 = {
  readonly url: string;
  /** Bodies of the imports that were asked for, with whether each was a dry run. */
  readonly imports: readonly { readonly dryRun: boolean; readonly values: readonly Value[] }[];
};
type Value = { readonly dataElement: string; readonly orgUnit: string; readonly value: string };

/** @param options.knows the category option combos it has; others are conflicts */
export async function startDhis2(options: {
  readonly token: string;
  readonly dataSet: { readonly code: string; readonly displayName: string };
  readonly knows: (combo: string) => boolean;
}): Promise<TestDhis2> {
  const imports: { dryRun: boolean; values: readonly Value[] }[] = [];
  const server = createServer(async (request, response) => {
    const say = (status: number, body: object) => {
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(body));
    };
    const url = new URL(request.url ?? '/', 'http://dhis2');
    if (request.headers.authorization !== `ApiToken ${options.token}`)
      return say(401, { httpStatus: 'Unauthorized', httpStatusCode: 401, message: 'Unauthorized' });
    if (url.pathname === '/api/me') return say(200, { id: 'u1', displayName: 'Asha Ministry' });
    if (url.pathname === '/api/system/info') return say(200, { version: '2.41.3' });
    if (url.pathname === '/api/dataSets') {
      const isIt = url.searchParams.get('filter') === `code:eq:${options.dataSet.code}`;
      return say(200, { dataSets: isIt ? [{ id: 'ds1', ...options.dataSet }] : [] });
    }
    let text = '';
    for await (const part of request) text += part;
    const values = (JSON.parse(text) as { dataValues: (Value & { categoryOptionCombo?: string })[] })
      .dataValues;
    imports.push({ dryRun: url.searchParams.get('dryRun') === 'true', values });
    const refused = values.flatMap(({ categoryOptionCombo: combo }, index) =>
      combo === undefined || options.knows(combo) ? [] : [{ index, combo }],
    );
    const isGood = refused.length === 0;
    say(isGood ? 200 : 409, {
      httpStatus: isGood ? 'OK' : 'Conflict',
      httpStatusCode: isGood ? 200 : 409,
      status: isGood ? 'OK' : 'WARNING',
      message: isGood
        ? 'Import was successful.'
        : 'One more conflicts encountered, please check import summary.',
      response: {
        responseType: 'ImportSummary',
        status: isGood ? 'SUCCESS' : 'WARNING',
        importCount: {
          imported: values.length - refused.length,
          updated: 0,
          ignored: refused.length,
          deleted: 0,
        },
        conflicts: refused.map(({ index, combo }) => ({
          object: combo,
          value: `Category option combo not found or not accessible: \`${combo}\``,
          errorCode: 'E7613',
          property: 'categoryOptionCombo',
          indexes: [index],
        })),
        rejectedIndexes: refused.map(({ index }) => index),
      },
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  atEnd(() => new Promise<void>((resolve) => server.close(() => resolve())));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, imports };
}
