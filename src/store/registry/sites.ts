/** Sites: places that can host a truck. Lists are in site-lists.ts, the bulk import in site-import.ts. */
import type { SiteId } from '@digitruck/contract/ids';
import type { Actor } from '@digitruck/contract/people';
import type { Site, SiteBody, SiteUpdate } from '@digitruck/contract/registry';
import { foldText } from '../../kernel/fold.ts';
import type { Db, Tx } from '../db.ts';
import { eq, sql } from '../drizzle.ts';
import { allOf } from '../pages.ts';
import { requests, sites } from '../tables/registry.ts';
import { versionedRows } from '../versioned-rows.ts';
import {
  type AlreadyExists,
  changesNothing,
  type Done,
  definedOf,
  done,
  type InUse,
  inUse,
  type NotFound,
  shownOf,
  unlessTaken,
  type VersionConflict,
} from '../versions.ts';
import { inUseByRequests } from './requests.ts';

const rows = versionedRows({
  table: sites,
  id: 'siteId',
  subject: 'site',
  rowOf: siteOf,
  changed: () => ({ subjects: ['sites'] }),
});

export function siteStore(db: Db) {
  return {
    find: (siteId: SiteId): Promise<Site | undefined> => rows.find(db, siteId),

    async create(actor: Actor, body: SiteBody): Promise<Done<Site> | AlreadyExists> {
      return unlessTaken(
        () =>
          db.transaction(async (tx) => {
            const taken = await sameSite(tx, body, null);
            if (taken !== undefined) return taken;
            return done(await rows.add(tx, actor, { ...body, ...searchColumns(body) }));
          }),
        () => sameSite(db, body, null),
      );
    },

    async update(
      actor: Actor,
      siteId: SiteId,
      { version, ...change }: SiteUpdate,
    ): Promise<Done<Site> | NotFound | VersionConflict<Site> | AlreadyExists> {
      let wanted: SiteBody | undefined;
      return unlessTaken(
        () =>
          db.transaction(async (tx) => {
            const based = await rows.at(tx, siteId, version);
            if (!based.ok || changesNothing(based.row, change)) return based;
            wanted = { ...based.row, ...definedOf(change) };
            const taken = await sameSite(tx, wanted, siteId, change);
            if (taken !== undefined) return taken;
            return done(await rows.change(tx, actor, based.row, { ...change, ...searchColumns(wanted) }));
          }),
        async () => (wanted === undefined ? undefined : sameSite(db, wanted, siteId)),
      );
    },

    async remove(
      actor: Actor,
      siteId: SiteId,
      version: number,
    ): Promise<Done<Site> | NotFound | VersionConflict<Site> | InUse> {
      return unlessTaken(
        () =>
          db.transaction(async (tx) => {
            const based = await rows.at(tx, siteId, version);
            if (!based.ok) return based;
            const asked = await tx.$count(requests, eq(requests.siteId, siteId));
            return asked > 0 ? inUseByRequests(asked) : done(await rows.remove(tx, actor, based.row));
          }),
        async (constraint) => {
          if (constraint === 'visits_site_id_fkey') return inUse('a visit');
          return constraint === 'requests_site_id_fkey' ? inUseByRequests(1) : undefined;
        },
      );
    },
  };
}
export type SiteStore = ReturnType<typeof siteStore>;

/** What the site is sorted, compared and searched by; written with every change of it. */
export function searchColumns(site: {
  readonly name: string;
  readonly county: string;
  readonly district: string;
  readonly governmentId: string | null;
  readonly host: { readonly name?: string | undefined };
}): { nameKey: string; search: string } {
  const words = [site.name, site.county, site.district, site.governmentId ?? '', site.host.name ?? ''];
  return { nameKey: foldText(site.name), search: foldText(words.join(' ')) };
}

export function siteOf({ nameKey: _, search: __, ...row }: typeof sites.$inferSelect): Site {
  return shownOf(row);
}

/**
 * Another site that is the same: by the ministry's id within the country, by the Giga id, or by name and place where not
 * both have an id of the ministry.
 * @param change of an update: only what it touches is looked for
 */
async function sameSite(
  db: Db | Tx,
  site: SiteBody,
  except: SiteId | null,
  change: Partial<SiteBody> = site,
): Promise<AlreadyExists | undefined> {
  const other = except === null ? undefined : sql`${sites.siteId} <> ${except}`;
  const { governmentId, gigaId } = site;
  if (governmentId !== null && (change.governmentId !== undefined || change.country !== undefined)) {
    const where = sql`${sites.country} = ${site.country} and ${sites.governmentId} = ${governmentId}`;
    const [found] = await db
      .select()
      .from(sites)
      .where(allOf([where, other]))
      .limit(1);
    if (found) return taken('governmentId', governmentId, found.siteId);
  }
  if (gigaId !== null && change.gigaId !== undefined) {
    const [found] = await db
      .select()
      .from(sites)
      .where(allOf([eq(sites.gigaId, gigaId), other]))
      .limit(1);
    if (found) return taken('gigaId', gigaId, found.siteId);
  }
  const touched = [change.name, change.lat, change.lon, change.governmentId];
  if (touched.every((value) => value === undefined)) return undefined;
  const where = sql`${sites.nameKey} = ${foldText(site.name)}
    and ${sites.lat} = ${site.lat} and ${sites.lon} = ${site.lon}`;
  const idMissing = governmentId === null ? undefined : sql`${sites.governmentId} is null`;
  const [found] = await db
    .select()
    .from(sites)
    .where(allOf([where, other, idMissing]))
    .limit(1);
  return found && taken('name', site.name, found.siteId);
}

function taken(field: string, value: unknown, existingId: SiteId): AlreadyExists {
  return { ok: false, reason: 'already-exists', field, value, existingId };
}
