/** `/exports/dhis2/send`: a closed period goes to DHIS2, and every row of what it said can be read after that. */
import {
  Dhis2Answer,
  type Dhis2AnswerRow,
  Dhis2Rows,
  Dhis2RowsQuery,
  Dhis2Send,
} from '@digitruck/contract/impact-exports';
import type { ImpactSnapshot } from '@digitruck/contract/impact-periods';
import type { Actor, Language } from '@digitruck/contract/people';
import { z } from 'zod';
import type { Dhis2SendStore, SentRow } from '../../store/impact/dhis2-sends.ts';
import type { ImpactPeriodStore } from '../../store/impact/periods.ts';
import { CSV_START, csvLine } from '../csv.ts';
import { callerOf, type Routes } from '../kit.ts';
import { languageOf } from '../language.ts';
import { problem } from '../problems.ts';
import { refusal } from '../refusals.ts';
import { failures } from '../responses.ts';
import { sendStream } from '../stream.ts';

export type Dhis2SendDeps = {
  readonly impactPeriods: ImpactPeriodStore;
  readonly impactExports: Pick<Dhis2SendStore, 'sentRows'>;
  readonly exports: {
    readonly sendDhis2: (
      period: { readonly periodId: string; readonly snapshot: ImpactSnapshot },
      dryRun: boolean,
      by: Actor,
      language: Language,
    ) => Promise<Dhis2Answer | 'no-period' | 'no-address' | 'nothing'>;
    readonly dhis2Row: (row: SentRow, language: Language) => Dhis2AnswerRow;
  };
};

export const NO_PERIOD =
  "These days are no whole month, quarter or year as the mapping's periodType says; close one that is, or change the mapping.";
const tags = ['exports'];
const CSV_HEAD = [
  'dataElement',
  'period',
  'orgUnit',
  'categoryOptionCombo',
  'value',
  'what',
  'problem',
] as const;
const ROWS_AT_ONCE = 1000;

export function dhis2SendRoutes({ impactPeriods, impactExports, exports }: Dhis2SendDeps): Routes {
  async function page(sendId: string, query: Parameters<Dhis2SendStore['sentRows']>[1]) {
    const rows = await impactExports.sentRows(sendId, query);
    if (rows === undefined) throw refusal({ ok: false, reason: 'not-found' }, 'DHIS2 answer', sendId);
    return rows;
  }
  return (api) => {
    api.post(
      '/exports/dhis2/send',
      {
        config: { access: 'coordinator' },
        schema: {
          summary: 'Send a closed period to DHIS2, first as a dry run; its answer, row by row',
          tags,
          body: Dhis2Send,
          response: { 200: Dhis2Answer, ...failures(400, 404) },
        },
      },
      async (request) => {
        const { periodId, dryRun } = request.body;
        const period = await impactPeriods.find(periodId);
        if (period === undefined) throw refusal({ ok: false, reason: 'not-found' }, 'period', periodId);
        const language = languageOf(request.headers['accept-language']);
        const answer = await exports.sendDhis2(period, dryRun, callerOf(request), language);
        if (answer === 'no-period') throw problem('bad-input', NO_PERIOD);
        if (answer === 'no-address')
          throw problem('bad-input', 'Set the address of the DHIS2 in its mapping first.');
        if (answer === 'nothing')
          throw problem('bad-input', 'Nothing is mapped, so there is nothing to send.');
        return answer;
      },
    );

    api.get(
      '/exports/dhis2/sends/:sendId/rows',
      {
        config: { access: 'coordinator' },
        schema: {
          summary: 'All rows of what was sent to DHIS2 (of the last 20 tries), and what it said against each',
          tags,
          params: z.object({ sendId: z.uuid() }),
          querystring: Dhis2RowsQuery,
          response: {
            200: {
              description: 'Rows in the order they were sent',
              content: {
                'application/json': { schema: Dhis2Rows },
                'text/csv': { schema: z.string() },
              },
            },
            ...failures(400, 404),
          },
        },
      },
      async (request, reply) => {
        const { sendId } = request.params;
        const { format, ...query } = request.query;
        const language = languageOf(request.headers['accept-language']);
        if (format === 'json') {
          const rows = await page(sendId, query);
          return reply
            .type('application/json')
            .send({ ...rows, items: rows.items.map((row) => exports.dhis2Row(row, language)) });
        }
        // Asked for before anything is sent, so that one that is not there is a 404.
        const first = await page(sendId, { problems: query.problems, limit: ROWS_AT_ONCE });
        async function* lines() {
          yield CSV_START + csvLine([...CSV_HEAD]);
          for (let rows = first; ; ) {
            yield rows.items
              .map((row) => exports.dhis2Row(row, language))
              .map((row) => csvLine(CSV_HEAD.map((name) => row[name] ?? null)))
              .join('');
            if (rows.nextCursor === null) return;
            rows = await page(sendId, {
              problems: query.problems,
              limit: ROWS_AT_ONCE,
              cursor: rows.nextCursor,
            });
          }
        }
        reply.header('content-disposition', `attachment; filename="dhis2-${sendId}.csv"`);
        return sendStream(request, reply, 'text/csv; charset=utf-8; header=present', lines());
      },
    );
  };
}
