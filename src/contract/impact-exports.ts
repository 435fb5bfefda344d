/** Exports of impact: of a closed period, or of any days and then marked as provisional. All of them are made of one snapshot. */
import { z } from 'zod';
import { LocalDate, PageQuery, pageOf } from './registry.ts';
import { AGE_BANDS, SEXES } from './session-words.ts';
import { Instant } from './telemetry.ts';

export const ExportQuery = z
  .object({
    periodId: z.uuid().optional().meta({ description: 'A closed period' }),
    from: LocalDate.optional(),
    to: LocalDate.optional(),
  })
  .refine(({ periodId, from, to }) => periodId !== undefined || (from !== undefined && to !== undefined), {
    path: ['periodId'],
    message: 'give the id of a closed period, or from and to',
  });
export type ExportQuery = z.infer<typeof ExportQuery>;

// --- DHIS2

export const DHIS2_ELEMENTS = ['people', 'certified', 'attendances', 'sessionsHeld'] as const;
export type Dhis2Element = (typeof DHIS2_ELEMENTS)[number];
const uid = z.string().regex(/^[A-Za-z0-9_.-]{1,50}$/, 'must be a UID or a code of DHIS2');
/** `female 18-24`, as category option combos are mapped. */
export const categoryKey = (sex: (typeof SEXES)[number], ageBand: (typeof AGE_BANDS)[number]) =>
  `${sex} ${ageBand}`;
export const CATEGORY_KEYS = SEXES.flatMap((sex) => AGE_BANDS.map((ageBand) => categoryKey(sex, ageBand)));

export const Dhis2Mapping = z
  .strictObject({
    url: z.union([z.url({ protocol: /^https?$/ }), z.literal('')]).default(''),
    user: z
      .string()
      .regex(/^[^\s:]{0,80}$/, 'must be a user name without blanks and colons')
      .default('')
      .meta({ description: 'Whose password the secret is; empty: it is a personal access token' }),
    idScheme: z.enum(['UID', 'CODE']).default('UID'),
    dataSet: z.union([uid, z.literal('')]).default(''),
    periodType: z.enum(['monthly', 'quarterly', 'yearly']).default('quarterly'),
    orgUnitBy: z.enum(['county', 'site']).default('county'),
    orgUnits: z
      .record(z.string().max(80), uid)
      .default({})
      .meta({ description: 'By name of the county, or id of the site' }),
    elements: z.partialRecord(z.enum(DHIS2_ELEMENTS), uid).default({}),
    categories: z
      .record(z.string().max(20), uid)
      .default({})
      .meta({ description: 'Category option combo by sex and age band, e.g. "female 18-24"' }),
  })
  .meta({ id: 'Dhis2Mapping' });
export type Dhis2Mapping = z.infer<typeof Dhis2Mapping>;
export const Dhis2Settings = z
  .object({
    mapping: Dhis2Mapping,
    hasToken: z.boolean(),
    version: z.int().meta({ description: '0 when nothing was set yet' }),
  })
  .meta({ id: 'Dhis2Settings' });
export type Dhis2Settings = z.infer<typeof Dhis2Settings>;
export const Dhis2SettingsBody = z
  .strictObject({
    mapping: Dhis2Mapping,
    token: z
      .string()
      .regex(/^[\x21-\x7e]{1,200}$/)
      .nullable()
      .optional()
      .meta({
        description:
          'A personal access token, or the password of the user of the mapping; left out, it stays; null takes it out',
      }),
    version: z.int().min(0),
  })
  .meta({ id: 'Dhis2SettingsBody' });
export type Dhis2SettingsBody = z.infer<typeof Dhis2SettingsBody>;

export const Dhis2Value = z.object({
  dataElement: z.string(),
  period: z.string(),
  orgUnit: z.string(),
  categoryOptionCombo: z.string().optional(),
  value: z.string(),
});
export type Dhis2Value = z.infer<typeof Dhis2Value>;
export const Dhis2DataValueSet = z
  .object({
    dataSet: z.string().optional(),
    completeDate: LocalDate.optional(),
    comment: z.string().optional(),
    dataValues: z.array(Dhis2Value),
  })
  .meta({ id: 'Dhis2DataValueSet' });
export type Dhis2DataValueSet = z.infer<typeof Dhis2DataValueSet>;

export const Dhis2Send = z
  .strictObject({ periodId: z.uuid(), dryRun: z.boolean().default(true) })
  .meta({ id: 'Dhis2Send' });
const count = z.int();
export const Dhis2AnswerRow = Dhis2Value.extend({
  what: z.string(),
  problem: z
    .string()
    .nullable()
    .meta({ description: 'What DHIS2 said against this row, in the language of Accept-Language' }),
});
export type Dhis2AnswerRow = z.infer<typeof Dhis2AnswerRow>;
export const Dhis2Answer = z
  .object({
    sendId: z.uuid().meta({ description: 'All its rows are at `GET /exports/dhis2/sends/:sendId/rows`' }),
    dryRun: z.boolean(),
    at: Instant,
    status: z.enum(['success', 'warning', 'error']),
    httpStatus: z.int().nullable().meta({ description: 'null: no answer came' }),
    message: z.string(),
    imported: count,
    updated: count,
    ignored: count,
    deleted: count,
    rows: z.array(Dhis2AnswerRow).meta({ description: 'At most 200, those with problems first' }),
    rowCount: count.meta({ description: 'Rows that were sent' }),
    problemCount: count.meta({ description: 'Of these, rows that something was said against' }),
    otherProblems: z.array(z.string()).meta({ description: 'Conflicts that name no row of ours' }),
    unmapped: z.array(z.string()).meta({ description: 'What there is no code for; it is not sent' }),
  })
  .meta({ id: 'Dhis2Answer' });
export type Dhis2Answer = z.infer<typeof Dhis2Answer>;
export const Dhis2RowsQuery = z.object({
  problems: z.enum(['yes']).optional().meta({ description: 'Only rows that something was said against' }),
  format: z.enum(['json', 'csv']).default('json').meta({ description: 'CSV has all of them at once' }),
  limit: PageQuery.shape.limit,
  cursor: PageQuery.shape.cursor,
});
export type Dhis2RowsQuery = z.infer<typeof Dhis2RowsQuery>;
export const Dhis2Rows = pageOf(Dhis2AnswerRow).meta({ id: 'Dhis2Rows' });

// --- Giga

export const GigaMeasurement = z
  .object({
    timestamp: Instant,
    download: z.number().nullable().meta({ 'x-unit': 'kbit/s' }),
    upload: z.number().nullable().meta({ 'x-unit': 'kbit/s' }),
    latency: z.number().nullable().meta({ 'x-unit': 'ms' }),
    giga_id_school: z.uuid(),
    country_code: z.string(),
    device_hardware_id: z.string(),
  })
  .meta({ id: 'GigaMeasurement' });
export type GigaMeasurement = z.infer<typeof GigaMeasurement>;
