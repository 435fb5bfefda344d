/** Reads exports back as whoever gets them would: a workbook's sheets, the texts of a PDF, the elements of an XML. As much of each format as ours have. */
import { inflateRawSync, inflateSync } from 'node:zlib';

/** Parts of a ZIP, by its local headers. */
function unzipped(zip: Buffer): ReadonlyMap<string, string> {
  const files = new Map<string, string>();
  let at = 0;
  while (zip.readUInt32LE(at) === 0x04034b50) {
    const [packed, name] = [zip.readUInt32LE(at + 18), zip.readUInt16LE(at + 26)];
    const start = at + 30 + name;
    const content = zip.subarray(start, start + packed);
    files.set(zip.subarray(at + 30, start).toString(), inflateRawSync(content).toString());
    at = start + packed;
  }
  return files;
}

const unescaped = (text: string) =>
  text
    .replace(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)))
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&quot;/g, '"')
    .replace(/&amp;/g, '&');

/** Rows of each sheet of a workbook, by name; numbers and dates are what stands in the file. */
export function readWorkbook(file: Buffer): ReadonlyMap<string, string[][]> {
  const files = unzipped(file);
  const sheets = new Map<string, string[][]>();
  for (const [, name = '', number] of (files.get('xl/workbook.xml') ?? '').matchAll(
    /<sheet name="([^"]*)" sheetId="(\d+)"/g,
  )) {
    const xml = files.get(`xl/worksheets/sheet${number}.xml`) ?? '';
    const rows = [...xml.matchAll(/<row [^>]*>(.*?)<\/row>/gs)].map(([, row = '']) =>
      [...row.matchAll(/<c\/>|<c[^>]*>(?:<v>|<is><t[^>]*>)(.*?)<\//gs)].map(([, cell = '']) =>
        unescaped(cell),
      ),
    );
    sheets.set(unescaped(name), rows);
  }
  return sheets;
}

/** The texts of a PDF in the order they are written (ISO 32000-1, 9.4.3 TJ and 9.10.3 ToUnicode): one a call that shows text. */
export function readPdf(file: Buffer): string[] {
  const source = file.toString('latin1');
  const objects = new Map<string, { readonly head: string; readonly stream: string }>();
  // By the length of each stream: what is packed may hold anything, words like endobj as well.
  const object = /(\d+) 0 obj\s(.*?)(?:endobj|stream\r?\n)/gs;
  for (let found = object.exec(source); found !== null; found = object.exec(source)) {
    const [all, number = '', head = ''] = found;
    const length = all.endsWith('endobj') ? 0 : Number(/\/Length (\d+)/.exec(head)?.[1] ?? 0);
    const bytes = file.subarray(object.lastIndex, object.lastIndex + length);
    object.lastIndex += length;
    const stream = head.includes('/FlateDecode') && length > 0 ? inflateSync(bytes) : bytes;
    objects.set(number, { head, stream: stream.toString('latin1') });
  }
  const fonts = new Map<string, ReadonlyMap<number, string>>();
  for (const { head } of objects.values())
    for (const [, name = '', ref = ''] of head.matchAll(/\/(F\d+) (\d+) 0 R/g)) {
      const [, map = ''] = /\/ToUnicode (\d+) 0 R/.exec(objects.get(ref)?.head ?? '') ?? [];
      if (map !== '') fonts.set(name, charactersOf(objects.get(map)?.stream ?? ''));
    }
  const texts: string[] = [];
  for (const { head, stream } of objects.values()) {
    if (head.includes('/FontFile') || head.includes('/Length1') || !/BT\s/.test(stream)) continue;
    let font: ReadonlyMap<number, string> | undefined;
    for (const [, name, shown] of stream.matchAll(/\/(F\d+) [\d.]+ Tf|\[([^\]]*)\] TJ/g)) {
      if (name !== undefined) font = fonts.get(name);
      if (shown === undefined) continue;
      const glyphs = [...shown.matchAll(/<([0-9a-f]*)>/gi)].flatMap(
        ([, hex = '']) => hex.match(/.{4}/g) ?? [],
      );
      texts.push(glyphs.map((glyph) => font?.get(Number.parseInt(glyph, 16)) ?? '').join(''));
    }
  }
  return texts;
}

/** Of a CMap: `<first> <last> [<unicode> ...]` and `<first> <last> <unicode>`. */
function charactersOf(map: string): ReadonlyMap<number, string> {
  const characters = new Map<number, string>();
  const unicode = (hex: string) =>
    String.fromCharCode(...(hex.match(/.{4}/g) ?? []).map((one) => Number.parseInt(one, 16)));
  for (const [, ranges = ''] of map.matchAll(/beginbfrange(.*?)endbfrange/gs))
    for (const [, from = '', to = '', list, single] of ranges.matchAll(
      /<([0-9a-f]+)>\s*<([0-9a-f]+)>\s*(?:\[([^\]]*)\]|<([0-9a-f]+)>)/gi,
    )) {
      const first = Number.parseInt(from, 16);
      const hexes =
        list === undefined
          ? []
          : [...list.matchAll(/<([0-9a-f ]*)>/gi)].map(([, hex = '']) => hex.replaceAll(' ', ''));
      for (let at = first; at <= Number.parseInt(to, 16); at += 1)
        characters.set(
          at,
          list === undefined
            ? String.fromCharCode(Number.parseInt(single ?? '0', 16) + at - first)
            : unicode(hexes[at - first] ?? ''),
        );
    }
  return characters;
}

export type IatiActual = { readonly value: number; readonly category: string; readonly place: string };
/** Results of an IATI activity: targets and actuals by the title of the indicator. */
export function readIati(
  xml: string,
): ReadonlyMap<string, { readonly targets: number[]; readonly actuals: IatiActual[] }> {
  const results = new Map<string, { targets: number[]; actuals: IatiActual[] }>();
  for (const part of xml.split('<result ').slice(1)) {
    const title = unescaped(/<title><narrative>(.*?)<\/narrative>/.exec(part)?.[1] ?? '');
    const targets = [...part.matchAll(/<target value="([\d.]+)"/g)].map(([, value]) => Number(value));
    const actuals = [...part.matchAll(/<actual value="([\d.]+)"(?:\/>|>(.*?)<\/actual>)/g)].map(
      ([, value, inside = '']) => ({
        value: Number(value),
        category: [...inside.matchAll(/<dimension name="\w+" value="([^"]*)"/g)]
          .map(([, one]) => one)
          .join(' '),
        place: /<location ref="([^"]*)"/.exec(inside)?.[1] ?? '',
      }),
    );
    results.set(title, { targets, actuals });
  }
  return results;
}
