/** Who reports to IATI, for which activity: what the standard wants of a file beside its results. One setting of the programme. */
import { z } from 'zod';
import { IATI_ORG_ROLES, IATI_ORG_TYPES } from './iati-words.ts';
import { LocalDate } from './registry.ts';
import { text } from './text.ts';

/**
 * `{RegistrationAgency}-{RegistrationNumber}` (IATI 2.03, reporting-org/@ref): the agency's code begins with that of its country, or with one of
 * those for no country (XI, XM, XR).
 */
const ORG_REF = /^[A-Z]{2}-[A-Z0-9]{2,20}-[^\s/&|?]{1,70}$/;
/** The part of the activity's identifier that the organisation chooses; IATI takes no / & | ? in identifiers. */
const ACTIVITY_ID = /^[A-Za-z0-9._-]{1,60}$/;

export const IatiSettings = z
  .strictObject({
    orgRef: z
      .string()
      .regex(
        ORG_REF,
        'must be the registration agency, a hyphen and the number it gave, e.g. KE-NCB-12345; no spaces and no / & | ?',
      ),
    orgName: text(160).meta({ description: 'Empty: the name of the programme' }).default(''),
    orgType: z.enum(IATI_ORG_TYPES).meta({ description: 'Codelist OrganisationType' }),
    orgRole: z.enum(IATI_ORG_ROLES).default('4').meta({ description: 'Codelist OrganisationRole' }),
    activityId: z
      .string()
      .regex(ACTIVITY_ID, 'must be letters, digits, dots, hyphens or underscores, at most 60')
      .meta({ description: "The activity is called by the organisation's identifier, a hyphen and this" }),
    startedOn: LocalDate.meta({ description: 'When the activity itself began' }),
  })
  .meta({ id: 'IatiSettings' });
export type IatiSettings = z.infer<typeof IatiSettings>;

export const IatiState = z
  .object({
    settings: IatiSettings.nullable().meta({ description: 'null: nobody set it yet' }),
    version: z.int().meta({ description: '0 when nothing was set yet' }),
    updatedAt: z.string().nullable(),
    updatedBy: z.string().nullable(),
  })
  .meta({ id: 'IatiState' });
export type IatiState = z.infer<typeof IatiState>;

export const IatiBody = z
  .strictObject({ settings: IatiSettings, version: z.int().min(0) })
  .meta({ id: 'IatiBody' });
export type IatiBody = z.infer<typeof IatiBody>;
