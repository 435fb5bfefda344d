/**
 * The HTTP app: builds and never listens. One order for every request: rate limit, who is it, may they, is the input
 * right, handler.
 *
 * Every route declares `config.access`; one that does not keeps the app from starting.
 */
import type { IncomingHttpHeaders } from 'node:http';
import type { Access } from '@digitruck/contract/people';
import fastifyHelmet from '@fastify/helmet';
import fastifyRateLimit from '@fastify/rate-limit';
import fastifyWebsocket from '@fastify/websocket';
import fastify, {
  type FastifyBaseLogger,
  type FastifyInstance,
  LogController,
  type RouteOptions,
} from 'fastify';
import { serializerCompiler, type ZodTypeProvider } from 'fastify-type-provider-zod';
import { checkAccess, checkOrigin } from './access.ts';
import { answerError, answerNotFound } from './failures.ts';
import { type HeaderOptions, helmetOptions } from './headers.ts';
import type { Api, Caller, Routes } from './kit.ts';
import { registerOpenapi } from './openapi.ts';
import { shownPath } from './shown-path.ts';
import { validatorCompiler } from './validation.ts';

/** Bodies above this are refused; the CSV import sets its own `bodyLimit`. */
const BODY_MAX_BYTES = 1024 * 1024;
/** Generous: an office of thirty behind one address must never see it. */
const REQUESTS_PER_MINUTE_MAX = 6_000;
const LIVE_MESSAGE_MAX_BYTES = 4_096;

export type AppOptions = {
  readonly log: FastifyBaseLogger;
  /** Who sent a request with these headers; undefined when nobody is signed in. */
  readonly authenticate: (headers: IncomingHttpHeaders) => Promise<Caller | undefined>;
  /** Mounted under `/api/v1`, each in a scope of its own. */
  readonly routes: readonly Routes[];
  /** Mounted at the root: health, docs, sign-in, console. */
  readonly rootRoutes?: readonly Routes[];
  /** Where people reach it, e.g. `https://fleet.example.org`; sets secure headers when it is https. */
  readonly publicUrl?: string | undefined;
  /** Map tiles of another server, which the content security policy must let in. */
  readonly tileUrl?: string | undefined;
  /** Hubs on trucks, to which the operator's page hands reports while this service is out of reach. */
  readonly hubUrls?: readonly string[];
  /** The version that the documentation shows. */
  readonly version: string;
  /** Told of each answer: the route's pattern, the status, how long it took. */
  readonly onAnswer?: (route: string, status: number, durationS: number) => void;
  readonly requestsPerMinuteMax?: number;
  /** Proxies whose X-Forwarded-For is believed; by default only one on this machine. */
  readonly trustProxy?: string | boolean;
};

export type DeclaredRoute = { readonly method: string; readonly url: string; readonly access: Access };

declare module 'fastify' {
  interface FastifyInstance {
    /** Every route of the app with the role it asks for. */
    declaredRoutes(): DeclaredRoute[];
  }
}

export async function buildApp(options: AppOptions): Promise<FastifyInstance> {
  const app = fastify({
    loggerInstance: options.log,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: BODY_MAX_BYTES,
    trustProxy: options.trustProxy ?? 'loopback',
    routerOptions: { maxParamLength: 300 },
    forceCloseConnections: true,
    frameworkErrors: (error, request, reply) => answerError(error, request, reply),
  }).withTypeProvider<ZodTypeProvider>();
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  app.removeContentTypeParser('text/plain');

  const declared: RouteOptions[] = [];
  app.addHook('onRoute', (route) => void declared.push(route));
  app.decorate('declaredRoutes', () => declaredRoutes(declared));
  app.addHook('onReady', async () => refuseUndeclared(declared));

  app.setErrorHandler(answerError);
  app.setNotFoundHandler(answerNotFound(declared));
  const { publicUrl, tileUrl, hubUrls } = options;
  const headers: HeaderOptions = { publicUrl, tileUrl, hubUrls };
  await app.register(fastifyHelmet, helmetOptions(headers));
  await app.register(fastifyRateLimit, {
    max: options.requestsPerMinuteMax ?? REQUESTS_PER_MINUTE_MAX,
    timeWindow: 60_000,
    // Who has gone before the request was looked at has no address any more.
    keyGenerator: ({ ip }) => ip || 'gone',
  });
  await app.register(fastifyWebsocket, { options: { maxPayload: LIVE_MESSAGE_MAX_BYTES } });

  await registerOpenapi(app as unknown as FastifyInstance, options.version);

  app.decorateRequest('caller', undefined);
  app.addHook('onRequest', async (request) => {
    const access = request.routeOptions.config.access;
    if (access === undefined) return; // nothing is there: the answer is 404
    // Pages, health and sign-in must answer while the database is away, so nobody is looked up for them.
    if (access === 'anyone') return;
    request.caller = await options.authenticate(request.headers);
    checkOrigin(request, options.publicUrl);
    checkAccess(request.caller, access);
  });

  app.addHook('onResponse', async (request, reply) => {
    const { method, url, ip } = request;
    const ms = Math.round(reply.elapsedTime);
    request.log.debug({ method, url: shownPath(url), status: reply.statusCode, ms, ip }, 'answered');
    options.onAnswer?.(
      `${method} ${request.routeOptions.url ?? '(none)'}`,
      reply.statusCode,
      reply.elapsedTime / 1000,
    );
  });

  for (const routes of options.rootRoutes ?? []) {
    await app.register(async (scope) => routes(scope as unknown as Api));
  }
  await app.register(
    async (v1) => {
      v1.addHook('onSend', async (_request, reply) => {
        if (!reply.hasHeader('cache-control')) reply.header('cache-control', 'no-store');
      });
      for (const routes of options.routes) {
        await v1.register(async (scope) => routes(scope as unknown as Api));
      }
    },
    { prefix: '/api/v1' },
  );
  return app as unknown as FastifyInstance;
}

function methodsOf(route: RouteOptions): string[] {
  return Array.isArray(route.method) ? route.method : [route.method];
}

function declaredRoutes(routes: readonly RouteOptions[]): DeclaredRoute[] {
  return routes.flatMap((route) => {
    const access = route.config?.access;
    return access === undefined ? [] : methodsOf(route).map((method) => ({ method, url: route.url, access }));
  });
}

function refuseUndeclared(routes: readonly RouteOptions[]): void {
  const open = routes.filter((route) => route.config?.access === undefined);
  if (open.length === 0) return;
  const names = open.map((route) => `${methodsOf(route).join(',')} ${route.url}`).join('; ');
  throw new Error(`these routes do not say who may use them (config.access): ${names}`);
}
