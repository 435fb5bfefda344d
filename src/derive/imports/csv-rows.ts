/**
 * A CSV file as offices make them: UTF-8, UTF-16 or Windows-1252, separated by commas, semicolons or tabs, lines ending any way.
 * Rows come one by one with the line they begin on, and between them the event loop gets its turn.
 */
import { Readable } from 'node:stream';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { parse } from 'csv-parse';

const CHUNK_BYTES = 64 * 1024;
/** A row longer than this has a quote that was never closed. */
const ROW_MAX_CHARS = 100_000;
const DELIMITERS = [',', ';', '\t', '|'] as const;

export type CsvRow = {
  /** The line of the file that the row begins on, from 1. */
  readonly line: number;
  readonly cells: readonly string[];
  /** How much of the file was read so far. */
  readonly bytes: number;
};
/** From this line on the file can't be told apart into rows. */
export class CsvBroken extends Error {
  readonly line: number;
  constructor(line: number, message: string) {
    super(message);
    this.line = line;
  }
}

/**
 * The rows of a CSV file, blank lines left out.
 * @throws CsvBroken where a quote is opened and never closed
 */
export async function* csvRows(bytes: Uint8Array): AsyncGenerator<CsvRow> {
  const encoding = await encodingOf(bytes);
  let readBytes = 0;
  async function* text(): AsyncGenerator<string> {
    const decoder = new TextDecoder(encoding);
    let heldCr = '';
    for (let at = 0; at < bytes.length; at += CHUNK_BYTES) {
      const chunk = bytes.subarray(at, at + CHUNK_BYTES);
      let decoded = heldCr + decoder.decode(chunk, { stream: at + CHUNK_BYTES < bytes.length });
      // A line's end may be cut in two by the chunk's.
      heldCr = decoded.endsWith('\r') ? '\r' : '';
      if (heldCr !== '') decoded = decoded.slice(0, -1);
      readBytes = at + chunk.length;
      yield decoded.replace(/\r\n?/g, '\n');
      await nextTurn();
    }
    if (heldCr !== '') yield '\n';
  }
  const parser = parse({
    delimiter: delimiterOf(new TextDecoder(encoding).decode(bytes.subarray(0, CHUNK_BYTES))),
    record_delimiter: '\n',
    relax_column_count: true,
    relax_quotes: true,
    max_record_size: ROW_MAX_CHARS,
    info: true,
  });
  const source = Readable.from(text());
  source.on('error', (error) => parser.destroy(error));
  source.pipe(parser);
  let endLine = 0;
  try {
    for await (const { record, info } of parser as AsyncIterable<{
      record: string[];
      info: { lines: number };
    }>) {
      endLine = info.lines;
      if (record.every((cell) => cell.trim() === '')) continue;
      yield { line: endLine - newlinesIn(record), cells: record, bytes: readBytes };
    }
  } catch (error) {
    const code = (error as { code?: unknown }).code;
    if (typeof code !== 'string' || !code.startsWith('CSV_')) throw error;
    throw new CsvBroken(
      endLine + 1,
      'a quote (") is opened on this line and never closed; close or remove it',
    );
  } finally {
    source.destroy();
    parser.destroy();
  }
}

function newlinesIn(cells: readonly string[]): number {
  let count = 0;
  for (const cell of cells) {
    for (let at = cell.indexOf('\n'); at !== -1; at = cell.indexOf('\n', at + 1)) count += 1;
  }
  return count;
}

/** A byte order mark decides; else UTF-8 if all of it is; else Windows-1252, in which every byte means something. */
async function encodingOf(bytes: Uint8Array): Promise<'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252'> {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  const decoder = new TextDecoder('utf-8', { fatal: true });
  try {
    for (let at = 0; at < bytes.length; at += 16 * CHUNK_BYTES) {
      const end = at + 16 * CHUNK_BYTES;
      decoder.decode(bytes.subarray(at, end), { stream: end < bytes.length });
      await nextTurn();
    }
    return 'utf-8';
  } catch {
    return 'windows-1252';
  }
}

/** What separates the names of the header: the candidate that stands there most often, outside of quotes. */
function delimiterOf(start: string): string {
  const header = start.replace(/"[^"]*"/g, '').split(/[\r\n]/, 1)[0] ?? '';
  const counts = DELIMITERS.map((delimiter) => header.split(delimiter).length);
  return DELIMITERS[counts.indexOf(Math.max(...counts))] ?? ',';
}
