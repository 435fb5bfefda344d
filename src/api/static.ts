/**
 * The console's files as Vite built them. Any other path that a browser asks for a page at is the console's own (it
 * routes by itself); paths of the API never are.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Routes } from './kit.ts';

/** Paths that are never a page or file of the console. */
const NOT_THE_CONSOLE = /^\/(api|health|docs|metrics|openapi\.json|asyncapi\.json)(\/|$)/;
const OPERATOR_PAGE = /^\/operator(\/|$)/;
/** Vite puts a hash of the content into the names under this folder. */
const HASHED = /^[/\\]assets[/\\]/;
const FILE = /\.[a-z0-9]{1,12}$/i;

export function consoleRoutes(deps: {
  /** Absolute path of `dist/console`. */
  readonly folder: string;
}): Routes {
  const { folder } = deps;
  const cacheControlOf = (path: string) =>
    HASHED.test(path.slice(folder.length)) ? 'public, max-age=31536000, immutable' : 'no-cache';

  function answer(request: FastifyRequest, reply: FastifyReply): FastifyReply {
    const path = request.url.split('?', 1)[0] ?? '/';
    if (NOT_THE_CONSOLE.test(path)) {
      reply.callNotFound();
      return reply;
    }
    if (FILE.test(path)) return reply.sendFile(decodePath(path));
    const page = OPERATOR_PAGE.test(path) ? 'operator.html' : 'index.html';
    if (existsSync(join(folder, page))) return reply.sendFile(page);
    if (page !== 'index.html' && existsSync(join(folder, 'index.html'))) return reply.sendFile('index.html');
    return reply
      .code(503)
      .type('text/plain; charset=utf-8')
      .send('The console is not built yet: run "npm run build" and reload.\nThe API is at /docs.\n');
  }

  return (api) => {
    api.register(fastifyStatic, {
      root: folder,
      serve: false,
      // `app.js.br` and `app.js.gz` are sent in the place of `app.js` where the build left them.
      preCompressed: true,
      cacheControl: false,
      setHeaders: (response, path) => void response.header('cache-control', cacheControlOf(path)),
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
