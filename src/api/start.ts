/** The API, put together and listening. */
import { fileURLToPath } from 'node:url';
import type { FastifyBaseLogger, FastifyInstance } from 'fastify';
import type { Config } from '../config.ts';
import { allRoutes, type RouteDeps } from './all-routes.ts';
import { buildApp } from './app.ts';
import { requestTimer } from './metrics.ts';

const consoleFolder = fileURLToPath(new URL('../../dist/console', import.meta.url));
const operatorFolder = fileURLToPath(new URL('../../dist/operator', import.meta.url));

export type ListeningApi = { readonly app: FastifyInstance; readonly url: string };

/** @throws Error that says what to do when the port is taken */
export async function startApi(options: {
  readonly config: Config;
  readonly log: FastifyBaseLogger;
  readonly deps: Omit<RouteDeps, 'consoleFolder' | 'operatorFolder' | 'installation' | 'publicUrl'>;
}): Promise<ListeningApi> {
  const { config, log, deps } = options;
  const { programme, publicUrl } = config;
  const installation = {
    programme: programme.name,
    country: programme.country,
    timeZone: programme.timeZone,
    tileUrl: programme.tileUrl ?? null,
    personalDataDays: config.personalData.retentionDays,
    version: config.version,
  };
  const { routes, rootRoutes } = allRoutes({
    ...deps,
    consoleFolder,
    operatorFolder,
    installation,
    publicUrl,
  });
  const app = await buildApp({
    log,
    version: config.version,
    onAnswer: requestTimer(deps.metrics),
    authenticate: deps.auth.authenticate,
    routes,
    rootRoutes,
    publicUrl,
    tileUrl: programme.tileUrl,
    hubUrls: config.hubUrls,
  });
  try {
    await app.listen({ host: config.host, port: config.port });
  } catch (error) {
    await app.close();
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    throw new Error(`PORT=${config.port} is taken by another program; stop that, or set PORT to another one`);
  }
  const address = app.server.address();
  const port = typeof address === 'object' && address !== null ? address.port : config.port;
  const host = config.host === '0.0.0.0' || config.host === '::' ? '127.0.0.1' : config.host;
  return { app, url: publicUrl ?? `http://${host}:${port}` };
}
