/** `/health/live`: the process answers. `/health/ready`: it can do its work, or what keeps it from that. */
import { z } from 'zod';
import type { Routes } from './kit.ts';

export type Part = { readonly ok: boolean; readonly reason?: string | undefined };
/**
 * The state of each part that must work, by name, e.g. `{ database: { ok: true }, broker: { ok: false, reason: '...'
 * } }`.
 */
export type ReadyState = Readonly<Record<string, Part>>;

const PartShape = z.object({ ok: z.boolean(), reason: z.string().optional() });
const Ready = z
  .object({ ready: z.boolean(), parts: z.record(z.string(), PartShape) })
  .meta({ id: 'Ready', description: 'Each part that must work, and why it does not' });
const Live = z.object({ live: z.literal(true) }).meta({ id: 'Live' });

export function healthRoutes(deps: { readonly readyState: () => Promise<ReadyState> }): Routes {
  return (api) => {
    api.get(
      '/health/live',
      {
        config: { access: 'anyone', rateLimit: false },
        schema: { summary: 'The process answers', tags: ['operations'], response: { 200: Live } },
      },
      async () => ({ live: true }) as const,
    );
    api.get(
      '/health/ready',
      {
        config: { access: 'anyone', rateLimit: false },
        schema: {
          summary: 'Whether database and broker work',
          tags: ['operations'],
          response: { 200: Ready, 503: Ready },
        },
      },
      async (_request, reply) => {
        const parts = await deps.readyState();
        const ready = Object.values(parts).every((part) => part.ok);
        return reply
          .code(ready ? 200 : 503)
          .header('cache-control', 'no-store')
          .send({ ready, parts: { ...parts } });
      },
    );
  };
}
