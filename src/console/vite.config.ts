/** Builds the console into dist/console. The map and the charts are chunks of their own, fetched by the screens that show them. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';
import { basemapFile, buildBasemap } from './basemap/build.ts';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const OUT_DIR = here('../../dist/console');
const PACKED = /\.(js|css|html|json|svg)$/;
const PACKED_MIN_BYTES = 1024;
const BACKEND = 'http://127.0.0.1:3000';

/** The basemap is generated, so a fresh clone has none yet: the first build (or dev server) makes it. */
function basemapWhenAbsent(): Plugin {
  return {
    name: 'basemap-when-absent',
    async buildStart() {
      if (!existsSync(basemapFile('KE'))) await buildBasemap('KE');
    },
  };
}

/** Leaves `app.js.br` and `app.js.gz` beside `app.js`; the service sends them as they are, so that no request waits for packing. */
function packed(): Plugin {
  return {
    name: 'packed',
    apply: 'build',
    closeBundle() {
      for (const path of readdirSync(OUT_DIR, { recursive: true, encoding: 'utf8' })) {
        if (!PACKED.test(path)) continue;
        const file = join(OUT_DIR, path);
        const content = readFileSync(file);
        if (content.length < PACKED_MIN_BYTES) continue;
        writeFileSync(`${file}.gz`, gzipSync(content, { level: 9 }));
        writeFileSync(`${file}.br`, brotliCompressSync(content));
      }
    },
  };
}

export default defineConfig({
  root: here('.'),
  publicDir: here('./public'),
  cacheDir: here('../../node_modules/.vite-console'),
  plugins: [react(), basemapWhenAbsent(), packed()],
  build: {
    outDir: OUT_DIR,
    emptyOutDir: true,
    target: 'es2022',
    sourcemap: false,
    reportCompressedSize: true,
  },
  server: {
    port: 5173,
    proxy: {
      '/api': { target: BACKEND, ws: true },
      '/openapi.json': BACKEND,
      '/docs': BACKEND,
    },
  },
});
