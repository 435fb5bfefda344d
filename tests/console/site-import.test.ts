/** The import's answer line by line, and its bad rows as a table to take away. */
import { describe, expect, test } from 'vitest';
import { textLines } from '../../src/console/dispatch/sites/import/lines.ts';
import { problemCsv } from '../../src/console/dispatch/sites/import/problem-csv.ts';

const HEADER = ['Line', 'Field', 'Value', 'Reason'];

describe('lines', () => {
  const text = '{"phase":"reading","done":1}\n\n{"name":"Murang’a"}\nlast';
  const bytes = new TextEncoder().encode(text);
  test.each([1, 2, 3, 7, bytes.length])('are whole in pieces of %i bytes', async (size) => {
    const stream = new ReadableStream<Uint8Array>({
      start(controller) {
        for (let at = 0; at < bytes.length; at += size) controller.enqueue(bytes.slice(at, at + size));
        controller.close();
      },
    });
    const lines: string[] = [];
    for await (const line of textLines(stream)) lines.push(line);
    expect(lines).toEqual(['{"phase":"reading","done":1}', '{"name":"Murang’a"}', 'last']);
  });
});

describe('the table of bad rows', () => {
  test('says line, field, value and reason', () => {
    const rows = [
      { row: 2, field: 'lat', value: '-91.5', problem: 'must be at least -90' },
      { row: 3, field: 'name', value: null, problem: 'is empty, enter "the name"' },
    ];
    expect(problemCsv(rows, HEADER)).toBe(
      '\uFEFFLine,Field,Value,Reason\r\n2,lat,-91.5,must be at least -90\r\n3,name,,"is empty, enter ""the name"""\r\n',
    );
  });

  test('runs nothing in a spreadsheet', () => {
    const csv = problemCsv([{ row: 2, field: 'name', value: '=HYPERLINK("x")', problem: 'p' }], HEADER);
    expect(csv).toContain(`"'=HYPERLINK(""x"")"`);
  });
});
