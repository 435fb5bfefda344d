/** `/exports/{dhis2,giga,iati,sessions.csv,sessions.xlsx,impact.pdf}`: figures of a closed period for others, all made of one snapshot. */
import {
  type Dhis2DataValueSet,
  Dhis2DataValueSet as Dhis2Set,
  Dhis2Settings,
  Dhis2SettingsBody,
  ExportQuery,
  GigaMeasurement,
} from '@digitruck/contract/impact-exports';
import type { ImpactSnapshot } from '@digitruck/contract/impact-periods';
import { z } from 'zod';
import type { ImpactExportStore } from '../../store/impact/exports.ts';
import type { FrozenSession, ImpactPeriodStore } from '../../store/impact/periods.ts';
import { CSV_START, csvLine } from '../csv.ts';
import { callerOf, type Routes } from '../kit.ts';
import { problem } from '../problems.ts';
import { refusal } from '../refusals.ts';
import { failures } from '../responses.ts';
import { sendStream } from '../stream.ts';
import { type Dhis2SendDeps, dhis2SendRoutes, NO_PERIOD } from './dhis2-sends.ts';

type Closed = { readonly name: string; readonly at: string; readonly by: string };
type Cells = (string | number | null)[];
export type ImpactExportDeps = {
  readonly impactPeriods: ImpactPeriodStore;
  readonly impactExports: ImpactExportStore;
  readonly snapshotNow: (from: string, to: string) => Promise<ImpactSnapshot>;
  readonly exports: {
    readonly sessionHead: readonly string[];
    readonly sessionCells: (row: FrozenSession) => Cells;
    readonly gigaHead: readonly string[];
    readonly gigaCells: (row: GigaMeasurement) => Cells;
    readonly iati: (
      snapshot: ImpactSnapshot,
      options: { readonly orgRef: string | undefined; readonly provisional: boolean },
    ) => Promise<string>;
    readonly pdf: (snapshot: ImpactSnapshot, state: string) => Promise<Buffer>;
    readonly xlsx: (
      snapshot: ImpactSnapshot,
      about: { readonly state: string; readonly closed: Closed | null },
      sessions: readonly FrozenSession[],
    ) => Buffer;
    readonly dhis2: (
      snapshot: ImpactSnapshot,
    ) => Promise<{ set: Dhis2DataValueSet; unmapped: readonly string[] } | 'no-period'>;
  } & Dhis2SendDeps['exports'];
};

const tags = ['exports'];
const file = (type: string, description: string) => ({
  description,
  content: { [type]: { schema: z.string() } },
});
/** More would be held whole in memory; the CSV has no limit. */
const XLSX_SESSIONS_MAX = 200_000;

export function impactExportRoutes(deps: ImpactExportDeps): Routes {
  const { impactPeriods, impactExports, exports } = deps;

  async function opened(query: ExportQuery) {
    const { periodId, from = '', to = '' } = query;
    if (periodId === undefined) {
      const snapshot = await deps.snapshotNow(from, to);
      const state = `provisional, as of ${snapshot.impact.asOf}`;
      return {
        snapshot,
        state,
        provisional: true,
        closed: null,
        of: { from, to },
        rows: impactPeriods.sessions({ from, to }),
        name: `${from}-${to}-provisional`,
      };
    }
    const period = await impactPeriods.find(periodId);
    if (period === undefined) throw refusal({ ok: false, reason: 'not-found' }, 'period', periodId);
    const { snapshot, firstDay, lastDay, frozenAt, frozenBy } = period;
    const state = `closed as "${period.name}" at ${frozenAt}`;
    return {
      snapshot,
      state,
      provisional: false,
      closed: { name: period.name, at: frozenAt, by: frozenBy },
      of: { periodId },
      rows: impactPeriods.sessions({ periodId }),
      name: `${firstDay}-${lastDay}`,
    };
  }
  const attachment = (name: string) => `attachment; filename="${name}"`;

  return (api) => {
    api.get(
      '/exports/dhis2',
      {
        config: { access: 'viewer' },
        schema: {
          summary: 'Data values for DHIS2, and what there is no code for',
          tags,
          querystring: ExportQuery,
          response: { 200: Dhis2Set.extend({ unmapped: z.array(z.string()) }), ...failures(400, 404) },
        },
      },
      async ({ query }) => {
        const { snapshot, provisional, state } = await opened(query);
        const made = await exports.dhis2(snapshot);
        if (made === 'no-period') throw problem('bad-input', NO_PERIOD);
        return { ...made.set, ...(provisional ? { comment: state } : {}), unmapped: [...made.unmapped] };
      },
    );

    dhis2SendRoutes(deps)(api);
    api.get(
      '/exports/dhis2/mapping',
      {
        config: { access: 'coordinator' },
        schema: { summary: 'How figures become data values', tags, response: { 200: Dhis2Settings } },
      },
      async () => (await impactExports.dhis2()).settings,
    );
    api.put(
      '/exports/dhis2/mapping',
      {
        config: { access: 'admin' },
        schema: {
          summary: 'Set how figures become data values, and where they go',
          tags,
          body: Dhis2SettingsBody,
          response: { 200: Dhis2Settings, ...failures(400, 409) },
        },
      },
      async (request) => {
        const result = await impactExports.setDhis2(callerOf(request), request.body);
        if (!result.ok) throw refusal(result, 'mapping');
        return result.row;
      },
    );

    api.get(
      '/exports/giga',
      {
        config: { access: 'viewer' },
        schema: {
          summary: 'Speeds measured at schools with a Giga id, an hour each',
          tags,
          querystring: z.intersection(
            ExportQuery,
            z.object({ format: z.enum(['csv', 'json']).default('csv') }),
          ),
          response: {
            200: {
              description: 'Measurements',
              content: {
                'application/json': { schema: z.array(GigaMeasurement) },
                'text/csv': { schema: z.string() },
              },
            },
            ...failures(400, 404),
          },
        },
      },
      async ({ query }, reply) => {
        const { name, of } = await opened(query);
        const rows = await impactExports.gigaMeasurements(of);
        if (query.format === 'json') return reply.type('application/json').send(rows);
        const lines = rows.map((row) => csvLine(exports.gigaCells(row)));
        reply.header('content-disposition', attachment(`giga-${name}.csv`));
        return reply.type('text/csv; charset=utf-8').send(csvLine([...exports.gigaHead]) + lines.join(''));
      },
    );

    api.get(
      '/exports/iati',
      {
        config: { access: 'viewer' },
        schema: {
          summary: 'Results as an IATI 2.03 activity',
          tags,
          querystring: z.intersection(
            ExportQuery,
            z.object({
              orgRef: z
                .string()
                .regex(/^[^/&|?\s]{1,100}$/)
                .optional()
                .meta({ description: 'Organisation identifier of who reports; else that of the settings' }),
            }),
          ),
          response: { 200: file('application/xml', 'iati-activities 2.03'), ...failures(400, 404) },
        },
      },
      async ({ query }, reply) => {
        const { snapshot, provisional, name } = await opened(query);
        reply.header('content-disposition', attachment(`iati-${name}.xml`));
        return reply
          .type('application/xml; charset=utf-8')
          .send(await exports.iati(snapshot, { orgRef: query.orgRef, provisional }));
      },
    );

    api.get(
      '/exports/sessions.csv',
      {
        config: { access: 'viewer' },
        schema: {
          summary: 'Sessions with their heads as CSV',
          tags,
          querystring: ExportQuery,
          response: {
            200: file('text/csv', 'CSV (RFC 4180), a line a session; formulas are quoted'),
            ...failures(400, 404),
          },
        },
      },
      async (request, reply) => {
        const { rows, name } = await opened(request.query);
        reply.header('content-disposition', attachment(`sessions-${name}.csv`));
        return sendStream(request, reply, 'text/csv; charset=utf-8; header=present', csvOf(rows));
      },
    );

    api.get(
      '/exports/sessions.xlsx',
      {
        config: { access: 'viewer' },
        schema: {
          summary: 'Figures, who and where, and sessions as a workbook',
          tags,
          querystring: ExportQuery,
          response: {
            200: file('application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', 'XLSX'),
            ...failures(400, 404, 413),
          },
        },
      },
      async ({ query }, reply) => {
        const { snapshot, rows, state, closed, name } = await opened(query);
        const sessions: FrozenSession[] = [];
        for await (const page of rows) {
          sessions.push(...page);
          if (sessions.length > XLSX_SESSIONS_MAX)
            throw problem(
              'too-large',
              `More than ${XLSX_SESSIONS_MAX} sessions; take the CSV, or fewer days.`,
            );
        }
        reply.header('content-disposition', attachment(`impact-${name}.xlsx`));
        reply.type('application/vnd.openxmlformats-officedocument.spreadsheetml.sheet');
        return reply.send(exports.xlsx(snapshot, { state, closed }, sessions) as unknown as string);
      },
    );

    api.get(
      '/exports/impact.pdf',
      {
        config: { access: 'viewer' },
        schema: {
          summary: 'One page for a funder',
          tags,
          querystring: ExportQuery,
          response: { 200: file('application/pdf', 'PDF, A4'), ...failures(400, 404) },
        },
      },
      async ({ query }, reply) => {
        const { snapshot, state, name } = await opened(query);
        reply.header('content-disposition', attachment(`impact-${name}.pdf`));
        return reply.type('application/pdf').send((await exports.pdf(snapshot, state)) as unknown as string);
      },
    );
  };

  async function* csvOf(pages: AsyncIterable<FrozenSession[]>): AsyncGenerator<string> {
    yield CSV_START + csvLine([...exports.sessionHead]);
    for await (const page of pages) yield page.map((row) => csvLine(exports.sessionCells(row))).join('');
  }
}
