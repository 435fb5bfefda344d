/** The columns of the sites' CSV: the names that the import reads, each with how a site fills it. */
import type { Site } from '@digitruck/contract/registry';

type Cell = string | number | null;

const COLUMNS: readonly (readonly [name: string, cell: (site: Site) => Cell])[] = [
  ['site_id', (site) => site.siteId],
  ['government_id', (site) => site.governmentId],
  ['giga_id', (site) => site.gigaId],
  ['name', (site) => site.name],
  ['kind', (site) => site.kind],
  ['lat', (site) => site.lat],
  ['lon', (site) => site.lon],
  ['country', (site) => site.country],
  ['county', (site) => site.county],
  ['district', (site) => site.district],
  ['learners', (site) => site.learners],
  ['host_name', (site) => site.host.name],
  ['host_role', (site) => site.host.role],
  ['host_phone', (site) => site.host.phone],
  ['host_email', (site) => site.host.email],
  ['host_language', (site) => site.host.language],
  ['host_agreement', (site) => site.host.agreement],
  ['host_agreed_on', (site) => site.host.agreedOn],
  ['access_lorry', (site) => site.access.lorry],
  ['access_flat_ground', (site) => site.access.flatGround],
  ['access_notes', (site) => site.access.notes],
  ['connectivity_operator', (site) => site.connectivity.operator],
  ['connectivity_downlink_kbps', (site) => site.connectivity.downlinkKbps],
  ['connectivity_uplink_kbps', (site) => site.connectivity.uplinkKbps],
  ['connectivity_measured_on', (site) => site.connectivity.measuredOn],
  ['power_grid', (site) => site.power.grid],
  ['power_notes', (site) => site.power.notes],
  ['opening_weekdays', (site) => site.opening.weekdays.join(' ')],
  ['opening_from', (site) => site.opening.from],
  ['opening_to', (site) => site.opening.to],
  ['notes', (site) => site.notes],
  ['updated_at', (site) => site.updatedAt],
  ['updated_by', (site) => site.updatedBy],
];

export const SITE_CSV_HEADER = COLUMNS.map(([name]) => name);

export function siteCsvCells(site: Site): Cell[] {
  return COLUMNS.map(([, cell]) => cell(site));
}
