/** The settings of DHIS2 while they are edited: one text a control, whichever codes there are, and a pasted list of codes. */
import type { Dhis2Element, Dhis2Mapping } from '@digitruck/contract/impact-exports';
import { AGE_BANDS, SEXES } from '@digitruck/contract/session-words';

export const ELEMENTS: readonly Dhis2Element[] = ['people', 'certified', 'attendances', 'sessionsHeld'];
/** As the service names categories: `female 18-24`. */
export const CATEGORIES = SEXES.flatMap((sex) => AGE_BANDS.map((ageBand) => `${sex} ${ageBand}`));
export const PERIOD_TYPES = ['monthly', 'quarterly', 'yearly'] as const;
export const UNIT_KINDS = ['county', 'site'] as const;
export const ID_SCHEMES = ['UID', 'CODE'] as const;

/** Fields are named as the service names them within `mapping`: `elements.people`, `orgUnits.Baringo`. */
export type Dhis2Draft = { readonly [Field in string]: string };
export type Unit = { readonly key: string; readonly label: string };

export function dhis2DraftOf(mapping: Dhis2Mapping, units: readonly Unit[]): Dhis2Draft {
  const { url, user, idScheme, dataSet, periodType, orgUnitBy } = mapping;
  const codes = (part: string, keys: readonly string[], of: Readonly<Record<string, string | undefined>>) =>
    keys.map((key) => [`${part}.${key}`, of[key] ?? ''] as const);
  const unitKeys = [...new Set([...units.map(({ key }) => key), ...Object.keys(mapping.orgUnits)])];
  return {
    url,
    user,
    idScheme,
    dataSet,
    periodType,
    orgUnitBy,
    token: '',
    removeToken: '',
    ...Object.fromEntries(codes('elements', ELEMENTS, mapping.elements)),
    ...Object.fromEntries(codes('categories', CATEGORIES, mapping.categories)),
    ...Object.fromEntries(codes('orgUnits', unitKeys, mapping.orgUnits)),
  };
}

/** What is sent: a code that is empty is none; the token only when it was typed, null when it shall go. */
export function dhis2BodyOf(draft: Dhis2Draft) {
  const codes = (part: string) =>
    Object.fromEntries(
      Object.entries(draft)
        .filter(([field, code]) => field.startsWith(`${part}.`) && code.trim() !== '')
        .map(([field, code]) => [field.slice(part.length + 1), code.trim()]),
    );
  const token = (draft.token ?? '').trim();
  return {
    mapping: {
      url: (draft.url ?? '').trim(),
      user: (draft.user ?? '').trim(),
      idScheme: draft.idScheme,
      dataSet: (draft.dataSet ?? '').trim(),
      periodType: draft.periodType,
      orgUnitBy: draft.orgUnitBy,
      orgUnits: codes('orgUnits'),
      elements: codes('elements'),
      categories: codes('categories'),
    },
    ...(token !== '' ? { token } : draft.removeToken === 'yes' ? { token: null } : {}),
  };
}

/** A name as it is compared: without case, accents and what is around it. */
const bare = (text: string) =>
  text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/^["'\s]+|["'\s]+$/g, '')
    .toLowerCase();

/** `Baringo;KE_30` on each line: which codes that makes, and the names that are none of the units. */
export function pastedCodes(
  text: string,
  units: readonly Unit[],
): { readonly codes: Readonly<Record<string, string>>; readonly unknown: readonly string[] } {
  const byName = new Map(
    units.flatMap(({ key, label }) => [[bare(label), key] as const, [bare(key), key] as const]),
  );
  const codes: Record<string, string> = {};
  const unknown: string[] = [];
  for (const line of text.split(/\r?\n/)) {
    const parts = /^(.*?)\s*[;\t,]\s*([^;\t,]+?)\s*$/.exec(line);
    const [, name = line, code] = parts ?? [];
    if (name.trim() === '') continue;
    const key = byName.get(bare(name));
    if (key === undefined || code === undefined) unknown.push(name.trim());
    else codes[`orgUnits.${key}`] = code.replace(/^["']|["']$/g, '');
  }
  return { codes, unknown };
}
