/**
 * XLSX (ECMA-376, Office Open XML) of plain tables: numbers as numbers, days and moments as dates, texts as inline strings, which no spreadsheet takes
 * for a formula. The first row of a sheet stays in view, and columns are as wide as what stands in them.
 *
 * Seven small parts in a ZIP (PKWARE APPNOTE 6.3.3: local headers, central directory), deflated by Node. The libraries that do this
 * bring formulas, themes and parsers along, of which nothing is needed here.
 */
import { crc32, deflateRawSync } from 'node:zlib';
import { type Cell, isDay, isInstant } from '../../impact/cells.ts';

export type Sheet = { readonly name: string; readonly rows: readonly (readonly Cell[])[] };

const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const DOC = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006';
const TYPE = 'application/vnd.openxmlformats-officedocument.spreadsheetml';
/** What one sheet can hold. */
export const XLSX_ROWS_MAX = 1_048_576;

/** Formats of cells: 0 as it is, 1 a day, 2 a moment, 3 bold. ECMA-376 part 1, 18.8: fonts, fills, borders and formats that these refer to. */
const STYLES = `<styleSheet xmlns="${MAIN}"><numFmts count="2"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/><numFmt numFmtId="165" formatCode="yyyy\\-mm\\-dd\\ hh:mm:ss"/></numFmts><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="4"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/><xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/><xf numFmtId="165" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/><xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/></cellXfs></styleSheet>`;
const [DAY, MOMENT, BOLD] = [1, 2, 3];

export function xlsx(sheets: readonly Sheet[]): Buffer {
  const numbers = sheets.map((_, index) => index + 1);
  const styles = sheets.length + 1;
  const files: [string, string][] = [
    [
      '[Content_Types].xml',
      `<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${TYPE}.sheet.main+xml"/><Override PartName="/xl/styles.xml" ContentType="${TYPE}.styles+xml"/>${numbers.map((n) => `<Override PartName="/xl/worksheets/sheet${n}.xml" ContentType="${TYPE}.worksheet+xml"/>`).join('')}</Types>`,
    ],
    [
      '_rels/.rels',
      `<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="rId1" Type="${DOC}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    ],
    [
      'xl/workbook.xml',
      `<workbook xmlns="${MAIN}" xmlns:r="${DOC}"><sheets>${sheets.map(({ name }, index) => `<sheet name="${escaped(name.slice(0, 31))}" sheetId="${index + 1}" r:id="rId${index + 1}"/>`).join('')}</sheets></workbook>`,
    ],
    [
      'xl/_rels/workbook.xml.rels',
      `<Relationships xmlns="${PACKAGE}/relationships">${numbers.map((n) => `<Relationship Id="rId${n}" Type="${DOC}/worksheet" Target="worksheets/sheet${n}.xml"/>`).join('')}<Relationship Id="rId${styles}" Type="${DOC}/styles" Target="styles.xml"/></Relationships>`,
    ],
    ['xl/styles.xml', STYLES],
    ...sheets.map((sheet, index): [string, string] => [
      `xl/worksheets/sheet${index + 1}.xml`,
      sheetXml(sheet),
    ]),
  ];
  return zip(files.map(([name, text]) => [name, Buffer.from(XML + text)]));
}

/** Characters; wider columns than this are cut by what reads them. */
const WIDTH_MAX = 60;
/** So many rows tell how wide a column has to be. */
const ROWS_MEASURED = 200;

function sheetXml({ rows }: Sheet): string {
  const widths: number[] = [];
  for (const row of rows.slice(0, ROWS_MEASURED))
    for (const [index, cell] of row.entries())
      widths[index] = Math.min(WIDTH_MAX, Math.max(widths[index] ?? 8, textOf(cell).length + 2));
  const cols = widths.map(
    (width, index) => `<col min="${index + 1}" max="${index + 1}" width="${width}" customWidth="1"/>`,
  );
  const view =
    '<sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>';
  return `<worksheet xmlns="${MAIN}">${view}${cols.length === 0 ? '' : `<cols>${cols.join('')}</cols>`}<sheetData>${rows.map(rowXml).join('')}</sheetData></worksheet>`;
}

function textOf(cell: Cell): string {
  if (cell === null) return '';
  return typeof cell === 'object' ? (isDay(cell) ? cell.day : cell.instant.slice(0, 19)) : String(cell);
}

function rowXml(cells: readonly Cell[], index: number): string {
  const written = cells.map((cell) => {
    if (cell === null) return '<c/>';
    if (typeof cell === 'number') return Number.isFinite(cell) ? `<c><v>${cell}</v></c>` : '<c/>';
    if (typeof cell === 'object')
      return isInstant(cell)
        ? `<c s="${MOMENT}"><v>${serialOf(Date.parse(cell.instant))}</v></c>`
        : `<c s="${DAY}"><v>${serialOf(Date.parse(cell.day))}</v></c>`;
    const style = index === 0 ? ` s="${BOLD}"` : '';
    return `<c${style} t="inlineStr"><is><t xml:space="preserve">${escaped(cell)}</t></is></c>`;
  });
  return `<row r="${index + 1}">${written.join('')}</row>`;
}

/** Days since 1899-12-30, which is how spreadsheets write days after February 1900 (ECMA-376 part 1, 18.17.4.1). In UTC. */
function serialOf(ms: number): number {
  return Math.round((ms / 86_400_000 + 25_569) * 1e8) / 1e8;
}
function escaped(text: string): string {
  return text
    .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '')
    .replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

/** 1980-01-01: the same content is the same file. */
const DOS_DATE = 0x21;

function zip(files: readonly (readonly [string, Buffer])[]): Buffer {
  const parts: Buffer[] = [];
  const central: Buffer[] = [];
  let offset = 0;
  for (const [name, content] of files) {
    const packed = deflateRawSync(content);
    const bytes = Buffer.from(name);
    const fields = Buffer.alloc(26);
    fields.writeUInt16LE(20, 0);
    fields.writeUInt16LE(0x0800, 2);
    fields.writeUInt16LE(8, 4);
    fields.writeUInt16LE(DOS_DATE, 8);
    fields.writeUInt32LE(crc32(content), 10);
    fields.writeUInt32LE(packed.length, 14);
    fields.writeUInt32LE(content.length, 18);
    fields.writeUInt16LE(bytes.length, 22);
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), fields, bytes, packed]);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(offset, 10);
    central.push(Buffer.concat([Buffer.from('PK\x01\x02'), Buffer.from([20, 0]), fields, tail, bytes]));
    parts.push(local);
    offset += local.length;
  }
  const directory = Buffer.concat(central);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 0, 'latin1');
  end.writeUInt16LE(files.length, 8);
  end.writeUInt16LE(files.length, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...parts, directory, end]);
}
