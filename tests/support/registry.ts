/** The registry as tests use it: its stores on a database, and bodies with all that a request must have. */
import { CourseBody, RequestBody, SiteBody, TruckBody } from '@digitruck/contract/registry';
import type { RegistryDeps } from '../../src/api/routes/registry.ts';
import { siteImporter } from '../../src/derive/imports/import-sites.ts';
import type { Db } from '../../src/store/db.ts';
import { courseStore } from '../../src/store/registry/courses.ts';
import { requestStore } from '../../src/store/registry/requests.ts';
import { siteImportStore } from '../../src/store/registry/site-import.ts';
import { siteListStore } from '../../src/store/registry/site-lists.ts';
import { siteStore } from '../../src/store/registry/sites.ts';
import { truckStore } from '../../src/store/registry/trucks.ts';

/** @param calls gets what the registry told the rest of the service */
export function testRegistry(db: Db, calls: string[] = []): RegistryDeps {
  return {
    trucks: truckStore(db),
    sites: siteStore(db),
    siteLists: siteListStore(db),
    courses: courseStore(db),
    requests: requestStore(db),
    importSites: siteImporter({ store: siteImportStore(db), country: 'KE' }),
    onTruckAdded: (truckId) => void calls.push(`added ${truckId}`),
    onTrucksChanged: () => void calls.push('changed'),
  };
}

export const truckBody = (over: object = {}) => TruckBody.parse({ truckId: 'DT-01', ...over });
export const siteBody = (over: object = {}) =>
  SiteBody.parse({ name: 'Kabel Primary', lat: 0.30845, lon: 36.22465, county: 'Baringo', ...over });
export const courseBody = (over: object = {}) =>
  CourseBody.parse({
    code: 'DIGI-40',
    name: 'Digital skills',
    mode: 'cohort',
    totalHours: 40,
    classHours: 2,
    powerPerSeatW: 45,
    ...over,
  });
export const requestBody = (over: object) =>
  RequestBody.parse({ learnersExpected: 100, requestedOn: '2026-10-01', ...over });
