/**
 * The registry: trucks, sites, courses and visit requests.
 *
 * Each has a `...Body` (what a person enters), a `...Update` (any part of it, with the version the change is based on)
 * and the thing itself. A change based on an old version is refused with 409 and the current row.
 */
import { z } from 'zod';
import { CourseId, RequestId, SiteId, TruckId } from './ids.ts';
import { SiteOpening } from './opening.ts';
import { Problem } from './problems.ts';
import { LOAD_KINDS, SITE_KINDS } from './registry-words.ts';
import { Instant } from './telemetry.ts';
import { text } from './text.ts';

const name = text(120).min(1);
const notes = text(4000).default('');
export const Lat = z.number().min(-90).max(90).meta({ 'x-unit': 'deg', description: 'Latitude, WGS 84' });
export const Lon = z.number().min(-180).max(180).meta({ 'x-unit': 'deg', description: 'Longitude, WGS 84' });
export const LocalDate = z.iso.date().meta({ examples: ['2026-11-23'] });
export const Version = z
  .int()
  .min(1)
  .meta({ description: 'Rises with each change; send back the one your change is based on' });
const rowMeta = { version: Version, createdAt: Instant, updatedAt: Instant, updatedBy: z.string() };

/**
 * Fields with defaults become plain optional ones in an update, so that leaving one out never resets it.
 * A nested object (host, battery ...) is replaced as a whole.
 */
function updateOf<Shape extends z.ZodRawShape>(body: z.ZodObject<Shape>, id: string) {
  const bare = (field: unknown) =>
    field instanceof z.ZodDefault || field instanceof z.ZodPrefault ? field.unwrap() : field;
  const shape = Object.fromEntries(
    Object.entries(body.shape).map(([key, field]) => [key, (bare(field) as z.ZodType).optional()]),
  ) as unknown as {
    [Key in keyof Shape]: z.ZodOptional<
      Shape[Key] extends z.ZodDefault<infer Inner> | z.ZodPrefault<infer Inner> ? Inner : Shape[Key]
    >;
  };
  return z.strictObject({ ...shape, version: Version }).meta({ id });
}

// --- trucks

export const TruckLoad = z.strictObject({
  kind: z.enum(LOAD_KINDS),
  powerW: z.number().min(0).max(50_000).meta({ 'x-unit': 'W' }),
  shedOrder: z
    .int()
    .min(0)
    .max(99)
    .default(50)
    .meta({ description: 'Switched off in this order when energy is short; 0 is never' }),
});

export const TruckBody = z
  .strictObject({
    truckId: TruckId,
    name: text(120).default('').meta({ description: 'What people call it; empty is its truckId' }),
    depot: z.strictObject({ name, lat: Lat, lon: Lon }).nullable().default(null),
    seats: z.int().min(1).max(200).default(20),
    array: z
      .strictObject({
        peakW: z
          .number()
          .positive()
          .max(100_000)
          .meta({ 'x-unit': 'W', description: 'Rated power of the solar array' }),
        tiltDeg: z
          .number()
          .min(0)
          .max(90)
          .default(0)
          .meta({ 'x-unit': 'deg', description: '0 lies flat on the roof' }),
      })
      .nullable()
      .default(null)
      .meta({ description: 'null while nobody has said' }),
    battery: z
      .strictObject({
        capacityWh: z.number().positive().max(1_000_000).meta({ 'x-unit': 'Wh' }),
        reservePct: z.number().min(0).max(90).default(20).meta({ 'x-unit': '%' }),
        maxChargeW: z.number().positive().max(100_000).meta({ 'x-unit': 'W' }),
        maxDischargeW: z.number().positive().max(100_000).meta({ 'x-unit': 'W' }),
      })
      .nullable()
      .default(null)
      .meta({ description: 'null while nobody has said' }),
    loads: z.array(TruckLoad).max(30).default([]),
    speedKph: z
      .number()
      .min(5)
      .max(130)
      .default(45)
      .meta({ 'x-unit': 'km/h', description: 'Average speed on the road' }),
    reportingIntervalS: z
      .int()
      .min(5)
      .max(3600)
      .default(60)
      .meta({ 'x-unit': 's', description: 'Its habit; silence is told by it' }),
    dataBundleMb: z
      .number()
      .min(0)
      .nullable()
      .default(null)
      .meta({ 'x-unit': 'MB', description: 'Mobile data a month; null is unlimited' }),
    notes,
    retired: z.boolean().default(false),
  })
  .meta({ id: 'TruckBody' });
export type TruckBody = z.infer<typeof TruckBody>;
export const TruckUpdate = updateOf(TruckBody.omit({ truckId: true }), 'TruckUpdate');
export type TruckUpdate = z.infer<typeof TruckUpdate>;
export const TruckRecord = z.object({ ...TruckBody.shape, ...rowMeta }).meta({ id: 'TruckRecord' });
export type TruckRecord = z.infer<typeof TruckRecord>;

// --- sites

const yesNo = z.enum(['yes', 'no', 'unknown']);
export const SiteBody = z
  .strictObject({
    name,
    kind: z.enum(SITE_KINDS).default('school'),
    lat: Lat,
    lon: Lon,
    country: z
      .string()
      .regex(/^[A-Z]{2}$/, 'must be two capital letters (ISO 3166-1), e.g. KE')
      .default('KE'),
    county: text(80).default(''),
    district: text(80).default('').meta({ description: 'Sub-county, ward or the like' }),
    governmentId: text(64).nullable().default(null).meta({ description: "The ministry's id of the school" }),
    gigaId: z.uuid().nullable().default(null).meta({ description: 'giga_id_school' }),
    learners: z.int().min(0).max(1_000_000).nullable().default(null),
    host: z
      .strictObject({
        name: text(120).default(''),
        role: text(80).default(''),
        phone: text(40).default(''),
        email: z.union([z.email(), z.literal('')]).default(''),
        language: text(20).default(''),
        agreement: z.enum(['none', 'asked', 'agreed', 'refused']).default('none'),
        agreedOn: LocalDate.nullable().default(null),
      })
      .prefault({}),
    access: z
      .strictObject({
        lorry: yesNo.default('unknown'),
        flatGround: yesNo.default('unknown'),
        notes: text(1000).default(''),
      })
      .prefault({}),
    connectivity: z
      .strictObject({
        operator: text(80).default(''),
        downlinkKbps: z.number().min(0).nullable().default(null).meta({ 'x-unit': 'kbit/s' }),
        uplinkKbps: z.number().min(0).nullable().default(null).meta({ 'x-unit': 'kbit/s' }),
        measuredOn: LocalDate.nullable().default(null),
      })
      .prefault({}),
    power: z
      .strictObject({
        grid: z.enum(['yes', 'unreliable', 'no', 'unknown']).default('unknown'),
        notes: text(1000).default(''),
      })
      .prefault({}),
    opening: SiteOpening.prefault({}),
    notes,
  })
  .meta({ id: 'SiteBody' });
export type SiteBody = z.infer<typeof SiteBody>;
export const SiteUpdate = updateOf(SiteBody, 'SiteUpdate');
export type SiteUpdate = z.infer<typeof SiteUpdate>;
export const Site = z.object({ siteId: SiteId, ...SiteBody.shape, ...rowMeta }).meta({ id: 'Site' });
export type Site = z.infer<typeof Site>;

/** `POST /sites/import`: a CSV, first as a dry run. All rows are taken or none. */
export const ImportRowProblem = z.object({
  row: z.int().meta({ description: 'Line number in the file, the header being 1' }),
  field: z.string(),
  value: z.unknown(),
  problem: z.string(),
});
export const SiteImportResult = z
  .object({
    dryRun: z.boolean(),
    rows: z.int(),
    create: z.int(),
    update: z.int().meta({ description: 'Rows whose government id is known already and that differ' }),
    unchanged: z.int(),
    bad: z.int(),
    columns: z
      .record(z.string(), z.string().nullable())
      .meta({ description: 'Each column of the file and the field it was read as' }),
    problems: z.array(ImportRowProblem).meta({ description: 'At most 1,000; all are counted' }),
    warnings: z
      .array(ImportRowProblem)
      .meta({ description: 'Taken, but worth a look, e.g. two schools at one place' }),
    warningCount: z.int(),
    committed: z.boolean(),
  })
  .meta({ id: 'SiteImportResult' });
export type SiteImportResult = z.infer<typeof SiteImportResult>;

/** A commit whose file has bad rows: nothing was written; a problem that carries the result. */
export const SiteImportRefused = z
  .object({ ...Problem.shape, ...SiteImportResult.shape })
  .meta({ id: 'SiteImportRefused' });

/** Two schools of other names this far apart that carry one government id are two schools, and the id of one is wrong. */
export const SAME_SITE_MAX_KM = 50;
/** What one file may have. */
export const IMPORT_ROWS_MAX = 200_000;

/** The lines of `POST /sites/import` with `Accept: application/x-ndjson`: progress, then one `done` or `failed`. */
export const SiteImportLine = z
  .discriminatedUnion('phase', [
    z.object({
      phase: z.enum(['reading', 'checking', 'writing']).meta({ description: 'reading counts bytes' }),
      done: z.int(),
      total: z.int(),
    }),
    SiteImportResult.extend({ phase: z.literal('done') }),
    z.object({ phase: z.literal('failed'), problem: Problem }),
  ])
  .meta({ id: 'SiteImportLine' });
export type SiteImportLine = z.infer<typeof SiteImportLine>;

// --- courses

export const CourseBody = z
  .strictObject({
    code: z.string().regex(/^[A-Za-z0-9._-]{1,40}$/, 'must be 1 to 40 letters, digits, ".", "_" or "-"'),
    name,
    mode: z.enum(['cohort', 'drop-in']),
    totalHours: z.number().positive().max(1000).meta({ 'x-unit': 'h' }),
    classHours: z.number().positive().max(12).meta({ 'x-unit': 'h', description: 'Length of one class' }),
    powerPerSeatW: z.number().min(0).max(2000).meta({ 'x-unit': 'W' }),
    downlinkKbps: z
      .number()
      .min(0)
      .default(0)
      .meta({ 'x-unit': 'kbit/s', description: 'Bandwidth a class needs' }),
    certifies: z.boolean().default(false).meta({
      description: 'Learners are named (if they agree), take an exam and get a certificate',
    }),
    passMarkPct: z
      .number()
      .min(0)
      .max(100)
      .nullable()
      .default(null)
      .meta({ 'x-unit': '%', description: 'Of the exam; null is a course without one' }),
    language: text(40).default(''),
    notes,
    retired: z.boolean().default(false),
  })
  .meta({ id: 'CourseBody' });
export type CourseBody = z.infer<typeof CourseBody>;
export const CourseUpdate = updateOf(CourseBody, 'CourseUpdate');
export type CourseUpdate = z.infer<typeof CourseUpdate>;
export const Course = z
  .object({ courseId: CourseId, ...CourseBody.shape, ...rowMeta })
  .meta({ id: 'Course' });
export type Course = z.infer<typeof Course>;

// --- visit requests

export const DateRange = z
  .strictObject({ from: LocalDate, to: LocalDate })
  .refine((range) => range.from <= range.to, { path: ['to'], message: 'must not be before "from"' });
export const RequestBody = z
  .strictObject({
    siteId: SiteId,
    courseId: CourseId,
    learnersExpected: z.int().min(1).max(100_000),
    womenExpected: z.int().min(0).max(100_000).nullable().default(null),
    teachersExpected: z.int().min(0).max(100_000).nullable().default(null),
    priority: z.int().min(1).max(5).default(3).meta({ description: '1 is most urgent' }),
    windows: z.array(DateRange).max(50).default([]).meta({ description: 'Dates that suit; empty is any' }),
    blackouts: z.array(DateRange).max(50).default([]).meta({ description: 'Dates that do not' }),
    minimumStayDays: z.int().min(1).max(366).default(1).meta({ 'x-unit': 'd' }),
    requestedOn: LocalDate,
    status: z.enum(['open', 'withdrawn', 'served']).default('open'),
    notes,
  })
  .meta({ id: 'RequestBody' });
export type RequestBody = z.infer<typeof RequestBody>;
export const RequestUpdate = updateOf(RequestBody, 'RequestUpdate');
export type RequestUpdate = z.infer<typeof RequestUpdate>;
export const VisitRequest = z
  .object({ requestId: RequestId, ...RequestBody.shape, ...rowMeta })
  .meta({ id: 'VisitRequest' });
export type VisitRequest = z.infer<typeof VisitRequest>;

// --- lists

export const PageQuery = z.object({
  q: text(200).optional().meta({ description: 'Words to look for' }),
  limit: z.coerce.number().int().min(1).max(1000).default(100),
  cursor: z.string().max(500).optional().meta({ description: 'nextCursor of the page before' }),
});
/** A page of a list; `nextCursor` is null on the last. */
export function pageOf<Item extends z.ZodType>(item: Item) {
  return z.object({ items: z.array(item), nextCursor: z.string().nullable(), total: z.int() });
}
