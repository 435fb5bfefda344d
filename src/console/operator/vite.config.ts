/**
 * Builds the operator's page into dist/operator: the console's way of writing, on `preact/compat` for a phone. The stylesheet goes into the
 * page itself, so that the first answer of a slow network already looks right; the service worker gets the list of files.
 */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineConfig, type Plugin } from 'vite';
import { packFiles } from '../packed.ts';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const BACKEND = 'http://127.0.0.1:3000';
/** Asked for by who speaks it; kept by the service worker once it was. */
const LANGUAGE = /operator-(en|fr|sw|fil)-/;
const NOT_OF_THE_PAGE = /(^|\/)(sw\.js|index\.html)$|\.(br|gz)$/;

/** After all is written: styles into the page, code named ahead, files listed for the service worker, everything packed. */
function finished(): Plugin {
  let outDir = '';
  return {
    name: 'operator-finished',
    apply: 'build',
    configResolved({ root, build }) {
      outDir = resolve(root, build.outDir);
    },
    closeBundle() {
      const files = readdirSync(outDir, { recursive: true, encoding: 'utf8' }).filter((file) =>
        /\.\w+$/.test(file),
      );
      const page = join(outDir, 'index.html');
      const sheet = files.find((file) => file.endsWith('.css'));
      const wire = files.find((file) => /assets\/wire-[^/]*\.js$/.test(file));
      const first = files.find((file) => /assets\/index-[^/]*\.js$/.test(file));
      if (sheet === undefined || wire === undefined || first === undefined)
        throw new Error('the operator page was built without its style or code');
      const style = readFileSync(join(outDir, sheet), 'utf8').trim();
      const html = readFileSync(page, 'utf8')
        .replace(/\s*<link rel="stylesheet"[^>]*>/, '')
        .replace('</head>', `${needed(outDir, wire).map(preload).join('')}<style>${style}</style></head>`);
      writeFileSync(page, html);
      const kept = files.filter(
        (file) => !NOT_OF_THE_PAGE.test(file) && !LANGUAGE.test(file) && file !== sheet,
      );
      const version = createHash('sha256').update(html).update(kept.join()).digest('hex').slice(0, 12);
      const worker = join(outDir, 'sw.js');
      const list = JSON.stringify(kept.map((file) => `/operator/${file}`));
      const code = readFileSync(worker, 'utf8');
      // A worker of this kind may not, and the first script must not wait for the page's code before it asks for the words.
      if (/\bimport\b/.test(code) || needed(outDir, first).includes(wire))
        throw new Error('the service worker or the first script imports code of the page');
      writeFileSync(worker, `const FILES=${list},VERSION="${version}";${code}`);
      packFiles(outDir);
    },
  };
}

/** A file of code and all that it imports: each found only when the one before was read would be half a second more on a slow network. */
function needed(outDir: string, code: string, known = new Set([code])): string[] {
  const text = readFileSync(join(outDir, code), 'utf8');
  for (const [, name] of text.matchAll(/(?:from|import)"\.\/([^"]+\.js)"/g)) {
    const path = `assets/${name}`;
    if (!known.has(path)) needed(outDir, path, known.add(path));
  }
  return [...known];
}
const preload = (file: string) => `<link rel="modulepreload" crossorigin href="/operator/${file}">`;

/** Vite's own loader of what comes later watches styles, which this page has in itself: a kilobyte for nothing. */
function plainLoader(): Plugin {
  return {
    name: 'operator-plain-loader',
    enforce: 'pre',
    apply: 'build',
    load: (id) =>
      id.endsWith('vite/preload-helper.js') ? 'export const __vitePreload = (load) => load();' : undefined,
  };
}

export default defineConfig({
  root: here('.'),
  base: '/operator/',
  publicDir: here('./public'),
  cacheDir: here('../../../node_modules/.vite-operator'),
  plugins: [plainLoader(), finished()],
  resolve: {
    alias: [
      { find: 'react-dom/client', replacement: 'preact/compat/client' },
      { find: 'react/jsx-runtime', replacement: 'preact/jsx-runtime' },
      { find: 'react/jsx-dev-runtime', replacement: 'preact/jsx-runtime' },
      { find: /^react(-dom)?$/, replacement: 'preact/compat' },
    ],
  },
  oxc: { jsx: { runtime: 'automatic', importSource: 'react' } },
  build: {
    outDir: here('../../../dist/operator'),
    emptyOutDir: true,
    target: 'es2020',
    sourcemap: false,
    modulePreload: false,
    cssCodeSplit: false,
    rolldownOptions: {
      checks: { pluginTimings: false },
      input: { index: here('./index.html'), sw: here('./sw.ts') },
      output: {
        entryFileNames: ({ name }) => (name === 'sw' ? 'sw.js' : 'assets/[name]-[hash].js'),
        // What later parts share with the page lies in the page's own file: one file packs better than four.
        codeSplitting: {
          groups: [
            { name: 'load', test: /preload-helper/, priority: 2 },
            { name: 'wire', test: /operator\/wire\.tsx$/, priority: 1 },
          ],
        },
      },
    },
  },
  server: { port: 5174, proxy: { '/api': BACKEND } },
});
