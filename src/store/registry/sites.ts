/** Sites: places that can host a truck. Lists are in site-lists.ts, the bulk import in site-import.ts. */
import type { SiteId } from '@digitruck/contract/ids';
import type { Actor } from '@digitruck/contract/people';
import type { Site, SiteBody, SiteUpdate } from '@digitruck/contract/registry';
import { foldText } from '../../kernel/fold.ts';
import { notifyChanges } from '../changes.ts';
import type { Db, Tx } from '../db.ts';
import { eq, sql } from '../drizzle.ts';
import { allOf } from '../pages.ts';
import { recordChange } from '../people/audit.ts';
import { requests, sites } from '../tables/registry.ts';
import {
  type AlreadyExists,
  changesNothing,
  type Done,
  type InUse,
  NOT_FOUND,
  type NotFound,
  onlyRow,
  rowMetaOf,
  touchedBy,
  unlessTaken,
  type VersionConflict,
} from '../versions.ts';

export function siteStore(db: Db) {
  return {
    async find(siteId: SiteId): Promise<Site | undefined> {
      const [row] = await db.select().from(sites).where(eq(sites.siteId, siteId));
      return row && siteOf(row);
    },

    async create(actor: Actor, body: SiteBody): Promise<Done<Site> | AlreadyExists> {
      return unlessTaken(
        () =>
          db.transaction(async (tx) => {
            const taken = await sameSite(tx, body, null);
            if (taken !== undefined) return taken;
            const values = { ...body, ...searchColumns(body), updatedBy: actor.name };
            const row = siteOf(onlyRow(await tx.insert(sites).values(values).returning()));
            await note(tx, actor, 'create', row.siteId, undefined, row);
            return { ok: true as const, row };
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
            const current = await locked(tx, siteId);
            if (current === undefined) return NOT_FOUND;
            if (current.version !== version) {
              return { ok: false as const, reason: 'version-conflict' as const, current };
            }
            if (changesNothing(current, change)) return { ok: true as const, row: current };
            wanted = { ...current, ...definedOf(change) };
            const taken = await sameSite(tx, wanted, siteId, change);
            if (taken !== undefined) return taken;
            const rows = await tx
              .update(sites)
              .set({ ...change, ...searchColumns(wanted), ...touchedBy(actor.name, version) })
              .where(eq(sites.siteId, siteId))
              .returning();
            const row = siteOf(onlyRow(rows));
            await note(tx, actor, 'update', siteId, current, row);
            return { ok: true as const, row };
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
            const current = await locked(tx, siteId);
            if (current === undefined) return NOT_FOUND;
            if (current.version !== version) {
              return { ok: false as const, reason: 'version-conflict' as const, current };
            }
            const asked = await tx.$count(requests, eq(requests.siteId, siteId));
            if (asked > 0) return inUse(asked);
            await tx.delete(sites).where(eq(sites.siteId, siteId));
            await note(tx, actor, 'delete', siteId, current, undefined);
            return { ok: true as const, row: current };
          }),
        async (constraint) => {
          if (constraint === 'visits_site_id_fkey')
            return { ok: false, reason: 'in-use', by: 'a visit' } as const;
          return constraint === 'requests_site_id_fkey' ? inUse(1) : undefined;
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

export function siteOf(row: typeof sites.$inferSelect): Site {
  const { programmeId: _, nameKey: __, search: ___, createdAt, updatedAt, version, updatedBy, ...body } = row;
  return { ...body, ...rowMetaOf({ version, createdAt, updatedAt, updatedBy }) };
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

function inUse(asked: number): InUse {
  return { ok: false, reason: 'in-use', by: asked === 1 ? 'a visit request' : `${asked} visit requests` };
}

function definedOf<Change extends object>(
  change: Change,
): { [Key in keyof Change]: Exclude<Change[Key], undefined> } {
  const defined = Object.entries(change).filter(([, value]) => value !== undefined);
  return Object.fromEntries(defined) as { [Key in keyof Change]: Exclude<Change[Key], undefined> };
}

async function locked(tx: Tx, siteId: SiteId): Promise<Site | undefined> {
  const [row] = await tx.select().from(sites).where(eq(sites.siteId, siteId)).for('update');
  return row && siteOf(row);
}

async function note(
  tx: Tx,
  actor: Actor,
  verb: string,
  subjectId: SiteId,
  before: Site | undefined,
  after: Site | undefined,
): Promise<void> {
  await recordChange(tx, { actor, action: `site.${verb}`, subject: 'site', subjectId, before, after });
  await notifyChanges(tx, { subjects: ['sites'] });
}
