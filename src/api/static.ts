/**
 * The console's files as Vite built them, and those of the operator's page, which is a build of its own at `/operator`. Any other path
 * that a browser asks for a page at is the console's own (it routes by itself); paths of the API never are.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Routes } from './kit.ts';

/** Paths that are never a page or file of the console. */
const NOT_THE_CONSOLE = /^\/(api|health|docs|metrics|openapi\.json|asyncapi\.json)(\/|$)/;
const OPERATOR = '/operator';
const OPERATOR_PAGE = /^\/operator(\/|$)/;
/** Vite puts a hash of the content into the names under this folder. */
const HASHED = /[/\\]assets[/\\][^/\\]+$/;
const FILE = /\.[a-z0-9]{1,12}$/i;
/** It lies below `/operator/`, and serves the page at `/operator` as well. */
const SERVICE_WORKER = /[/\\]sw\.js$/;

export function consoleRoutes(deps: {
  /** Absolute path of `dist/console`. */
  readonly folder: string;
  /** Absolute path of `dist/operator`. */
  readonly operatorFolder: string;
}): Routes {
  function answer(request: FastifyRequest, reply: FastifyReply): FastifyReply {
    const path = request.url.split('?', 1)[0] ?? '/';
    if (NOT_THE_CONSOLE.test(path)) {
      reply.callNotFound();
      return reply;
    }
    const operator = OPERATOR_PAGE.test(path);
    const folder = operator ? deps.operatorFolder : deps.folder;
    const inFolder = operator ? path.slice(OPERATOR.length) : path;
    if (FILE.test(path)) return reply.sendFile(decodePath(inFolder), folder);
    if (existsSync(join(folder, 'index.html'))) return reply.sendFile('index.html', folder);
    return reply
      .code(503)
      .type('text/plain; charset=utf-8')
      .send('The console is not built yet: run "npm run build" and reload.\nThe API is at /docs.\n');
  }

  return (api) => {
    api.register(fastifyStatic, {
      root: deps.folder,
      serve: false,
      // `app.js.br` and `app.js.gz` are sent in the place of `app.js` where the build left them.
      preCompressed: true,
      cacheControl: false,
      setHeaders(response, path) {
        const file = path.replace(/\.(br|gz)$/, '');
        response.header(
          'cache-control',
          HASHED.test(file) ? 'public, max-age=31536000, immutable' : 'no-cache',
        );
        if (SERVICE_WORKER.test(file)) response.header('service-worker-allowed', OPERATOR);
      },
    });
    const options = { config: { access: 'anyone' }, schema: { hide: true } } as const;
    api.get('/', options, answer);
    api.get('/*', options, answer);
  };
}

/** `@fastify/static` refuses what would leave the folder; a path that is no UTF-8 names no file. */
function decodePath(path: string): string {
  try {
    return decodeURIComponent(path.slice(1));
  } catch {
    return 'no-such-file';
  }
}
