/** Builds the console into dist/console. The map and the charts are chunks of their own, fetched by the screens that show them. */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';
import { basemapFile, buildBasemap } from './basemap/build.ts';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
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

export default defineConfig({
  root: here('.'),
  publicDir: here('./public'),
  cacheDir: here('../../node_modules/.vite-console'),
  plugins: [react(), basemapWhenAbsent()],
  build: {
    outDir: here('../../dist/console'),
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
