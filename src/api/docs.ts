/** The API's own description: both documents, and a page to read and try them, all from our own files. */
import fastifySwaggerUi from '@fastify/swagger-ui';
import { asyncapiDocument } from './asyncapi.ts';
import type { JsonObject } from './json-document.ts';
import type { Routes } from './kit.ts';

export function docsRoutes(deps: { readonly version: string }): Routes {
  // Made when first asked for: it is a third of what building the API takes, and most services are never asked.
  let asyncapi: JsonObject | undefined;
  return (api) => {
    const options = { config: { access: 'anyone' }, schema: { hide: true } } as const;
    api.get('/openapi.json', options, async (_request, reply) => {
      return reply.header('cache-control', 'no-cache').send(api.swagger());
    });
    api.get('/asyncapi.json', options, async (_request, reply) => {
      asyncapi ??= asyncapiDocument(deps.version);
      return reply.header('cache-control', 'no-cache').send(asyncapi);
    });
    api.register(async (scope) => {
      scope.addHook('onRoute', (route) => {
        route.config = { ...route.config, access: 'anyone' };
      });
      await scope.register(fastifySwaggerUi, {
        routePrefix: '/docs',
        uiConfig: { docExpansion: 'none', deepLinking: true, displayRequestDuration: true },
        theme: {
          title: 'digitruck-fleet: HTTP API',
          css: [{ filename: 'ours.css', content: '.swagger-ui .topbar { display: none }' }],
        },
      });
    });
  };
}
