/**
 * Builds the console into dist/console. Each screen, the map and the charts are chunks of their own, fetched when they are shown. What
 * three or more of them share is one chunk: left to the bundler it would be some fifty of a kilobyte each, half of them asked for by the
 * first screen.
 */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';
import { basemapFile, buildBasemap } from './basemap/build.ts';
import { packFiles } from './packed.ts';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const OUT_DIR = here('../../dist/console');
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

function packed(): Plugin {
  return { name: 'packed', apply: 'build', closeBundle: () => packFiles(OUT_DIR) };
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
    // What packing and the basemap take is known, and no news to whoever starts the demo.
    rolldownOptions: {
      checks: { pluginTimings: false },
      output: {
        codeSplitting: {
          groups: [
            { name: 'first', tags: ['$initial'], priority: 1 },
            { name: 'common', minShareCount: 3, maxModuleSize: 30_000 },
          ],
        },
      },
    },
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
