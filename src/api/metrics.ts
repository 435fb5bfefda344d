/** `/metrics` for Prometheus: Node's own figures, HTTP, and what other parts add to the registry. */
import { collectDefaultMetrics, Histogram, Registry } from 'prom-client';
import type { Api, Routes } from './kit.ts';

export type Metrics = {
  /** Other parts register their metrics here, with a `collect` function each that reads their figures when asked. */
  readonly registry: Registry;
};

export function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  return { registry };
}

export function metricsRoutes(metrics: Metrics): Routes {
  return (api: Api) => {
    api.get(
      '/metrics',
      {
        config: { access: 'anyone', rateLimit: false },
        schema: { summary: 'Figures for Prometheus', tags: ['operations'] },
      },
      async (_request, reply) => {
        const text = await metrics.registry.metrics();
        return reply.header('cache-control', 'no-store').type(metrics.registry.contentType).send(text);
      },
    );
  };
}

/** How long requests took, by route (not by path, which would make a series for each truck). */
export function requestTimer(metrics: Metrics): (route: string, status: number, durationS: number) => void {
  const histogram = new Histogram({
    name: 'digitruck_http_request_seconds',
    help: 'Time from request to answer',
    labelNames: ['route', 'status'] as const,
    buckets: [0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
    registers: [metrics.registry],
  });
  return (route, status, durationS) => {
    histogram.observe({ route, status: `${Math.floor(status / 100)}xx` }, durationS);
  };
}
