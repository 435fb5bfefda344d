/**
 * `POST /sites/import`: a CSV of sites, first as a dry run. With `Accept: application/x-ndjson` progress comes line by line
 * while it runs; the last line is the result.
 */
import { PassThrough } from 'node:stream';
import type { Actor } from '@digitruck/contract/people';
import type { FieldError, Problem } from '@digitruck/contract/problems';
import {
  type ImportRowProblem,
  SiteImportLine,
  SiteImportRefused,
  SiteImportResult,
} from '@digitruck/contract/registry';
import { IMPORT_MAX_BYTES } from '@digitruck/contract/registry-words';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { isDatabaseDown } from '../database-down.ts';
import { callerOf, type Routes } from '../kit.ts';
import { ProblemError, problem } from '../problems.ts';
import { failures } from '../responses.ts';

const ERRORS_MAX = 100;

const ColumnChoice = z
  .string()
  .max(20_000)
  .transform((text, context): Record<string, string | null> => {
    try {
      const choice = z.record(z.string(), z.string().nullable()).safeParse(JSON.parse(text));
      if (choice.success) return choice.data;
    } catch {
      // Told below, as for JSON of another shape.
    }
    context.addIssue('must be JSON that names fields by columns, e.g. {"Lat.":"lat","Remarks":null}');
    return z.NEVER;
  })
  .meta({
    type: 'string',
    description:
      'The fields of columns that are guessed wrongly, as JSON: {"column of the file": "field of a site"}; null leaves a column out',
  });

const Query = z.object({
  dryRun: z.enum(['true', 'false']).default('true').meta({ description: 'false writes the sites' }),
  columns: ColumnChoice.optional(),
  fileName: z.string().max(200).optional().meta({ description: 'For the audit log' }),
});

type Progress = Extract<SiteImportLine, { done: number }>;
type Imported = { ok: true; result: SiteImportResult } | { ok: false; reason: 'busy' };

export function siteImportRoutes(deps: {
  readonly importSites: (file: {
    readonly bytes: Uint8Array;
    readonly fileName: string | null;
    readonly dryRun: boolean;
    readonly columns: Readonly<Record<string, string | null>>;
    readonly actor: Actor;
    readonly onProgress: (line: Progress) => void;
  }) => Promise<Imported>;
}): Routes {
  return (api) => {
    // Browsers and spreadsheets call a CSV many things; what it is is seen when it is read.
    api.addContentTypeParser(
      '*',
      { parseAs: 'buffer', bodyLimit: IMPORT_MAX_BYTES },
      (_request, body, done) => done(null, body),
    );
    api.post(
      '/sites/import',
      {
        config: { access: 'coordinator' },
        bodyLimit: IMPORT_MAX_BYTES,
        schema: {
          summary: 'Import sites from a CSV: all rows or none',
          description: [
            'The header names the columns; name, latitude and longitude are needed. Rows whose government id is known are updated.',
            'A dry run (the default) writes nothing and lists each bad row with its reason.',
            'With `Accept: application/x-ndjson` the answer is lines of `SiteImportLine`: progress, then the result.',
          ].join(' '),
          tags: ['sites'],
          consumes: ['text/csv'],
          querystring: Query,
          body: z
            .any()
            .meta({ type: 'string', description: 'UTF-8 or Windows-1252; comma, semicolon or tab' }),
          response: {
            200: {
              description: 'What was or would be done',
              content: {
                'application/json': { schema: SiteImportResult },
                'application/x-ndjson': { schema: SiteImportLine },
              },
            },
            ...failures(413, 429),
            400: {
              description: 'Rows are bad; nothing was written. `problems` lists them',
              content: { 'application/problem+json': { schema: SiteImportRefused } },
            },
          },
        },
      },
      async (request, reply) => {
        const actor = callerOf(request);
        const bytes = bytesOf(request);
        const { dryRun, columns = {}, fileName = null } = request.query;
        const run = (onProgress: (line: Progress) => void) =>
          deps.importSites({ bytes, fileName, dryRun: dryRun === 'true', columns, actor, onProgress });

        if (!/application\/x-ndjson/i.test(request.headers.accept ?? '')) {
          const result = resultOf(await run(() => {}));
          if (result.dryRun || result.committed) return result;
          const body = { ...refused(result), ...result };
          return reply
            .code(400)
            .type('application/problem+json')
            .send(body as never);
        }
        const lines = new PassThrough();
        const write = (line: SiteImportLine) => void lines.write(`${JSON.stringify(line)}\n`);
        // The import goes on by itself; a reader who leaves does not stop it half way.
        void run(write)
          .then((imported) => write({ phase: 'done', ...resultOf(imported) }))
          .catch((error: unknown) => write({ phase: 'failed', problem: failureOf(error, request) }))
          .finally(() => lines.end());
        return reply.type('application/x-ndjson; charset=utf-8').send(lines as never);
      },
    );
  };
}

function bytesOf(request: FastifyRequest): Uint8Array {
  const type = request.headers['content-type'] ?? '';
  if (Buffer.isBuffer(request.body) && !/^multipart\//i.test(type)) return request.body;
  throw problem('wrong-content-type', 'Send the file itself as the body, with "content-type: text/csv".');
}

function resultOf(imported: Imported): SiteImportResult {
  if (imported.ok) return imported.result;
  throw problem('too-many-requests', 'Another import is running; try again when it is done.');
}

function refused(result: SiteImportResult): Problem {
  const { problem: body } = problem(
    'bad-input',
    `${result.bad} of ${result.rows} rows are bad, so nothing was written. Correct them and send the file again.`,
    { errors: result.problems.slice(0, ERRORS_MAX).map(fieldErrorOf) },
  );
  return body;
}

function fieldErrorOf({ row, field, value, problem: what }: z.infer<typeof ImportRowProblem>): FieldError {
  return { field: `rows[${row}].${field}`, value, problem: what };
}

/** Once the answer has begun, a failure can only be told in it. */
function failureOf(error: unknown, request: FastifyRequest): Problem {
  if (error instanceof ProblemError) return error.problem;
  if (isDatabaseDown(error)) {
    return problem('not-ready', 'The database does not answer just now; nothing was written. Try again.')
      .problem;
  }
  request.log.error({ err: error }, 'an import of sites failed');
  return problem(
    'internal',
    `Nothing was written. Please tell the people who run this; reference ${request.id}.`,
  ).problem;
}
