/** `GET /trucks/:truckId/telemetry`: a truck's past, raw or in steps. */
import { createHash } from 'node:crypto';
import { History, HistoryQuery } from '@digitruck/contract/history';
import { TruckId } from '@digitruck/contract/ids';
import { z } from 'zod';
import type { HistoryStore } from '../../store/history/history.ts';
import type { Routes } from '../kit.ts';
import { type ProblemError, problem } from '../problems.ts';
import { failures } from '../responses.ts';

const Params = z.object({ truckId: TruckId });
const Unchanged = z.null().meta({ description: 'The same as the answer whose ETag was sent' });

export function telemetryRoutes(deps: { readonly histories: HistoryStore }): Routes {
  return (api) => {
    api.get(
      '/trucks/:truckId/telemetry',
      {
        config: { access: 'viewer' },
        schema: {
          summary: "A truck's history",
          description:
            'Raw samples, or steps of 1 minute, 15 minutes, 1 hour or 1 day (UTC) on a regular grid that begins with the step that holds `from`; `to` is exclusive. A step without samples is null with coverage 0.',
          tags: ['trucks'],
          params: Params,
          querystring: HistoryQuery,
          response: { 200: History, 304: Unchanged, ...failures(400, 404) },
        },
      },
      async (request, reply) => {
        const { truckId } = request.params;
        const { from, to, resolution, readings } = request.query;
        const [fromMs, toMs] = [Date.parse(from), Date.parse(to)];
        if (fromMs >= toMs) throw notBefore(from, to);
        const result = await deps.histories.read({
          truckId,
          fromMs,
          toMs,
          resolution,
          readings: [...new Set(readings)],
        });
        if (!result.ok) {
          if (result.reason === 'unknown-truck') throw problem('not-found', `There is no truck ${truckId}.`);
          throw tooMuch(resolution, result);
        }
        // Checked by the types it is built from; sending a megabyte through the schema again would hold up others.
        const body = JSON.stringify(result.history);
        const etag = `"${createHash('sha1').update(body).digest('base64url')}"`;
        // Late samples restate the past as well, so it may be kept but must be asked about.
        reply.header('etag', etag).header('cache-control', 'private, no-cache');
        if (request.headers['if-none-match'] === etag) {
          return reply
            .code(304)
            .serializer(() => '')
            .send(null);
        }
        return reply
          .type('application/json; charset=utf-8')
          .serializer(() => body)
          .send(result.history);
      },
    );
  };
}

export function notBefore(from: string, to: string): ProblemError {
  return problem('bad-input', '`from` must be before `to`.', {
    errors: [{ field: 'from', value: from, problem: `must be before \`to\`, which is ${to}` }],
  });
}

function tooMuch(
  resolution: string,
  result: { reason: 'too-slow' } | { reason: 'too-many-steps'; steps: number; stepsMax: number },
): ProblemError {
  const instead = 'ask for a shorter stretch, a coarser resolution or fewer readings';
  const why =
    result.reason === 'too-slow'
      ? 'there are too many samples in it to be gone through now'
      : `that would be ${result.steps} steps; one answer holds ${result.stepsMax} with so many readings`;
  return problem('bad-input', `This is too much for one answer: ${why}.`, {
    errors: [{ field: 'resolution', value: resolution, problem: `is too fine for it; ${instead}` }],
  });
}
