/**
 * Rows of a sites file become sites, or reasons why not. Pure: the same rows give the same answer; what the database
 * knows is compared later (store/registry/site-import.ts).
 *
 * A bad row is a row that nobody could mean: no name, no place, a place in another country, the same school twice. What
 * may be meant but deserves a look (two schools at one place) is a warning.
 */
import type { ImportRowProblem, SiteBody } from '@digitruck/contract/registry';
import { SITE_KINDS } from '@digitruck/contract/registry-words';
import type { z } from 'zod';
import { foldText } from '../../kernel/fold.ts';
import type { ImportedSite } from '../../store/registry/site-import.ts';
import { COUNTRY_BOXES, isWithin } from './country-boxes.ts';
import { seenBefore } from './seen-sites.ts';
import {
  type Cell,
  countOf,
  dateOf,
  degreesOf,
  emailOf,
  idOf,
  oneOf,
  rateOf,
  shortText,
  textOf,
  timeOf,
  uuidOf,
  weekdaysOf,
} from './site-cells.ts';
import type { SiteColumns, SiteField } from './site-columns.ts';

export type RowProblem = z.infer<typeof ImportRowProblem>;
export type CheckedRow = {
  /** Not there when the row is bad. */
  readonly site: ImportedSite | undefined;
  readonly problems: readonly RowProblem[];
  readonly warnings: readonly RowProblem[];
  /** Its latitude stands where the longitude should, and the other way round. */
  readonly swapped: boolean;
};

const VALUE_MAX_CHARS = 200;

const YES_NO = ['yes', 'no', 'unknown'] as const;
const GRIDS = ['yes', 'unreliable', 'no', 'unknown'] as const;
const AGREEMENTS = ['none', 'asked', 'agreed', 'refused'] as const;

/** Words of a column that tells the level or type of a school. Whatever else stands in a level column is a school too. */
const KIND_WORDS: readonly (readonly [RegExp, SiteBody['kind']])[] = [
  [/vocation|polytechnic|tvet|technical|youth centre|college/, 'vocational-college'],
  [/town hall|community|social hall|library/, 'town-hall'],
  [/church|mosque|parish|chapel/, 'church'],
  [/market/, 'market'],
  [/school|primary|secondary|ecd|academy|lycee|college|ecole|pre-?primary|nursery|kindergarten/, 'school'],
];

/** Checks the rows of one file, in their order; it remembers those before for what may stand there once only. */
export function siteRowChecker(options: {
  readonly columns: SiteColumns;
  /** Of sites whose row names none; ISO 3166-1 alpha-2. */
  readonly country: string;
}): (line: number, cells: readonly string[]) => CheckedRow {
  const { at } = options.columns;
  const width = Object.keys(options.columns.read).length;
  const seen = seenBefore();

  return (line, cells) => {
    let swapped = false;
    const problems: RowProblem[] = [];
    const warnings: RowProblem[] = [];
    const bad = (field: string, value: unknown, problem: string) =>
      void problems.push({ row: line, field, value: shown(value), problem });
    const warn = (field: string, value: unknown, problem: string) =>
      void warnings.push({ row: line, field, value: shown(value), problem });
    const text = (field: SiteField) => {
      const index = at.get(field)?.[0];
      return index === undefined ? undefined : textOf(cells[index]);
    };
    const read = <Value>(field: SiteField, reader: (text: string) => Cell<Value>): Value | null => {
      const given = text(field);
      if (given === undefined) return null;
      const cell = reader(given);
      if ('value' in cell) return cell.value;
      bad(field, given, cell.problem);
      return null;
    };
    const short = (maxChars: number) => (given: string) => shortText(given, maxChars);

    if (cells.length > width && cells.slice(width).some((cell) => cell.trim() !== '')) {
      const problem = `the row has ${cells.length} values and the header ${width}; put values that contain the separator in quotes`;
      bad('row', cells.slice(width).join(' '), problem);
    }
    const name = read('name', short(120));
    if (text('name') === undefined) bad('name', '', 'is empty; every site needs a name');
    const country = read('country', countryOf) ?? options.country;
    const place = placeOf(country);
    let governmentId = read('governmentId', idOf);
    const gigaId = read('gigaId', uuidOf);
    const fields = {
      kind: kindOf(),
      country: text('country') === undefined ? null : country,
      county: read('county', short(80)),
      district: districtOf(),
      learners: read('learners', (given) => countOf(given, 1_000_000)),
      notes: read('notes', short(4000)),
      host: given({
        name: read('host.name', short(120)),
        role: read('host.role', short(80)),
        phone: read('host.phone', short(40)),
        email: read('host.email', emailOf),
        language: read('host.language', short(20)),
        agreement: read('host.agreement', (word) => oneOf(word, AGREEMENTS)),
        agreedOn: read('host.agreedOn', dateOf),
      }),
      access: given({
        lorry: read('access.lorry', (word) => oneOf(word, YES_NO)),
        flatGround: read('access.flatGround', (word) => oneOf(word, YES_NO)),
        notes: read('access.notes', short(1000)),
      }),
      connectivity: given({
        operator: read('connectivity.operator', short(80)),
        downlinkKbps: read('connectivity.downlinkKbps', rateOf),
        uplinkKbps: read('connectivity.uplinkKbps', rateOf),
        measuredOn: read('connectivity.measuredOn', dateOf),
      }),
      power: given({
        grid: read('power.grid', (word) => oneOf(word, GRIDS)),
        notes: read('power.notes', short(1000)),
      }),
      opening: given({
        weekdays: read('opening.weekdays', weekdaysOf),
        from: read('opening.from', timeOf),
        to: read('opening.to', timeOf),
      }),
    };
    if (problems.length > 0 || name === null || place === undefined) {
      return { site: undefined, problems, warnings, swapped };
    }

    const row = { line, name, nameKey: foldText(name), ...place, governmentId };
    const before = seen(row, country, gigaId);
    switch (before?.kind) {
      case 'other-school':
        warn(
          'governmentId',
          governmentId,
          `is the id of "${before.row.name}" on line ${before.row.line} too, ${before.km} km away: taken without the id; correct it in the file or on the site's page`,
        );
        governmentId = null;
        break;
      case 'same-id':
        bad('governmentId', governmentId, `is on line ${before.row.line} too; keep one of the two rows`);
        break;
      case 'same-giga-id':
        bad('gigaId', gigaId, `is on line ${before.row.line} too; keep one of the two rows`);
        break;
      case 'same-name-and-place':
        bad('name', name, `is on line ${before.row.line} too, at the same place; keep one of the two rows`);
        break;
      case 'same-name-other-id':
        warn(
          'name',
          name,
          `is on line ${before.row.line} too, at the same place and with another id: one school or two?`,
        );
        break;
      case 'same-place':
        warn(
          'lat',
          `${place.lat}, ${place.lon}`,
          `is also the place of "${before.row.name}" on line ${before.row.line}: is it right for both?`,
        );
        break;
    }
    if (problems.length > 0) return { site: undefined, problems, warnings, swapped };
    const about = [text('level'), text('status')].filter((word) => word !== undefined).join(', ');
    return {
      site: {
        line,
        name,
        nameKey: row.nameKey,
        ...place,
        ...fields,
        country,
        countryGiven: fields.country !== null,
        governmentId,
        gigaId,
        kindIfNew: fields.kind ?? kindOfWord(text('level') ?? '') ?? 'school',
        notesIfNew: fields.notes ?? about.slice(0, 4000),
      },
      problems,
      warnings,
      swapped,
    };

    function placeOf(inCountry: string): { lat: number; lon: number } | undefined {
      const given = { lat: text('lat'), lon: text('lon') };
      for (const field of ['lat', 'lon'] as const) {
        if (given[field] === undefined) bad(field, '', 'is empty; every site needs its coordinates');
      }
      if (given.lat === undefined || given.lon === undefined) return undefined;
      const shownPlace = `${given.lat}, ${given.lon}`;
      const lat = degreesOf(given.lat, 180);
      const lon = degreesOf(given.lon, 180);
      if ('problem' in lat) bad('lat', given.lat, lat.problem);
      if ('problem' in lon) bad('lon', given.lon, lon.problem);
      if ('problem' in lat || 'problem' in lon) return undefined;
      const box = COUNTRY_BOXES[inCountry];
      if (lat.value === 0 && lon.value === 0) {
        bad('lat', shownPlace, 'is what a device writes that knows no place; look the coordinates up');
      } else if (box !== undefined && !isWithin(box, lat.value, lon.value)) {
        if (isWithin(box, lon.value, lat.value)) {
          swapped = true;
          const problem = `latitude and longitude are swapped: ${given.lon}, ${given.lat} would be in ${inCountry}; exchange the two values or columns`;
          bad('lat', shownPlace, problem);
        } else {
          const problem = `is not in ${inCountry} (latitude ${box.south} to ${box.north}, longitude ${box.west} to ${box.east}); correct it or name the site's country`;
          bad('lat', shownPlace, problem);
        }
      } else if (Math.abs(lat.value) > 90) {
        const swapped = Math.abs(lon.value) <= 90 ? '; are latitude and longitude swapped?' : '';
        bad('lat', given.lat, `is not between -90 and 90${swapped}`);
      } else return { lat: lat.value, lon: lon.value };
      return undefined;
    }

    function kindOf(): SiteBody['kind'] | null {
      const word = text('kind');
      if (word === undefined) return null;
      const exact = oneOf(word, SITE_KINDS);
      if ('value' in exact) return exact.value;
      const known = kindOfWord(word);
      if (known === undefined) bad('kind', word, exact.problem);
      return known ?? null;
    }

    function districtOf(): string | null {
      const parts = (at.get('district') ?? []).map((index) => textOf(cells[index]));
      const known = [...new Set(parts.filter((part) => part !== undefined))];
      if (known.length === 0) return null;
      const joined = known.join(', ');
      const cell = shortText(joined.length <= 80 ? joined : (known[0] ?? ''), 80);
      if ('value' in cell) return cell.value;
      bad('district', joined, cell.problem);
      return null;
    }
  };
}

function kindOfWord(word: string): SiteBody['kind'] | undefined {
  const folded = foldText(word);
  return KIND_WORDS.find(([pattern]) => pattern.test(folded))?.[1];
}

function countryOf(text: string): Cell<string> {
  const code = text.toUpperCase();
  return /^[A-Z]{2}$/.test(code)
    ? { value: code }
    : { problem: 'must be two letters (ISO 3166-1), e.g. KE; or leave it empty' };
}

/** The parts of a nested object that the row gives. */
function given<Parts extends Record<string, unknown>>(
  parts: Parts,
): { [Key in keyof Parts]?: Exclude<Parts[Key], null> } {
  const known = Object.entries(parts).filter(([, value]) => value !== null);
  return Object.fromEntries(known) as { [Key in keyof Parts]?: Exclude<Parts[Key], null> };
}

function shown(value: unknown): unknown {
  return typeof value === 'string' && value.length > VALUE_MAX_CHARS
    ? `${value.slice(0, VALUE_MAX_CHARS)}…`
    : value;
}
