/** The app itself: security headers, documentation, health, metrics, console files, bodies, limits. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildApp } from '../../src/api/app.ts';
import { tileSources } from '../../src/api/headers.ts';
import type { ReadyState } from '../../src/api/health.ts';
import type { Routes } from '../../src/api/kit.ts';
import { consoleRoutes } from '../../src/api/static.ts';
import { type TestApi, testApi } from '../support/api.ts';

const log = pino({ level: 'silent' });
const nobody = async () => undefined;
const bare = (routes: Routes[], more: Partial<Parameters<typeof buildApp>[0]> = {}) =>
  buildApp({ log, version: '1', authenticate: nobody, routes, ...more });

let api: TestApi;
let readyState: ReadyState = { database: { ok: true }, broker: { ok: true } };
beforeAll(async () => {
  api = await testApi({ people: false, deps: { readyState: async () => readyState } });
});

test('a route that does not say who may use it keeps the app from starting', async () => {
  const app = await bare([(api) => void api.get('/secret', async () => 'x')]);
  await expect(app.ready()).rejects.toThrow(/GET \/api\/v1\/secret/);
  await app.close();
});

test('headers allow our own files and the configured tiles, and no inline script', async () => {
  const app = await bare([], { tileUrl: 'https://{s}.tiles.example/{z}/{x}/{y}.png' });
  const answer = await app.inject('/anything');
  const csp = String(answer.headers['content-security-policy']);
  expect(csp).toContain("script-src 'self';");
  expect(csp).toContain('https://*.tiles.example');
  expect(csp).not.toContain('upgrade-insecure-requests');
  expect(answer.headers['x-content-type-options']).toBe('nosniff');
  expect(answer.headers['strict-transport-security']).toBeUndefined();
  await app.close();
});

test('the sources of tile addresses', () => {
  expect(tileSources('https://tiles.example/{z}/{x}/{y}.png')).toEqual(['https://tiles.example']);
  expect(tileSources('http://10.0.0.2:8080/{z}/{x}/{y}.png')).toEqual(['http://10.0.0.2:8080']);
  expect(tileSources('/tiles/{z}/{x}/{y}.png')).toEqual([]);
  expect(tileSources("javascript:alert('x')")).toEqual([]);
});

describe('health', () => {
  test('is green when all parts are, red with the reason when one is not', async () => {
    expect((await api.app.inject('/health/live')).json()).toEqual({ live: true });
    const green = await api.app.inject('/health/ready');
    expect(green.statusCode).toBe(200);
    readyState = { ...readyState, broker: { ok: false, reason: 'not connected since 07:15' } };
    const red = await api.app.inject('/health/ready');
    expect(red.statusCode).toBe(503);
    expect(red.json()).toEqual({
      ready: false,
      parts: { database: { ok: true }, broker: { ok: false, reason: 'not connected since 07:15' } },
    });
  });
});

test('metrics are in the format of Prometheus', async () => {
  const answer = await api.app.inject('/metrics');
  expect(answer.headers['content-type']).toContain('text/plain');
  expect(answer.body).toContain('process_resident_memory_bytes');
});

test('the documentation page and all it needs come from here', async () => {
  const page = await api.app.inject('/docs');
  const html = page.statusCode === 302 ? await api.app.inject(String(page.headers.location)) : page;
  expect(html.statusCode).toBe(200);
  expect(html.body).not.toMatch(/<script>[^<]/);
  const assets = [...html.body.matchAll(/(?:src|href)="([^"]+)"/g)].map((match) => match[1] ?? '');
  expect(assets.length).toBeGreaterThan(2);
  for (const asset of assets) {
    expect(asset).not.toMatch(/^(https?:)?\/\//);
    const url = new URL(asset, 'http://localhost/docs/').pathname;
    expect((await api.app.inject(url)).statusCode, url).toBe(200);
  }
});

describe('the console', () => {
  const folder = mkdtempSync(join(tmpdir(), 'console-'));
  mkdirSync(join(folder, 'assets'));
  writeFileSync(join(folder, 'index.html'), '<!doctype html><title>console</title>');
  writeFileSync(join(folder, 'assets', 'app-1a2b3c.js'), 'console.log(1)');
  writeFileSync(join(folder, 'assets', 'app-1a2b3c.js.gz'), 'pretend');
  const operatorFolder = join(folder, 'operator');
  mkdirSync(operatorFolder);
  writeFileSync(join(operatorFolder, 'index.html'), '<!doctype html><title>operator</title>');
  writeFileSync(join(operatorFolder, 'sw.js'), 'self.x = 1');
  writeFileSync(join(operatorFolder, 'sw.js.gz'), 'pretend');
  afterAll(() => rmSync(folder, { recursive: true }));
  const build = () => bare([], { rootRoutes: [consoleRoutes({ folder, operatorFolder })] });

  test('has its page at every path that is not of the API', async () => {
    const app = await build();
    for (const path of ['/', '/trucks/DT-07', '/operator', '/set-up?token=x']) {
      const answer = await app.inject(path);
      expect(answer.statusCode, path).toBe(200);
      expect(answer.headers['content-type'], path).toContain('text/html');
      expect(answer.headers['cache-control'], path).toBe('no-cache');
    }
    for (const path of ['/api/v1/nothing', '/api/nothing', '/health/x', '/assets/gone.js']) {
      const answer = await app.inject(path);
      expect(answer.statusCode, path).toBe(404);
      expect(answer.headers['content-type'], path).toContain('application/problem+json');
    }
    await app.close();
  });

  test('has the operator page at a path of its own, with a service worker that serves it whole', async () => {
    const app = await build();
    for (const path of ['/operator', '/operator/', '/operator/x?y=1']) {
      expect((await app.inject(path)).body, path).toContain('operator');
    }
    const worker = await app.inject('/operator/sw.js');
    expect(worker.body).toBe('self.x = 1');
    expect(worker.headers['service-worker-allowed']).toBe('/operator');
    expect(worker.headers['cache-control']).toBe('no-cache');
    const packed = await app.inject({ url: '/operator/sw.js', headers: { 'accept-encoding': 'gzip' } });
    expect(packed.headers['content-encoding']).toBe('gzip');
    expect(packed.headers['service-worker-allowed']).toBe('/operator');
    expect((await app.inject('/operator/../index.html')).body).toContain('console');
    await app.close();
  });

  test('keeps files with a hash in their name for ever, and sends them compressed where they are', async () => {
    const app = await build();
    const plain = await app.inject('/assets/app-1a2b3c.js');
    expect(plain.body).toBe('console.log(1)');
    expect(plain.headers['cache-control']).toBe('public, max-age=31536000, immutable');
    const url = '/assets/app-1a2b3c.js';
    const packed = await app.inject({ url, headers: { 'accept-encoding': 'gzip' } });
    expect(packed.headers['content-encoding']).toBe('gzip');
    expect(packed.headers['content-type']).toContain('javascript');
    expect(packed.headers['cache-control']).toBe('public, max-age=31536000, immutable');
    await app.close();
  });

  test('does not leave its folder', async () => {
    const app = await build();
    for (const path of ['/../package.json', '/..%2f..%2fetc/passwd.txt', '/assets/..%2f..%2fx.json']) {
      expect((await app.inject(path)).statusCode, path).toBeGreaterThanOrEqual(400);
    }
    await app.close();
  });

  test('says how to build it when it is not there', async () => {
    const app = await bare([], {
      rootRoutes: [consoleRoutes({ folder: join(folder, 'none'), operatorFolder })],
    });
    const answer = await app.inject('/');
    expect(answer.statusCode).toBe(503);
    expect(answer.body).toContain('npm run build');
    await app.close();
  });
});

test('too many requests from one address are refused', async () => {
  const app = await bare([], {
    requestsPerMinuteMax: 3,
    rootRoutes: [consoleRoutes({ folder: '/nowhere', operatorFolder: '/nowhere' })],
  });
  const statuses = [];
  for (let i = 0; i < 5; i++) statuses.push((await app.inject('/')).statusCode);
  expect(statuses).toEqual([503, 503, 503, 429, 429]);
  expect((await app.inject('/')).json().type).toBe('urn:digitruck:problem:too-many-requests');
  await app.close();
});
