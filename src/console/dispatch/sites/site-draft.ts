/**
 * A site while it is edited: every field as the text that stands in its control, by its path in the contract.
 * Saving sends only what was changed, so that what somebody else changed meanwhile is not undone.
 */
import type { Site, SiteBody, SiteUpdate } from '@digitruck/contract/registry';

/** How a field's text becomes its value. `empty` is what nothing entered means. */
const FIELD_KINDS = {
  name: 'text',
  kind: 'text',
  lat: 'number',
  lon: 'number',
  country: 'text',
  county: 'text',
  district: 'text',
  governmentId: 'text or nothing',
  gigaId: 'text or nothing',
  learners: 'number or nothing',
  notes: 'text',
  'host.name': 'text',
  'host.role': 'text',
  'host.phone': 'text',
  'host.email': 'text',
  'host.language': 'text',
  'host.agreement': 'text',
  'host.agreedOn': 'text or nothing',
  'access.lorry': 'text',
  'access.flatGround': 'text',
  'access.notes': 'text',
  'connectivity.operator': 'text',
  'connectivity.downlinkKbps': 'number or nothing',
  'connectivity.uplinkKbps': 'number or nothing',
  'connectivity.measuredOn': 'text or nothing',
  'power.grid': 'text',
  'power.notes': 'text',
  'opening.weekdays': 'days',
  'opening.from': 'text or nothing',
  'opening.to': 'text or nothing',
} as const;
export type SiteFieldPath = keyof typeof FIELD_KINDS;
export const SITE_FIELD_PATHS = Object.keys(FIELD_KINDS) as readonly SiteFieldPath[];
export type SiteDraft = { readonly [Path in SiteFieldPath]: string };

export function draftOf(site: SiteBody | Site): SiteDraft {
  const text = (path: SiteFieldPath): string => {
    const value = valueAt(site, path);
    if (Array.isArray(value)) return [...value].sort().join(' ');
    return value === null || value === undefined ? '' : String(value);
  };
  return Object.fromEntries(SITE_FIELD_PATHS.map((path) => [path, text(path)])) as SiteDraft;
}

/** A new site: what is not known is said to be unknown. */
export function emptyDraft(country: string): SiteDraft {
  const blank = Object.fromEntries(SITE_FIELD_PATHS.map((path) => [path, ''])) as SiteDraft;
  return {
    ...blank,
    kind: 'school',
    country,
    'host.agreement': 'none',
    'access.lorry': 'unknown',
    'access.flatGround': 'unknown',
    'power.grid': 'unknown',
    'opening.weekdays': '1 2 3 4 5',
  };
}

/** The whole body, for a new site. Text that is no number stays text, and the service says what is wrong with it. */
export function bodyOf(draft: SiteDraft): SiteBody {
  const body: Record<string, unknown> = {};
  for (const path of SITE_FIELD_PATHS) put(body, path, parsed(path, draft[path]));
  return body as SiteBody;
}

/**
 * What to send for some changed fields, based on the site as it is now. A nested object is replaced as a whole by the
 * service, so its other fields are taken from `current`.
 */
export function updateOf(current: Site, draft: SiteDraft, paths: readonly SiteFieldPath[]): SiteUpdate {
  const update: Record<string, unknown> = { version: current.version };
  for (const path of paths) {
    const [group = path, field] = path.split('.');
    if (field !== undefined && update[group] === undefined) {
      update[group] = { ...(current[group as keyof Site] as object) };
    }
    put(update, path, parsed(path, draft[path]));
  }
  return update as SiteUpdate;
}

function parsed(path: SiteFieldPath, text: string): unknown {
  const value = text.trim();
  const kind = FIELD_KINDS[path];
  if (kind === 'text') return value;
  if (kind === 'days') return value.split(' ').filter(Boolean).map(Number);
  if (value === '') return kind === 'number' ? value : null;
  if (kind === 'text or nothing') return value;
  const number = Number(value);
  return Number.isFinite(number) ? number : value;
}

function valueAt(site: object, path: SiteFieldPath): unknown {
  let value: unknown = site;
  for (const part of path.split('.')) value = (value as Record<string, unknown> | undefined)?.[part];
  return value;
}

function put(target: Record<string, unknown>, path: SiteFieldPath, value: unknown): void {
  const [group = path, field] = path.split('.');
  if (field === undefined) target[group] = value;
  else target[group] = { ...(target[group] as object | undefined), [field]: value };
}
