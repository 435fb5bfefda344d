/**
 * Many sites at once, all or none: the rows go into a temporary table, are compared with the sites there are, and are
 * written in one transaction. The dry run does the same up to the writing, so what it says is what would happen.
 *
 * A row is a known site when it has the id of the ministry, or, where one of the two lacks that id, the same name at the
 * same place. Values that a file does not give leave those that are known as they are.
 */
import { randomUUID } from 'node:crypto';
import type { Actor } from '@digitruck/contract/people';
import { SAME_SITE_MAX_KM, SiteBody } from '@digitruck/contract/registry';
import { notifyChanges } from '../changes.ts';
import type { Db, Tx } from '../db.ts';
import { type SQL, sql } from '../drizzle.ts';
import { recordChange } from '../people/audit.ts';
import { searchColumns } from './sites.ts';

type Host = SiteBody['host'];
type Access = SiteBody['access'];
type Connectivity = SiteBody['connectivity'];
type Power = SiteBody['power'];
type Opening = SiteBody['opening'];

/** A checked row of a file; null and missing parts are not given. */
export type ImportedSite = {
  readonly line: number;
  readonly name: string;
  readonly nameKey: string;
  readonly lat: number;
  readonly lon: number;
  readonly kind: SiteBody['kind'] | null;
  readonly country: string;
  readonly countryGiven: boolean;
  readonly county: string | null;
  readonly district: string | null;
  readonly governmentId: string | null;
  readonly gigaId: string | null;
  readonly learners: number | null;
  readonly host: Partial<Host>;
  readonly access: Partial<Access>;
  readonly connectivity: Partial<Connectivity>;
  readonly power: Partial<Power>;
  readonly opening: Partial<Opening>;
  readonly notes: string | null;
  /** For a new site only; what people have made of a known one stays. */
  readonly kindIfNew: SiteBody['kind'];
  readonly notesIfNew: string;
};

export type ImportFinding = {
  readonly line: number;
  readonly field: string;
  readonly value: string;
  readonly problem: string;
};
export type ImportComparison = {
  readonly create: number;
  readonly update: number;
  readonly unchanged: number;
  readonly problems: readonly ImportFinding[];
  readonly warnings: readonly ImportFinding[];
};

/** One import, inside its transaction. */
export type SiteImport = {
  /** Some thousands of rows at most. */
  add(sites: readonly ImportedSite[]): Promise<void>;
  /** Call it once, after all rows were added. From here on nobody else changes sites until the end, unless it is a dry run. */
  compare(): Promise<ImportComparison>;
  /** Writes what `compare` found new or changed. */
  write(onProgress: (done: number, total: number) => void): Promise<void>;
};

const LINES_A_CHUNK = 4000;
const MOVED_MIN_KM = 5;

export function siteImportStore(db: Db) {
  return {
    /**
     * Runs an import in a transaction: committed when `work` says so, undone otherwise and when it throws.
     * @param work gets the import and gives its result, and what the audit log shall keep of it (null: undo)
     */
    async run<Result>(
      options: { readonly actor: Actor; readonly dryRun: boolean },
      work: (siteImport: SiteImport) => Promise<{ result: Result; commit: object | null }>,
    ): Promise<Result> {
      let outcome: { result: Result } | undefined;
      try {
        return await db.transaction(async (tx) => {
          await tx.execute(STAGE);
          const { result, commit } = await work(importIn(tx, options));
          if (commit === null) {
            outcome = { result };
            throw new Undone();
          }
          await recordChange(tx, {
            actor: options.actor,
            action: 'site.import',
            subject: 'site-import',
            subjectId: randomUUID(),
            after: commit,
          });
          await notifyChanges(tx, { subjects: ['sites'] });
          return result;
        });
      } catch (error) {
        if (error instanceof Undone && outcome !== undefined) return outcome.result;
        throw error;
      }
    },
  };
}
export type SiteImportStore = ReturnType<typeof siteImportStore>;

class Undone extends Error {}

const STAGE = sql`
  create temporary table site_import (
    line integer not null, name text not null, name_key text not null, search text not null,
    lat float8 not null, lon float8 not null, kind text, country text not null, country_given boolean not null,
    county text, district text, government_id text, giga_id uuid, learners integer,
    host jsonb not null, access jsonb not null, connectivity jsonb not null, power jsonb not null,
    opening jsonb not null, notes text, kind_if_new text not null, notes_if_new text not null, site_id uuid, verdict text
  ) on commit drop`;

/** What a site has of which nobody has said anything. */
const UNSAID = SiteBody.pick({
  host: true,
  access: true,
  connectivity: true,
  power: true,
  opening: true,
}).parse({});

/** Distance in km between the staged row `i` and the site `s` (haversine, as kernel/geo.ts has it). */
const DISTANCE_KM = sql`(2 * 6371.0088 * asin(least(1, sqrt(
  power(sin(radians(s.lat - i.lat) / 2), 2)
  + cos(radians(i.lat)) * cos(radians(s.lat)) * power(sin(radians(s.lon - i.lon) / 2), 2)))))`;

/** The site as it would be after the row: what the file gives, else what is known. */
const MERGED = sql`
  i.name, coalesce(i.kind, s.kind), i.lat, i.lon,
  case when i.country_given then i.country else s.country end,
  coalesce(i.county, s.county), coalesce(i.district, s.district),
  coalesce(i.government_id, s.government_id), coalesce(i.giga_id, s.giga_id), coalesce(i.learners, s.learners),
  s.host || i.host, s.access || i.access, s.connectivity || i.connectivity, s.power || i.power,
  s.opening || i.opening, coalesce(i.notes, s.notes)`;
const KNOWN = sql`
  s.name, s.kind, s.lat, s.lon, s.country, s.county, s.district, s.government_id, s.giga_id, s.learners,
  s.host, s.access, s.connectivity, s.power, s.opening, s.notes`;

function importIn(tx: Tx, options: { readonly actor: Actor; readonly dryRun: boolean }): SiteImport {
  const found = async (statement: SQL): Promise<ImportFinding[]> => {
    const { rows } = await tx.execute<ImportFinding>(statement);
    return rows.sort((a, b) => a.line - b.line);
  };

  return {
    async add(sites) {
      const rows = sites.map((site) => {
        const { search } = searchColumns({
          ...site,
          county: site.county ?? '',
          district: site.district ?? '',
        });
        return { ...site, search };
      });
      await tx.execute(sql`
        insert into site_import
        select line, name, "nameKey", search, lat, lon, kind, country, "countryGiven", county, district,
          "governmentId", "gigaId", learners, host, access, connectivity, power, opening, notes, "kindIfNew", "notesIfNew"
        from json_to_recordset(${JSON.stringify(rows)}) as row (
          line integer, name text, "nameKey" text, search text, lat float8, lon float8, kind text, country text,
          "countryGiven" boolean, county text, district text, "governmentId" text, "gigaId" uuid,
          learners integer, host jsonb, access jsonb, connectivity jsonb, power jsonb, opening jsonb, notes text,
          "kindIfNew" text, "notesIfNew" text)`);
    },

    async compare() {
      // A change of a site between the comparison and the writing would be overwritten unseen.
      if (!options.dryRun) await tx.execute(sql`lock table sites in share row exclusive mode`);
      await tx.execute(sql`analyze site_import`);
      const problems: ImportFinding[] = [];
      const warnings: ImportFinding[] = [];

      warnings.push(
        ...(await found(sql`
          update site_import i set government_id = null from sites s
          where s.country = i.country and s.government_id = i.government_id
            and s.name_key <> i.name_key and ${DISTANCE_KM} > ${SAME_SITE_MAX_KM}::float8
          returning i.line, 'governmentId' as field, s.government_id as value,
            'is the id of "' || s.name || '" already, ' || round(${DISTANCE_KM}) || ' km away: taken without the id; '
            || 'correct it in the file or on the site''s page' as problem`)),
      );
      await tx.execute(sql`
        update site_import i set site_id = s.site_id from sites s
        where s.country = i.country and s.government_id = i.government_id`);
      await tx.execute(sql`
        update site_import i set site_id = same.site_id from (
          select distinct on (i.line) i.line, s.site_id from site_import i
          join sites s on s.name_key = i.name_key and s.lat = i.lat and s.lon = i.lon
          where i.site_id is null and (i.government_id is null or s.government_id is null)
          order by i.line, s.government_id nulls first, s.site_id
        ) same where same.line = i.line`);

      problems.push(
        ...(await found(sql`
          select line, 'name' as field, name as value,
            'is the same site as line ' || first || ' of this file; keep one of the two rows' as problem
          from (select line, name, min(line) over (
              partition by coalesce(site_id::text, concat_ws(' ', lat, lon, name_key))) as first
            from site_import where site_id is not null or government_id is null) as twins
          where line <> first`)),
        ...(await found(sql`
          select i.line, 'gigaId' as field, i.giga_id::text as value,
            'is the Giga id of "' || s.name || '" already; correct one of the two' as problem
          from site_import i join sites s on s.giga_id = i.giga_id and s.site_id is distinct from i.site_id`)),
      );
      const badLines = problems.map((problem) => problem.line);
      await tx.execute(sql`
        update site_import set verdict = 'bad' where line = any(${sql.param(badLines)}::int[])`);
      await tx.execute(sql`
        update site_import i set verdict = case when (${MERGED}) is distinct from (${KNOWN})
          then 'update' else 'unchanged' end
        from sites s where s.site_id = i.site_id and i.verdict is null`);
      warnings.push(
        ...(await found(sql`
          select i.line, 'lat' as field, i.lat || ', ' || i.lon as value,
            'moves "' || s.name || '" by ' || round(${DISTANCE_KM}) || ' km: is that right?' as problem
          from site_import i join sites s on s.site_id = i.site_id
          where ${DISTANCE_KM} > ${MOVED_MIN_KM}::float8`)),
        ...(await found(sql`
          select distinct on (i.line) i.line, 'lat' as field, i.lat || ', ' || i.lon as value,
            'is also the place of "' || s.name || '": is it right for both?' as problem
          from site_import i join sites s on s.lat = i.lat and s.lon = i.lon
          where i.site_id is null order by i.line, s.site_id`)),
      );
      const { rows } = await tx.execute<{ create: number; update: number; unchanged: number }>(sql`
        select (count(*) filter (where verdict is null))::int as create,
          (count(*) filter (where verdict = 'update'))::int as update,
          (count(*) filter (where verdict = 'unchanged'))::int as unchanged
        from site_import`);
      const counts = rows[0] ?? { create: 0, update: 0, unchanged: 0 };
      return { ...counts, problems, warnings };
    },

    async write(onProgress) {
      await tx.execute(sql`create index on site_import (line)`);
      const { rows } = await tx.execute<{ total: number; last: number }>(
        sql`select count(*)::int as total, coalesce(max(line), 0) as last from site_import`,
      );
      const { total, last } = rows[0] ?? { total: 0, last: 0 };
      let done = 0;
      for (let from = 0; from <= last; from += LINES_A_CHUNK) {
        const chunk = sql`i.line >= ${from} and i.line < ${from + LINES_A_CHUNK}`;
        await update(tx, chunk, options.actor.name);
        await insert(tx, chunk, options.actor.name);
        const counted = await tx.execute<{ rows: number }>(
          sql`select count(*)::int as rows from site_import i where ${chunk}`,
        );
        done += counted.rows[0]?.rows ?? 0;
        onProgress(done, total);
      }
      // Until autovacuum comes by, the planner would think the table is as small as it was.
      await tx.execute(sql`analyze sites`);
    },
  };
}

async function update(tx: Tx, chunk: SQL, by: string): Promise<void> {
  const { rows } = await tx.execute<{
    site_id: string;
    name: string;
    county: string;
    district: string;
    government_id: string | null;
    host: Host;
    search: string;
  }>(sql`
    update sites s set (name, kind, lat, lon, country, county, district, government_id, giga_id, learners,
        host, access, connectivity, power, opening, notes, name_key, version, updated_at, updated_by)
      = row (${MERGED}, i.name_key, s.version + 1, clock_timestamp(), ${by}::text)
    from site_import i where i.site_id = s.site_id and i.verdict = 'update' and ${chunk}
    returning s.site_id, s.name, s.county, s.district, s.government_id, s.host, s.search`);
  const stale = rows.flatMap(({ site_id, government_id, search: old, ...site }) => {
    const { search } = searchColumns({ ...site, governmentId: government_id });
    return search === old ? [] : [{ site_id, search }];
  });
  if (stale.length === 0) return;
  await tx.execute(sql`
    update sites s set search = new.search
    from json_to_recordset(${JSON.stringify(stale)}) as new (site_id uuid, search text) where new.site_id = s.site_id`);
}

async function insert(tx: Tx, chunk: SQL, by: string): Promise<void> {
  const json = (value: object) => sql`${JSON.stringify(value)}::jsonb`;
  await tx.execute(sql`
    insert into sites (name, name_key, search, kind, lat, lon, country, county, district, government_id, giga_id,
      learners, host, access, connectivity, power, opening, notes, updated_by)
    select i.name, i.name_key, i.search, i.kind_if_new, i.lat, i.lon, i.country,
      coalesce(i.county, ''), coalesce(i.district, ''), i.government_id, i.giga_id, i.learners,
      ${json(UNSAID.host)} || i.host, ${json(UNSAID.access)} || i.access,
      ${json(UNSAID.connectivity)} || i.connectivity, ${json(UNSAID.power)} || i.power,
      ${json(UNSAID.opening)} || i.opening, i.notes_if_new, ${by}::text
    from site_import i where i.verdict is null and ${chunk} order by i.line`);
}
