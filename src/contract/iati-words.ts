/** Codelists of IATI 2.03 that people choose from (OrganisationType, OrganisationRole), apart from the schemas: screens need the codes and not the checks. */

/** Kinds of organisations, from governments (10) to others (90). */
export const IATI_ORG_TYPES = [
  '10',
  '11',
  '15',
  '21',
  '22',
  '23',
  '24',
  '30',
  '40',
  '60',
  '70',
  '71',
  '72',
  '73',
  '80',
  '90',
] as const;
export type IatiOrgType = (typeof IATI_ORG_TYPES)[number];

/** What an organisation does for an activity: funding, accountable, extending, implementing. */
export const IATI_ORG_ROLES = ['1', '2', '3', '4'] as const;
export type IatiOrgRole = (typeof IATI_ORG_ROLES)[number];
