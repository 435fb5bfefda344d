/** Rows of a sites file: what is taken, what is refused and with which words. No database. */
import { SiteBody } from '@digitruck/contract/registry';
import { describe, expect, test } from 'vitest';
import { CsvBroken, csvRows } from '../../src/derive/imports/csv-rows.ts';
import { timeOf, weekdaysOf } from '../../src/derive/imports/site-cells.ts';
import { siteColumns } from '../../src/derive/imports/site-columns.ts';
import { type CheckedRow, siteRowChecker } from '../../src/derive/imports/site-import.ts';

async function rowsOf(text: string | Uint8Array) {
  const rows: { line: number; cells: readonly string[] }[] = [];
  for await (const { line, cells } of csvRows(typeof text === 'string' ? Buffer.from(text) : text)) {
    rows.push({ line, cells });
  }
  return rows;
}

async function check(csv: string, country = 'KE'): Promise<CheckedRow[]> {
  const [header, ...rows] = await rowsOf(csv);
  const read = siteColumns(header?.cells ?? []);
  if (!read.ok) throw new Error(JSON.stringify(read.problems));
  const checkRow = siteRowChecker({ columns: read.columns, country });
  return rows.map((row) => checkRow(row.line, row.cells));
}
const problemsOf = async (csv: string, country?: string) =>
  (await check(csv, country)).flatMap((row) => row.problems);
const warningsOf = async (csv: string) => (await check(csv)).flatMap((row) => row.warnings);

describe('the file', () => {
  test.each([
    ['commas', 'name,lat\nA,1\n'],
    ['semicolons', 'name;lat\nA;1\n'],
    ['tabs', 'name\tlat\nA\t1\n'],
    ['a byte order mark', '\ufeffname,lat\r\nA,1\r\n'],
    ['lines of old Macs', 'name,lat\rA,1'],
    ['a separator inside quotes', '"name",lat\n"A",1'],
  ])('with %s', async (_, text) => {
    expect((await rowsOf(text)).map(({ cells }) => cells)).toEqual([
      ['name', 'lat'],
      ['A', '1'],
    ]);
  });

  test('in UTF-8, Windows-1252 or UTF-16', async () => {
    const text = 'name\nÉcole Élan’s';
    const utf16 = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, 'utf16le')]);
    const windows = Buffer.from(text.replace('’', '\u0092'), 'latin1');
    for (const bytes of [Buffer.from(text), utf16, windows]) {
      expect((await rowsOf(bytes))[1]?.cells).toEqual(['École Élan’s']);
    }
  });

  test('each row knows the line it begins on, over quoted lines, blank lines and chunks', async () => {
    const rows = await rowsOf('a,b\r\n1,"x\r\ny"\r\n\r\n ,\r\n2,3\r\n4,5');
    expect(rows.map(({ line, cells }) => [line, cells[0]])).toEqual([
      [1, 'a'],
      [2, '1'],
      [6, '2'],
      [7, '4'],
    ]);
    const lines = Array.from({ length: 30_000 }, (_, n) => `${n},"é"`).join('\r\n');
    const many = await rowsOf(lines);
    expect(many).toHaveLength(30_000);
    expect(
      many.every(({ line, cells }, n) => line === n + 1 && cells[0] === `${n}` && cells[1] === 'é'),
    ).toBe(true);
  });

  test('a quote that is never closed is told with its line', async () => {
    await expect(rowsOf('a,b\n1,2\n3,"4\n5,6\n')).rejects.toThrow(CsvBroken);
    await expect(rowsOf('a,b\n1,2\n3,"4\n5,6\n')).rejects.toMatchObject({ line: 3 });
  });
});

describe('the columns', () => {
  test('are found by what ministries, Giga and our own export call them', () => {
    const read = (header: string) => siteColumns(header.split(',')).columns.read;
    expect(read('code,school_name,level,status,county,sub_county,ward,latitude,longitude')).toEqual({
      code: 'governmentId',
      school_name: 'name',
      level: 'level',
      status: 'status',
      county: 'county',
      sub_county: 'district',
      ward: 'district',
      latitude: 'lat',
      longitude: 'lon',
    });
    expect(read('giga_id_school,School Name,LAT,Lng,EMIS Code,Enrolment,Phone,Colour')).toEqual({
      giga_id_school: 'gigaId',
      'School Name': 'name',
      LAT: 'lat',
      Lng: 'lon',
      'EMIS Code': 'governmentId',
      Enrolment: 'learners',
      Phone: 'host.phone',
      Colour: null,
    });
  });

  test('that are missing are named, with those that are there', () => {
    const read = siteColumns(['school_name', 'place']);
    expect(read.ok).toBe(false);
    if (read.ok) return;
    expect(read.problems.map(({ field }) => field)).toEqual(['lat', 'lon']);
    expect(read.problems[0]?.problem).toContain('"school_name", "place"');
  });

  test('can be chosen; a choice of what is not there is refused', () => {
    const header = ['A', 'B', 'C', 'name'];
    const read = siteColumns(header, { A: 'lat', B: 'lon', C: 'name', name: null });
    expect(read).toMatchObject({
      ok: true,
      columns: { read: { A: 'lat', B: 'lon', C: 'name', name: null } },
    });
    const wrong = siteColumns(header, { Z: 'lat', A: 'latitude', B: '__proto__' });
    expect(wrong.ok ? [] : wrong.problems.slice(0, 3)).toMatchObject([
      { value: 'Z' },
      { value: 'latitude' },
      { value: '__proto__' },
    ]);
  });
});

describe('a row', () => {
  test('becomes a site; numbers that spreadsheets made are the ids they were', async () => {
    const [row] = await check(
      'code,name,level,status,lat,lon,county,sub county,ward,learners,phone,agreement\n' +
        '520.0," Kabel   School ",Primary,Public,0.30845,36.22465,Baringo,South,Mochongoi,"1,234",\'+254 700,Agreed\n',
    );
    expect(row?.site).toMatchObject({
      line: 2,
      governmentId: '520',
      name: 'Kabel School',
      lat: 0.30845,
      lon: 36.22465,
      county: 'Baringo',
      district: 'South, Mochongoi',
      learners: 1234,
      host: { phone: '+254 700', agreement: 'agreed' },
      kindIfNew: 'school',
      notesIfNew: 'Primary, Public',
    });
    expect(row?.problems).toEqual([]);
  });

  test('of any kind that is taken fits the contract', async () => {
    const rows = await check(
      'name,lat,lon,kind,email,agreed_on,giga_id,grid,lorry access,downlink kbps\n' +
        'A,0,36,TVET,a@b.co,2026-01-31,0b4e7a52-6f39-4c4e-9b1e-1f2d3c4b5a69,unreliable,yes,"2000,5"\n' +
        'B;x,"0,5",36,Town Hall,nan,,,,,\n' +
        '=cmd(),1,36,,,,,,,\n',
    );
    expect(rows.flatMap((row) => row.problems)).toEqual([]);
    expect(rows.map((row) => row.site?.kind)).toEqual(['vocational-college', 'town-hall', null]);
    for (const { site } of rows) {
      if (site === undefined) throw new Error('a good row was refused');
      const { line: _, nameKey: __, countryGiven: ___, kindIfNew, notesIfNew, ...rest } = site;
      const body = { ...rest, kind: kindIfNew, notes: notesIfNew, county: '', district: '' };
      expect(SiteBody.safeParse(body).error).toBeUndefined();
    }
  });

  test.each([
    ['no name', ' ,1,36', 'name', 'is empty'],
    ['no latitude', 'A,,36', 'lat', 'is empty'],
    ['nan', 'A,nan,36', 'lat', 'is empty'],
    ['a latitude that is no number', 'A,1° N,36', 'lat', 'decimal degrees'],
    ['a longitude beyond the earth', 'A,1,360', 'lon', 'between -180 and 180'],
    ['swapped coordinates', 'A,36.8,-1.28', 'lat', 'swapped'],
    ['a place in another country', 'A,51.5,-0.12', 'lat', 'is not in KE'],
    ['a place that no device knew', 'A,0,0', 'lat', 'knows no place'],
    ['too many values', 'A,1,36,9,B', 'row', '5 values'],
    ['learners that are no number', 'A,1,36,many', 'learners', 'whole number'],
    ['a name that is too long', `${'x'.repeat(121)},1,36`, 'name', '121 characters'],
    ['a NUL', 'A\u0000,1,36', 'name', 'NUL'],
  ])('with %s is refused', async (_, row, field, words) => {
    const problems = await problemsOf(`name,lat,lon,learners\n${row}\n`);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatchObject({ row: 2, field });
    expect(problems[0]?.problem).toContain(words);
  });

  test('days and hours are read as people write them, or refused', () => {
    const days = {
      '1 2 3 4 5': [1, 2, 3, 4, 5],
      'Mon-Thu, Sat': [1, 2, 3, 4, 6],
      'sun–tue': [1, 2, 7],
      7: [7],
    };
    for (const [text, value] of Object.entries(days)) expect(weekdaysOf(text), text).toEqual({ value });
    for (const text of ['8', 'someday', '1-2-3', 'Mon-', ',']) {
      expect(weekdaysOf(text), text).toEqual({ problem: expect.stringContaining('must name days') });
    }
    expect(timeOf('8:00')).toEqual({ value: '08:00' });
    expect(timeOf('16:40:00')).toEqual({ value: '16:40' });
    for (const text of ['24:00', '8', '12:60', 'noon']) expect(timeOf(text)).toHaveProperty('problem');
  });
  test('all that is wrong with a row is told at once', async () => {
    const problems = await problemsOf(
      'name,lat,lon,email,agreed_on,giga id,code,grid\n,36.8,-1.28,nobody,31/1/2026,7,5.2E+6,solar\n',
    );
    expect(problems.map(({ field }) => field)).toEqual([
      'name',
      'lat',
      'governmentId',
      'gigaId',
      'host.email',
      'host.agreedOn',
      'power.grid',
    ]);
  });

  test("is held against its own country's box; where no box is known, against the earth", async () => {
    expect(await problemsOf('name,lat,lon,country\nA,48.85,2.35,fr\nB,-1.28,36.8,\n')).toEqual([]);
    expect(await problemsOf('name,lat,lon\nA,48.85,2.35\n', 'FR')).toEqual([]);
    expect(await problemsOf('name,lat,lon\nA,65,-20\n', 'IS')).toEqual([]);
    expect(await problemsOf('name,lat,lon\nA,120,-20\n', 'IS')).toMatchObject([{ field: 'lat' }]);
    expect(await problemsOf('name,lat,lon,country\nA,1,36,Kenya\n')).toMatchObject([{ field: 'country' }]);
  });
});

describe('the same twice', () => {
  test('one id: the second row is refused and the first one named', async () => {
    expect(await problemsOf('code,name,lat,lon\n7,A,1,36\n8,C,2,36\n7.0,B,1.1,36\n')).toEqual([
      { row: 4, field: 'governmentId', value: '7', problem: 'is on line 2 too; keep one of the two rows' },
    ]);
  });

  test('one id of two schools far apart: both are taken, the second without the id', async () => {
    const rows = await check(
      'code,name,lat,lon\n20071,Ungoe,-0.812,34.238\n20071,Voo Special Unit,-1.667,38.321\n',
    );
    expect(rows.map((row) => row.site?.governmentId)).toEqual(['20071', null]);
    expect(rows[1]?.warnings).toMatchObject([{ row: 3, field: 'governmentId', value: '20071' }]);
  });

  test('one name at one place: refused without ids, a warning with two ids', async () => {
    expect(await problemsOf('name,lat,lon\nSosion,1,36\nSOSION,1,36\n')).toMatchObject([
      { row: 3, field: 'name', value: 'SOSION' },
    ]);
    expect(await problemsOf('code,name,lat,lon\n1,Sosion,1,36\n,Sosion,1,36\n')).toHaveLength(1);
    const withIds = 'code,name,lat,lon\n1,Sosion,1,36\n2,Sosion,1,36\n';
    expect(await problemsOf(withIds)).toEqual([]);
    expect(await warningsOf(withIds)).toMatchObject([{ row: 3, field: 'name' }]);
  });

  test('two schools at one place are worth a look', async () => {
    expect(await warningsOf('name,lat,lon\nA,1,36\nB,1,36\nC,1,36.0001\n')).toMatchObject([
      { row: 3, field: 'lat', value: '1, 36', problem: expect.stringContaining('"A" on line 2') },
    ]);
  });

  test('one Giga id', async () => {
    const gigaId = '0b4e7a52-6f39-4c4e-9b1e-1f2d3c4b5a69';
    expect(await problemsOf(`giga_id,name,lat,lon\n${gigaId},A,1,36\n${gigaId},B,2,36\n`)).toMatchObject([
      { row: 3, field: 'gigaId' },
    ]);
  });
});
