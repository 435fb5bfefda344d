/**
 * Which column of a file is which field of a site. Ministries, Giga and our own export name them differently, so each
 * field has synonyms; a header is compared without case, accents, spaces and signs.
 */
import { foldText } from '../../kernel/fold.ts';

/** Fields of a site by their path in the contract, and what else headers call them; the first that is there wins. */
const SYNONYMS = {
  name: 'name schoolname sitename school site nameofschool institution institutionname facilityname nom nometablissement',
  lat: 'lat latitude y ycoord gpslatitude latitudedecimal gpslat latitud',
  lon: 'lon lng long longitude x xcoord gpslongitude longitudedecimal gpslon gpslong longitud',
  governmentId:
    'governmentid code emis emiscode emisid emisnumber schoolcode schoolid govid governmentcode uic nemis nemiscode knecode moecode officialid schoolidgov schoolidgovt codeetablissement',
  gigaId: 'gigaid gigaidschool schoolidgiga giga',
  kind: 'kind type sitetype sitekind',
  level: 'level schoollevel educationlevel institutionlevel',
  status: 'status ownership schoolstatus sponsor publicprivate',
  country: 'country countrycode iso iso2 iso31661',
  county: 'county region province admin1 adm1 state departement countyname',
  district:
    'district subcounty ward division zone admin2 admin3 adm2 location subcountyname wardname constituency',
  learners:
    'learners enrolment enrollment students pupils numstudents studentcount totalenrolment totalenrollment',
  'host.name': 'hostname contact contactname contactperson headteacher principal',
  'host.role': 'hostrole contactrole role',
  'host.phone': 'hostphone phone telephone tel mobile phonenumber contactphone contactnumber',
  'host.email': 'hostemail email mail contactemail',
  'host.language': 'hostlanguage language',
  'host.agreement': 'hostagreement agreement',
  'host.agreedOn': 'hostagreedon agreedon',
  'access.lorry': 'accesslorry lorry lorryaccess truckaccess',
  'access.flatGround': 'accessflatground flatground',
  'access.notes': 'accessnotes',
  'connectivity.operator': 'connectivityoperator operator networkoperator isp',
  'connectivity.downlinkKbps': 'connectivitydownlinkkbps downlinkkbps downloadkbps',
  'connectivity.uplinkKbps': 'connectivityuplinkkbps uplinkkbps uploadkbps',
  'connectivity.measuredOn': 'connectivitymeasuredon measuredon',
  'power.grid': 'powergrid grid electricity',
  'power.notes': 'powernotes',
  'opening.weekdays': 'openingweekdays weekdays opendays schooldays',
  'opening.from': 'openingfrom openfrom opensat',
  'opening.to': 'openingto opento closesat',
  notes: 'notes remarks comments comment',
} as const;

export type SiteField = keyof typeof SYNONYMS;
export const SITE_FIELDS = Object.keys(SYNONYMS) as readonly SiteField[];
/** A place below the county is often told in two columns (sub-county and ward); both are kept. */
const MAY_HAVE_SEVERAL: ReadonlySet<SiteField> = new Set(['district']);
const REQUIRED = ['name', 'lat', 'lon'] as const;
const WORDS: Record<(typeof REQUIRED)[number], string> = {
  name: "the site's name (e.g. name or school_name)",
  lat: 'the latitude (e.g. lat or latitude)',
  lon: 'the longitude (e.g. lon or longitude)',
};

export type SiteColumns = {
  /** Each column of the file, and the field it is read as. */
  readonly read: Readonly<Record<string, SiteField | null>>;
  /** Each field and where in a row it stands. */
  readonly at: ReadonlyMap<SiteField, readonly number[]>;
};
export type ColumnProblem = { readonly field: string; readonly value: unknown; readonly problem: string };

const bare = (header: string) => foldText(header).replace(/[^a-z0-9]/g, '');

/**
 * Reads a header line.
 * @param wanted the fields of columns as a person has chosen them (null: leave out); the others are guessed
 */
export function siteColumns(
  header: readonly string[],
  wanted: Readonly<Record<string, string | null>> = {},
): { ok: true; columns: SiteColumns } | { ok: false; columns: SiteColumns; problems: ColumnProblem[] } {
  const problems: ColumnProblem[] = [];
  const names = header.map((name) => name.trim());
  const fields: (SiteField | null | undefined)[] = names.map(() => undefined);
  const has = (field: SiteField) => !MAY_HAVE_SEVERAL.has(field) && fields.includes(field);

  for (const [column, field] of Object.entries(wanted)) {
    const at = names.indexOf(column.trim());
    if (at === -1) {
      problems.push({
        field: 'columns',
        value: column,
        problem: `is no column of this file; it has ${listed(names)}`,
      });
    } else if (field !== null && !isField(field)) {
      problems.push({
        field: 'columns',
        value: field,
        problem: `is no field of a site; use one of ${SITE_FIELDS.join(', ')}`,
      });
    } else if (field !== null && has(field)) {
      problems.push({
        field: 'columns',
        value: column,
        problem: `another column is read as ${field} already`,
      });
    } else fields[at] = field;
  }
  for (const field of SITE_FIELDS) {
    for (const synonym of SYNONYMS[field].split(' ')) {
      names.forEach((name, at) => {
        if (fields[at] === undefined && !has(field) && bare(name) === synonym) fields[at] = field;
      });
    }
  }

  const at = new Map<SiteField, number[]>();
  fields.forEach((field, index) => {
    if (field) at.set(field, [...(at.get(field) ?? []), index]);
  });
  for (const field of REQUIRED) {
    if (at.has(field)) continue;
    problems.push({
      field,
      value: null,
      problem: `no column for ${WORDS[field]}; the first line has ${listed(names)}. Name the column, or say which it is with "columns"`,
    });
  }
  const read = Object.fromEntries(
    names.map((name, index) => [name === '' ? `(column ${index + 1})` : name, fields[index] ?? null]),
  );
  const columns = { read, at };
  return problems.length === 0 ? { ok: true, columns } : { ok: false, columns, problems };
}

function isField(field: string): field is SiteField {
  return Object.hasOwn(SYNONYMS, field);
}

function listed(names: readonly string[]): string {
  const shown = names.slice(0, 30).map((name) => `"${name.slice(0, 40)}"`);
  return shown.join(', ') + (names.length > 30 ? ` and ${names.length - 30} more` : '');
}
