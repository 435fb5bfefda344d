/** `GET /audit`: who changed what, newest first. */
import { AuditEntry } from '@digitruck/contract/people';
import { PageQuery, pageOf } from '@digitruck/contract/registry';
import { z } from 'zod';
import type { AuditStore } from '../../store/people/audit.ts';
import type { Routes } from '../kit.ts';
import { failures } from '../responses.ts';

const AuditQuery = PageQuery.omit({ q: true }).extend({
  subject: z.string().max(60).optional().meta({ description: 'The kind of thing, e.g. site' }),
  subjectId: z.string().max(200).optional(),
});

export function auditRoutes(deps: { readonly audit: AuditStore }): Routes {
  return (api) => {
    api.get(
      '/audit',
      {
        config: { access: 'engineer' },
        schema: {
          summary: 'Who changed what, newest first',
          tags: ['people'],
          querystring: AuditQuery,
          response: { 200: pageOf(AuditEntry), ...failures(400) },
        },
      },
      (request) => deps.audit.list(request.query),
    );
  };
}
