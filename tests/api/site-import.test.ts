/** `POST /sites/import` from end to end, against a real database: dry run, all or nothing, again and again, 40,000 rows. */
import { SiteImportLine, SiteImportResult } from '@digitruck/contract/registry';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { ImportSites } from '../../src/derive/imports/import-sites.ts';
import { auditStore } from '../../src/store/people/audit.ts';
import { type TestApi, testApi } from '../support/api.ts';

let api: TestApi;
beforeAll(async () => {
  api = await testApi();
});
beforeEach(async () => {
  await api.database.db.$client.query('truncate requests, sites cascade');
});

async function post(csv: string | Buffer, query: Record<string, string> = {}, headers: object = {}) {
  return api.app.inject({
    method: 'POST',
    url: '/api/v1/sites/import',
    query,
    payload: csv,
    headers: { ...(await api.as('coordinator')), 'content-type': 'text/csv', ...headers },
  });
}
const commit = { dryRun: 'false' };
async function sites(): Promise<Record<string, unknown>[]> {
  const { rows } = await api.database.db.$client.query('select * from sites order by name');
  return rows;
}

const THREE = 'code,name,lat,lon,county\n1,A,1,36,X\n2,B,2,36,X\n3,C,3,36,X\n';

test('a dry run says what would happen and writes nothing; it is the default', async () => {
  const answer = await post(THREE);
  expect(answer.statusCode).toBe(200);
  expect(SiteImportResult.parse(answer.json())).toMatchObject({
    dryRun: true,
    committed: false,
    rows: 3,
    create: 3,
    update: 0,
    unchanged: 0,
    bad: 0,
    columns: { code: 'governmentId', name: 'name', lat: 'lat', lon: 'lon', county: 'county' },
  });
  expect(await sites()).toEqual([]);
});

test('a commit writes all; the same file again changes nothing; a changed row is an update', async () => {
  expect((await post(THREE, commit)).json()).toMatchObject({ committed: true, create: 3 });
  const before = await sites();
  expect(before.map((site) => [site.government_id, site.version, site.updated_by])).toEqual([
    ['1', 1, 'The coordinator'],
    ['2', 1, 'The coordinator'],
    ['3', 1, 'The coordinator'],
  ]);
  expect((await post(THREE, commit)).json()).toMatchObject({ committed: true, create: 0, unchanged: 3 });
  expect(await sites()).toEqual(before);

  const changed = THREE.replace('2,B,2,36,X', '2,B and more,2,36,Y');
  expect((await post(changed, commit)).json()).toMatchObject({ create: 0, update: 1, unchanged: 2 });
  const found = await api.app.inject({ url: '/api/v1/sites?q=more y', headers: await api.as('viewer') });
  expect(found.json().items).toMatchObject([{ name: 'B and more', county: 'Y', version: 2 }]);
});

test('what a file does not say, and what people wrote since, stays', async () => {
  await post('code,name,level,lat,lon\n1,A,Primary,1,36\n', commit);
  const [site] = await sites();
  const url = `/api/v1/sites/${site?.site_id}`;
  const change = {
    version: 1,
    kind: 'church',
    host: { name: 'Head', phone: '+254 1' },
    notes: 'Gate is locked',
  };
  await api.app.inject({ method: 'PATCH', url, payload: change, headers: await api.as('coordinator') });
  const again = 'code,name,level,lat,lon,phone\n1,A,Primary,1,36,+254 2\n';
  expect((await post(again, commit)).json()).toMatchObject({ update: 1 });
  const now = await api.app.inject({ url, headers: await api.as('viewer') });
  expect(now.json()).toMatchObject({
    kind: 'church',
    notes: 'Gate is locked',
    host: { name: 'Head', phone: '+254 2', agreement: 'none' },
    version: 3,
  });
});

test('a site made by hand gets the id of the row with its name and place', async () => {
  const body = { name: 'Kabel', lat: 1, lon: 36 };
  await api.app.inject({
    method: 'POST',
    url: '/api/v1/sites',
    payload: body,
    headers: await api.as('coordinator'),
  });
  expect((await post('code,name,lat,lon\n520.0,KABEL,1,36\n', commit)).json()).toMatchObject({
    create: 0,
    update: 1,
  });
  expect(await sites()).toMatchObject([{ name: 'KABEL', government_id: '520' }]);
});

describe('bad rows', () => {
  const BAD = [
    'code,school_name,latitude,longitude,learners',
    '1,Good,1,36,100',
    '2,Swapped,36.8,-1.28,100',
    '1,Same id,1.1,36,100',
    ',,1,36,100',
    '5,London,51.5,-0.12,100',
    '6,Learners,1,36,many',
  ].join('\r\n');

  test('are listed with line, field, value and reason', async () => {
    const result = SiteImportResult.parse((await post(BAD)).json());
    expect(result).toMatchObject({ rows: 6, bad: 5, create: 1 });
    expect(result.problems.map(({ row, field, value }) => [row, field, value])).toEqual([
      [3, 'lat', '36.8, -1.28'],
      [4, 'governmentId', '1'],
      [5, 'name', ''],
      [6, 'lat', '51.5, -0.12'],
      [7, 'learners', 'many'],
    ]);
  });

  test('stop the whole import', async () => {
    const answer = await post(BAD, commit);
    expect(answer.statusCode).toBe(400);
    expect(answer.headers['content-type']).toContain('application/problem+json');
    expect(answer.json()).toMatchObject({
      type: 'urn:digitruck:problem:bad-input',
      committed: false,
      bad: 5,
      errors: [{ field: 'rows[3].lat' }, {}, {}, {}, {}],
    });
    expect(await sites()).toEqual([]);
  });

  test('a file whose columns are swapped is told so first', async () => {
    const result = (await post('name,lat,lon\nA,36,1\nB,36,2\nC,1,36\n')).json();
    expect(result.problems[0]).toMatchObject({ row: 1, field: 'lat' });
    expect(result.problems[0].problem).toContain('swapped in 2 of 3 rows');
    const columns = JSON.stringify({ lat: 'lon', lon: 'lat' });
    expect((await post('name,lat,lon\nA,36,1\nB,36,2\n', { columns })).json()).toMatchObject({
      bad: 0,
      create: 2,
    });
  });

  test.each([
    ['wrong columns', 'school,place\nA,here\n', 'lat'],
    ['no header', '1,Kabel,0.3,36.2\n2,Root,0.6,35.7\n', 'name'],
    ['an empty file', '', 'file'],
    ['a header alone', 'name,lat,lon\n', 'file'],
    ['an open quote', 'name,lat,lon\n"A,1,36\n', 'row'],
    ['a picture', Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'), 'name'],
  ])('%s', async (_, csv, field) => {
    const result = (await post(csv)).json();
    expect(result).toMatchObject({ create: 0, committed: false });
    expect(result.bad).toBeGreaterThan(0);
    expect(result.problems[0].field).toBe(field);
    expect((await post(csv, commit)).statusCode).toBe(400);
  });

  test('two rows that are one known site', async () => {
    await post('code,name,lat,lon\n1,A,1,36\n', commit);
    const result = (await post('code,name,lat,lon\n1,A moved,1.1,36\n,A,1,36\n')).json();
    expect(result.problems).toMatchObject([{ row: 3, field: 'name', value: 'A' }]);
    expect(result).toMatchObject({ rows: 2, update: 1, create: 0, unchanged: 0, bad: 1 });
  });

  test('two rows that lose their ids and are one site without them', async () => {
    await post('code,name,lat,lon\n1,A,-4,34\n2,B,-3,34\n', commit);
    const result = (await post('code,name,lat,lon\n1,New,4,40\n2,New,4,40\n')).json();
    expect(result.problems).toMatchObject([{ row: 3, field: 'name', value: 'New' }]);
    expect(result).toMatchObject({ create: 1, bad: 1, warningCount: 3 });
  });

  test('a Giga id that another site has', async () => {
    const gigaId = '0b4e7a52-6f39-4c4e-9b1e-1f2d3c4b5a69';
    await post(`code,name,lat,lon,giga_id\n1,A,1,36,${gigaId}\n`, commit);
    const result = (await post(`code,name,lat,lon,giga_id\n2,B,2,36,${gigaId}\n`)).json();
    expect(result.problems).toMatchObject([{ row: 2, field: 'gigaId', value: gigaId }]);
  });

  test('an id that a school far away has is not believed; the other stays as it is', async () => {
    await post('code,name,lat,lon\n20071,Ungoe,-0.812,34.238\n', commit);
    const file = 'code,name,lat,lon\n20071,Voo Special Unit,-1.667,38.321\n';
    expect((await post(file, commit)).json()).toMatchObject({
      create: 1,
      warnings: [{ row: 2, field: 'governmentId' }],
    });
    expect(await sites()).toMatchObject([
      { name: 'Ungoe', government_id: '20071', version: 1 },
      { name: 'Voo Special Unit', government_id: null },
    ]);
    expect((await post(file, commit)).json()).toMatchObject({ create: 0, unchanged: 1 });
  });
});

test('ids, names and formulas that mean harm are only texts', async () => {
  const nasty = [`'; DROP TABLE sites; --`, '../x', '+/#', '<script>alert(1)</script>', '=cmd()', '@SUM(A1)'];
  const csv = `code,name,lat,lon\n${nasty.map((text, n) => `"${text}","${text}",${n / 10},36`).join('\n')}\n`;
  expect((await post(csv, commit)).json()).toMatchObject({ committed: true, create: nasty.length });
  expect((await sites()).map((site) => site.name).sort()).toEqual([...nasty].sort());

  const answer = await api.app.inject({ url: '/api/v1/exports/sites.csv', headers: await api.as('viewer') });
  expect(answer.headers['content-type']).toBe('text/csv; charset=utf-8');
  for (const line of answer.body.split('\r\n').slice(1)) {
    for (const cell of line.split(',')) expect(cell).not.toMatch(/^"?[=+@]/);
  }
  // What was taken away comes back as the same sites.
  expect((await post(answer.body, commit)).json()).toMatchObject({
    committed: true,
    unchanged: nasty.length,
    create: 0,
    update: 0,
  });
});

test('40,000 rows: progress line by line, one entry in the audit log, the list and the map at once', async () => {
  const rows = Array.from({ length: 40_000 }, (_, n) => {
    const [lat, lon] = [(n % 500) / 100 - 4, 34 + Math.floor(n / 500) / 12];
    return `${n},Primary School ${n},Primary,County ${n % 47},${lat.toFixed(3)},${lon.toFixed(4)}`;
  });
  const csv = `code,school_name,level,county,latitude,longitude\n${rows.join('\n')}\n`;
  const answer = await post(csv, { ...commit, fileName: 'schools.csv' }, { accept: 'application/x-ndjson' });
  expect(answer.headers['content-type']).toContain('application/x-ndjson');
  const lines = answer.body
    .trimEnd()
    .split('\n')
    .map((line) => SiteImportLine.parse(JSON.parse(line)));
  expect(new Set(lines.map(({ phase }) => phase))).toEqual(
    new Set(['reading', 'checking', 'writing', 'done']),
  );
  for (const line of lines) if ('total' in line) expect(line.done).toBeLessThanOrEqual(line.total);
  expect(lines.at(-1)).toMatchObject({ phase: 'done', committed: true, create: 40_000, rows: 40_000 });
  expect(await api.database.db.$client.query('select count(*)::int as n from sites')).toMatchObject({
    rows: [{ n: 40_000 }],
  });
  const { items } = await auditStore(api.database.db).list({ subject: 'site-import', limit: 10 });
  expect(items[0]).toMatchObject({
    action: 'site.import',
    actor: { name: 'The coordinator' },
    after: { fileName: 'schools.csv', rows: 40_000, create: 40_000 },
  });
  const map = await api.app.inject({ url: '/api/v1/sites.geojson', headers: await api.as('viewer') });
  expect(map.json().features).toHaveLength(40_000);
});

test('more rows than one file may have, and more bytes', async () => {
  const rows = Array.from({ length: 200_001 }, (_, n) => `${n},,`).join('\n');
  const result = (await post(`name,lat,lon\n${rows}`)).json();
  expect(result.problems).toHaveLength(1000);
  expect(result).toMatchObject({ rows: 200_000, bad: 200_001, create: 0 });
  const large = await post(Buffer.alloc(64 * 1024 * 1024 + 1, 'x'));
  expect(large.statusCode).toBe(413);
  expect(large.json()).toMatchObject({ type: 'urn:digitruck:problem:too-large' });
});

test('who may: a coordinator, not an operator; and the file itself, not a form or JSON', async () => {
  expect((await post(THREE, {}, await api.as('operator'))).statusCode).toBe(403);
  expect((await post(THREE, {}, { cookie: '' })).statusCode).toBe(401);
  for (const type of ['application/json', 'multipart/form-data; boundary=x']) {
    const answer = await post('{}', {}, { 'content-type': type });
    expect(answer.statusCode).toBe(415);
    expect(answer.json().detail).toContain('text/csv');
  }
  expect((await post(THREE, { columns: 'x' })).json().errors).toMatchObject([
    { field: 'columns', value: 'x' },
  ]);
  expect((await post(THREE, {}, { 'content-type': 'application/vnd.ms-excel' })).json()).toMatchObject({
    create: 3,
  });
});

test('an import while another one runs is told to wait', async () => {
  const busy: ImportSites = async () => ({ ok: false, reason: 'busy' });
  const { testRegistry } = await import('../support/registry.ts');
  const other = await testApi({
    deps: { registry: { ...testRegistry(api.database.db), importSites: busy } },
  });
  const request = {
    method: 'POST',
    url: '/api/v1/sites/import',
    payload: THREE,
    headers: { ...(await other.as('coordinator')), 'content-type': 'text/csv' },
  } as const;
  expect((await other.app.inject(request)).statusCode).toBe(429);
  const lines = await other.app.inject({
    ...request,
    headers: { ...request.headers, accept: 'application/x-ndjson' },
  });
  expect(JSON.parse(lines.body)).toMatchObject({ phase: 'failed', problem: { status: 429 } });
});
