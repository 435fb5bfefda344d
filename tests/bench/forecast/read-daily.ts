/**
 * Daily irradiation out of a CSV file as people have them: any separator, comments, other columns, gaps, missing values,
 * and the unit in the header if it is not MJ/m2.
 */

export type DailySeries = {
  /** Days since 1970-01-01, without holes: a day that the file lacks has the value undefined. */
  readonly firstDay: number;
  /** MJ/m2. */
  readonly values: readonly (number | undefined)[];
  /** Column and unit as understood, and lines that could not be. */
  readonly column: string;
  readonly unit: UnitName;
  /** The header named none, and the values cannot be MJ/m2. */
  readonly unitGuessed: boolean;
  readonly unreadable: number;
};
export type UnitName = 'MJ/m2' | 'kJ/m2' | 'J/m2' | 'J/cm2' | 'kWh/m2' | 'Wh/m2' | 'W/m2' | 'cal/cm2';

const DAY_MS = 86_400_000;
/** A year more than this and the file's dates are no dates. */
const DAYS_MAX = 200 * 366;

/** A mean over the day in W/m2 is 86,400 s of it; a langley is a calorie per cm2. */
const TO_MJ: readonly [unit: UnitName, pattern: RegExp, factor: number][] = [
  ['kWh/m2', /kw-?h/i, 3.6],
  ['Wh/m2', /(^|[^a-z])wh|w-h|watt-?hour/i, 0.0036],
  ['MJ/m2', /mj/i, 1],
  ['kJ/m2', /kj/i, 0.001],
  ['J/cm2', /j[ ._/]*(per)?[ _]*cm/i, 0.01],
  ['J/m2', /(^|[^a-z])j[ ._/]*(per)?[ _]*m/i, 1e-6],
  ['cal/cm2', /cal|langley|(^|[^a-z])ly($|[^a-z])/i, 0.04184],
  ['W/m2', /(^|[^a-z])w[ ._/]*(per)?[ _]*m|watt/i, 0.0864],
];
const IRRADIATION =
  /irrad|radiat|shortwave|srad|rad_?n|radn|ghi|solar|allsky|sw_?dwn|insol|global|mj|kwh|\bwh|\bh\b|rs\b/i;
const DATE = /^(date|day|time|datetime|timestamp|dt|valid)/i;

/** @throws Error that says what is wrong with the file */
export function readDaily(text: string): DailySeries {
  const lines = text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '' && !/^[#!*%]/.test(line) && !line.startsWith('//'));
  const separator = separatorOf(lines);
  const rows = lines.map((line) =>
    line.split(separator).map((cell) => cell.trim().replace(/^"(.*)"$/, '$1')),
  );
  const first = rows.findIndex((row) => row.some((cell) => dayOf(cell) !== undefined));
  if (first < 0) throw new Error('no line has a date (YYYY-MM-DD)');
  const head = headOf(rows.slice(0, first), rows[first] ?? []);
  const dateColumn = columnOfDate(head, rows[first] ?? []);
  const valueColumn = columnOfValue(head, rows[first] ?? [], dateColumn);
  const name = head[valueColumn] ?? '';
  const named = TO_MJ.find(([, pattern]) => pattern.test(name));
  const byDay = new Map<number, number | undefined>();
  let unreadable = 0;
  for (const row of rows.slice(first)) {
    const day = dayOf(row[dateColumn] ?? '');
    if (day === undefined) {
      unreadable += 1;
      continue;
    }
    const cell = row[valueColumn] ?? '';
    // Where commas do not part cells they are decimal.
    const value = numberOf(separator.source === ',' ? cell : cell.replace(',', '.'));
    if (byDay.has(day) && value === undefined) continue;
    byDay.set(day, value);
  }
  const guess = named?.[0] ?? guessUnit([...byDay.values()]);
  const factor = TO_MJ.find(([unit]) => unit === guess)?.[2] ?? 1;
  // Not Math.min(...days): a long file has more days than a call may have arguments.
  const days = [...byDay.keys()].sort((a, b) => a - b);
  const [firstDay, lastDay] = [days[0], days.at(-1)];
  if (firstDay === undefined || lastDay === undefined) throw new Error('no line has a date (YYYY-MM-DD)');
  if (lastDay - firstDay >= DAYS_MAX) throw new Error('the dates span more than 200 years');
  const values = Array.from({ length: lastDay - firstDay + 1 }, (_, i) => {
    const value = byDay.get(firstDay + i);
    return value === undefined ? undefined : value * factor;
  });
  const unitGuessed = named === undefined && guess !== 'MJ/m2';
  return { firstDay, values, column: name, unit: guess, unitGuessed, unreadable };
}

/** A clear day has 20 to 34 MJ/m2 nearly everywhere at some time of the year; no day has more than 45. */
function guessUnit(values: readonly (number | undefined)[]): UnitName {
  const sorted = values.filter((value) => value !== undefined).sort((a, b) => a - b);
  const high = sorted[Math.ceil(0.98 * (sorted.length - 1))] ?? 20;
  if (high > 20_000) return 'kJ/m2';
  if (high > 1000) return 'Wh/m2';
  if (high > 45) return 'W/m2';
  return high < 9.8 ? 'kWh/m2' : 'MJ/m2';
}

function separatorOf(lines: readonly string[]): RegExp {
  const sample = lines.slice(-50).join('\n');
  for (const [mark, pattern] of [
    [';', /;/],
    ['\t', /\t/],
    [',', /,/],
  ] as const) {
    if (sample.includes(mark)) return pattern;
  }
  return /\s+/;
}

/** The last line before the data with as many cells; a line of units under it is added to the names. */
function headOf(before: readonly (readonly string[])[], data: readonly string[]): string[] {
  const fitting = before.filter(
    (row) => row.length >= Math.min(2, data.length) && row.length >= data.length - 1,
  );
  const names = fitting.slice(-2);
  return data.map((_, i) =>
    names
      .map((row) => row[i] ?? '')
      .join(' ')
      .trim(),
  );
}

function columnOfDate(head: readonly string[], data: readonly string[]): number {
  const named = head.findIndex((name, i) => DATE.test(name) && dayOf(data[i] ?? '') !== undefined);
  return named >= 0 ? named : data.findIndex((cell) => dayOf(cell) !== undefined);
}

function columnOfValue(head: readonly string[], data: readonly string[], dateColumn: number): number {
  const named = head.findIndex((name, i) => i !== dateColumn && IRRADIATION.test(name));
  if (named >= 0) return named;
  const next = data.findIndex((_, i) => i > dateColumn);
  if (next < 0) throw new Error('there is no second column');
  return next;
}

/** 2024-05-31, 2024/5/31, 20240531, 2024-05-31T00:00Z, and 31.05.2024 */
function dayOf(text: string): number | undefined {
  const iso = /^(\d{4})[-/.]?(\d{1,2})[-/.]?(\d{1,2})(?:$|[T ])/.exec(text);
  const german = /^(\d{1,2})\.(\d{1,2})\.(\d{4})$/.exec(text);
  const [year, month, date] = iso ? iso.slice(1) : german ? german.slice(1).reverse() : [];
  if (year === undefined || month === undefined || date === undefined) return undefined;
  const ms = Date.UTC(Number(year), Number(month) - 1, Number(date));
  const back = new Date(ms);
  if (back.getUTCMonth() !== Number(month) - 1 || back.getUTCDate() !== Number(date)) return undefined;
  return ms / DAY_MS;
}

/** Irradiation is never negative: -99, -999 and the like stand for unknown, as do NA, null and an empty cell. */
function numberOf(text: string): number | undefined {
  if (text === '') return undefined;
  const value = Number(text);
  return Number.isFinite(value) && value >= 0 ? value : undefined;
}
