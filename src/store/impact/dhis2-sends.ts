/** What was sent to a DHIS2, row by row, and what it said: the last tries, so that all of an answer can be read, not only its first rows. */
import type { Actor } from '@digitruck/contract/people';
import type { Db } from '../db.ts';
import { sql } from '../drizzle.ts';
import { allOf, keyset, type Page, pageFrom } from '../pages.ts';

type Said = { readonly code: string | null; readonly text: string };
export type SentRow = {
  readonly dataElement: string;
  readonly period: string;
  readonly orgUnit: string;
  readonly categoryOptionCombo?: string | undefined;
  readonly value: string;
  readonly what: string;
  readonly said: readonly Said[];
};
export type SentOutcome = {
  readonly dryRun: boolean;
  readonly at: string;
  readonly rows: readonly SentRow[];
};

/** Tries that are kept; each dry run is one. */
const SENDS_KEPT = 20;
const ROWS_AT_ONCE = 5000;

export function dhis2SendStore(db: Db) {
  return {
    async keepSend(actor: Actor, periodId: string, outcome: SentOutcome): Promise<string> {
      return db.transaction(async (tx) => {
        const made = await tx.execute<{ sendId: string }>(sql`
          insert into impact_dhis2_sends (period_id, dry_run, sent_at, sent_by)
          values (${periodId}::uuid, ${outcome.dryRun}, ${outcome.at}::timestamptz, ${actor.name}) returning send_id as "sendId"`);
        const sendId = made.rows[0]?.sendId ?? '';
        for (let from = 0; from < outcome.rows.length; from += ROWS_AT_ONCE) {
          const rows = JSON.stringify(outcome.rows.slice(from, from + ROWS_AT_ONCE));
          await tx.execute(sql`
            insert into impact_dhis2_rows (send_id, number, data_element, period, org_unit, category_option_combo, value, what, said)
            select ${sendId}::uuid, ${from}::int + n, r ->> 'dataElement', r ->> 'period', r ->> 'orgUnit', r ->> 'categoryOptionCombo',
              r ->> 'value', r ->> 'what', nullif(r -> 'said', '[]'::jsonb)
            from jsonb_array_elements(${rows}::jsonb) with ordinality as j (r, n)`);
        }
        await tx.execute(sql`
          delete from impact_dhis2_sends where send_id in (
            select send_id from impact_dhis2_sends order by sent_at desc, send_id offset ${SENDS_KEPT})`);
        return sendId;
      });
    },

    /** In the order they were sent; undefined where that try is not kept. */
    async sentRows(
      sendId: string,
      query: {
        readonly problems?: 'yes' | undefined;
        readonly limit: number;
        readonly cursor?: string | undefined;
      },
    ): Promise<Page<SentRow> | undefined> {
      const page = keyset({
        name: 'sent',
        sort: { key: sql`number::float8`, type: 'float8' },
        id: sql`number::text`,
        idType: 'text',
        cursor: query.cursor,
      });
      const matches = allOf([
        sql`send_id = ${sendId}::uuid`,
        query.problems === undefined ? undefined : sql`said is not null`,
      ]);
      const known = await db.execute<{ total: number }>(sql`
        select (select count(*)::int from impact_dhis2_rows where ${matches}) as total
        from impact_dhis2_sends where send_id = ${sendId}::uuid`);
      const total = known.rows[0]?.total;
      if (total === undefined) return undefined;
      const { rows } = await db.execute<SentRow & { number: number; sortKey: string }>(sql`
        select data_element as "dataElement", period, org_unit as "orgUnit", category_option_combo as "categoryOptionCombo", value, what,
          coalesce(said, '[]') as said, number, ${page.sortKey} as "sortKey"
        from impact_dhis2_rows where ${allOf([matches, page.after])} order by ${page.orderBy} limit ${query.limit + 1}`);
      return pageFrom(rows, {
        name: 'sent',
        limit: query.limit,
        total,
        idOf: ({ number }) => String(number),
        itemOf: ({ number: _, sortKey: __, categoryOptionCombo, ...row }) => ({
          ...row,
          ...(categoryOptionCombo === null ? {} : { categoryOptionCombo }),
        }),
      });
    },
  };
}
export type Dhis2SendStore = ReturnType<typeof dhis2SendStore>;
