/** Security headers: what the console, the docs and Leaflet need, and nothing else. */
import type { FastifyHelmetOptions } from '@fastify/helmet';

export type HeaderOptions = {
  readonly publicUrl: string | undefined;
  readonly tileUrl: string | undefined;
  /** Hubs on trucks that the operator's page may talk to. */
  readonly hubUrls?: readonly string[] | undefined;
};

/** Scripts come from our own files only. Styles may be inline: Radix and the docs UI insert style elements. */
export function helmetOptions({ publicUrl, tileUrl, hubUrls = [] }: HeaderOptions): FastifyHelmetOptions {
  const secure = publicUrl?.startsWith('https:') === true;
  const tiles = tileUrl === undefined ? [] : tileSources(tileUrl);
  return {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", 'data:', 'blob:', ...tiles],
        fontSrc: ["'self'", 'data:'],
        connectSrc: ["'self'", ...hubUrls],
        workerSrc: ["'self'", 'blob:'],
        manifestSrc: ["'self'"],
        objectSrc: ["'none'"],
        baseUri: ["'self'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
      },
    },
    // On a school's or office's network the service is plain http; a browser told otherwise would never come back.
    strictTransportSecurity: secure ? { maxAge: 31_536_000, includeSubDomains: false } : false,
    crossOriginOpenerPolicy: secure ? { policy: 'same-origin' } : false,
    originAgentCluster: secure,
    crossOriginEmbedderPolicy: false,
    // Public tile servers ask for the origin of the page that uses them.
    referrerPolicy: { policy: 'strict-origin-when-cross-origin' },
  };
}

/** The sources of a tile template: `https://{s}.tile.example/{z}/{x}/{y}.png` becomes `https://*.tile.example`. */
export function tileSources(tileUrl: string): string[] {
  const template = tileUrl.replace(/\{s\}/, 'wildcard-subdomain');
  if (!URL.canParse(template)) return [];
  const url = new URL(template);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return [];
  return [url.origin.replace('wildcard-subdomain', '*')];
}
