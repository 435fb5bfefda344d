/** The house rules of src/README.md, held as tests; and first, that the tests see a breach when there is one. */
import { describe, expect, test } from 'vitest';
import { importViolations, undeclaredPackages } from './support/house/imports.ts';
import {
  ambientViolations,
  asyncViolations,
  barrels,
  cssImports,
  entryPoints,
  LINES_MAX,
  migrationsWithoutWhy,
  switchedOffTests,
  tooLong,
  unreached,
  unwantedWords,
  withoutIdea,
} from './support/house/rules.ts';
import { filesBelow, parseSource, readText } from './support/house/source.ts';

const TYPESCRIPT = /\.tsx?$/;
const read = (path: string) => ({ path, text: readText(path) });
const parse = (path: string) => parseSource(path, readText(path));

const sources = filesBelow(['src', 'simulators'], TYPESCRIPT).map(parse);
const testSources = filesBelow(['tests'], TYPESCRIPT).map(parse);
const styles = filesBelow(['src'], /\.css$/).map(read);
const migrations = filesBelow(['migrations'], /\.sql$/).map(read);
const manifest = JSON.parse(readText('package.json')) as {
  scripts: Record<string, string>;
  dependencies: Record<string, string>;
  devDependencies: Record<string, string>;
};

describe('the rules see', () => {
  const at = (path: string, text: string) => [parseSource(path, text)];

  test.each([
    ['src/store/x.ts', `import { buildApp } from '../api/app.ts';`],
    ['src/api/x.ts', `import { openDb } from '../store/db.ts';`],
    ['src/api/x.ts', `import { type Db } from '../store/db.ts';`],
    ['src/api/x.ts', `import pg from 'pg';`],
    ['src/api/x.ts', `export * from '../store/db.ts';`],
    ['src/api/routes/x.ts', `const db = await import('../../store/db.ts');`],
    ['src/derive/x.ts', `import type { Api } from '../api/kit.ts';`],
    ['src/derive/x.ts', `type T = import('../api/kit.ts').Api;`],
    ['src/contract/x.ts', `import { clock } from '../kernel/clock.ts';`],
    ['src/contract/x.ts', `import { readFileSync } from 'node:fs';`],
    ['src/kernel/x.ts', `import { z } from 'zod';`],
    ['src/kernel/x.ts', `import { TruckId } from '@digitruck/contract/ids';`],
    ['src/energy/x.ts', `import { z } from 'zod';`],
    ['src/console/dispatch/x.tsx', `import { createHash } from 'node:crypto';`],
    ['src/console/dispatch/x.tsx', `import { buildBasemap } from '../basemap/build.ts';`],
    ['src/main.ts', `import './console/dispatch/main.tsx';`],
    ['src/api/x.ts', `new Worker(new URL('../planner/worker.ts', import.meta.url));`],
    ['simulators/x.ts', `import { sun } from '../src/energy/sun.ts';`],
    ['simulators/x.ts', `import pg from 'pg';`],
    ['src/newfolder/x.ts', `export const x = 1;`],
  ])('an import that the table forbids: %s: %s', (path, text) => {
    expect(importViolations(at(path, text))).toHaveLength(1);
  });

  test.each([
    ['src/api/x.ts', `import type { Db } from '../store/db.ts'; import { z } from 'zod'; import './y.ts';`],
    ['src/api/x.ts', `// import pg from 'pg'\nconst text = "import pg from 'pg'";`],
    ['src/store/x.ts', `import { Instant } from '@digitruck/contract/telemetry'; import pg from 'pg';`],
    ['src/kernel/password-hash.ts', `import { pbkdf2 } from 'node:crypto';`],
    ['src/console/vite.config.ts', `import { buildBasemap } from './basemap/build.ts'; import 'node:fs';`],
    ['src/main.ts', `import { pino } from 'pino'; import { openDb } from './store/db.ts';`],
    ['src/broker.ts', `import { readConfig } from './config.ts'; import './main.ts';`],
  ])('but not one that it allows: %s: %s', (path, text) => {
    expect(importViolations(at(path, text))).toEqual([]);
  });

  test('a package that is not declared', () => {
    const text = `import ws from 'ws'; import type { Feature } from 'geojson'; import { eq } from 'drizzle-orm/pg-core';`;
    expect(undeclaredPackages(at('src/x.ts', text), new Set(['drizzle-orm', '@types/geojson']))).toEqual([
      'src/x.ts:1: "ws" is not in package.json',
    ]);
  });

  test.each([
    'const now = Date.now();',
    'const now = Date["now"]();',
    'const now = globalThis.Date.now();',
    'const { now } = Date;',
    'const now = new Date();',
    'const now = new Date;',
    'const text = Date();',
    'const start = performance.now();',
    'const start = process.hrtime.bigint();',
    'const dice = Math.random();',
    'const dice = [1].map(Math.random);',
    'const url = process.env.DATABASE_URL;',
    'const { env } = process;',
    'const text = `it is $' + '{Date.now()}`;',
  ])('time, chance and settings from nowhere: %s', (text) => {
    expect(ambientViolations(at('src/api/x.ts', text))).toHaveLength(1);
  });

  test('but not where they come in, in words, or of a given time', () => {
    expect(ambientViolations(at('src/kernel/clock.ts', 'export const now = () => Date.now();'))).toEqual([]);
    expect(ambientViolations(at('src/config.ts', 'export const env = process.env;'))).toEqual([]);
    const harmless = `/* Date.now() */ const text = 'Math.random()'; const at = new Date(0); clock.now();`;
    expect(ambientViolations(at('src/api/x.ts', harmless))).toEqual([]);
    expect(ambientViolations(at('src/console/shared/now.ts', 'export const t = Date.now();'))).toEqual([]);
    expect(ambientViolations(at('src/console/dispatch/x.tsx', 'export const t = Date.now();'))).toHaveLength(
      1,
    );
  });

  test.each([
    'async function f() {}',
    'const f = async () => 1;',
    'await f();',
    'class A { async f() {} }',
    'new Promise(f);',
    'Promise.all([]);',
  ])('waiting in a pure place: %s', (text) => {
    expect(asyncViolations(at('src/planner/x.ts', text))).toHaveLength(1);
    expect(asyncViolations(at('src/ingest/decode.ts', text))).toHaveLength(1);
    expect(asyncViolations(at('src/store/x.ts', text))).toEqual([]);
  });

  test.each([
    'test.only("x", f);',
    'describe.skip("x", f);',
    'it.concurrent.skip("x", f);',
    'test.each([1]).only("x", f);',
    'test.todo("x");',
    'xit("x", f);',
  ])('a test switched off: %s', (text) =>
    expect(switchedOffTests(at('tests/x.test.ts', text))).toHaveLength(1),
  );

  test('a file that nothing reaches, in a ring as well', () => {
    const files: Record<string, string[]> = {
      'src/main.ts': ['./a/used.ts', '@digitruck/contract/ids', './style.css'],
      'src/a/used.ts': ['../main.ts'],
      'src/contract/ids.ts': ['zod'],
      'src/style.css': [],
      'src/a/ring.ts': ['./other.ts'],
      'src/a/other.ts': ['./ring.ts'],
    };
    const found = unreached(Object.keys(files), ['src/main.ts'], (path) => files[path] ?? []);
    expect(found.map((line) => line.split(':')[0])).toEqual(['src/a/ring.ts', 'src/a/other.ts']);
    const html = '<script type="module" src="/dispatch/main.tsx"></script>';
    const scripts = { start: 'node src/main.ts', test: 'vitest run tests/tidy.test.ts' };
    expect(entryPoints(scripts, html)).toEqual(['src/main.ts', 'src/console/dispatch/main.tsx']);
    expect(cssImports(`@import './tokens.css'; @import url("base.css");`)).toEqual([
      './tokens.css',
      'base.css',
    ]);
  });

  test('barrels, long files, files without an idea, migrations without a reason, paths of a machine', () => {
    const barrel = `/** All. */\nimport './x.ts';\nexport * from './a.ts';\nexport { b } from './b.ts';`;
    expect(barrels(at('src/api/index.ts', barrel))).toHaveLength(1);
    expect(barrels(at('src/api/x.ts', `export * from './a.ts'; export const b = 1;`))).toEqual([]);
    expect(barrels(at('src/console/x.ts', `import './a.css'; start();`))).toEqual([]);
    expect(tooLong(at('src/api/x.ts', 'f();\n'.repeat(LINES_MAX)))).toEqual([]);
    expect(tooLong(at('src/api/x.ts', 'f();\n'.repeat(LINES_MAX + 1)))).toHaveLength(1);
    expect(withoutIdea(at('src/api/x.ts', 'export const x = 1; // late'))).toHaveLength(1);
    expect(withoutIdea(at('src/api/x.ts', '/** An idea. */\nexport const x = 1;'))).toEqual([]);
    const sql = (text: string) => migrationsWithoutWhy([{ path: 'migrations/x.sql', text }]);
    expect(sql('create table a ();')).toHaveLength(1);
    expect(sql('-- Why: to be written\nselect 1;')).toHaveLength(1);
    expect(sql('-- Why: because.\nselect 1;')).toEqual([]);
    const words = (text: string) => unwantedWords([{ path: 'src/x.ts', text }]);
    for (const folder of ['work', 'tmp']) expect(words(`open('/${folder}/x')`)).toHaveLength(1);
    expect(words(`fetch('http://localhost:${4800 + 73}/')`)).toHaveLength(1);
    expect(words(`import 'a/work/b'; import 'frame/tmp/x'`)).toEqual([]);
  });
});

describe('the house', () => {
  test('was read', () => {
    expect(sources.length).toBeGreaterThan(100);
    expect(testSources.length).toBeGreaterThan(10);
    expect(migrations.length).toBeGreaterThan(3);
  });

  test('imports only what the table allows', () => {
    expect(importViolations(sources)).toEqual([]);
  });

  test('uses only packages that package.json declares', () => {
    const declared = new Set(Object.keys({ ...manifest.dependencies, ...manifest.devDependencies }));
    expect(undeclaredPackages([...sources, ...testSources], declared)).toEqual([]);
  });

  test('needs no development package to serve', () => {
    const declared = new Set(Object.keys(manifest.dependencies));
    const serving = sources.filter(({ path }) => !/^src\/(console|cli)\//.test(path));
    const runtime = serving.map((source) => ({
      ...source,
      imports: source.imports.filter(({ typeOnly }) => !typeOnly),
    }));
    expect(undeclaredPackages(runtime, declared)).toEqual([]);
  });

  test('has no file that nothing uses', () => {
    const imports = new Map<string, readonly string[]>();
    for (const { path, imports: list } of [...sources, ...testSources]) {
      imports.set(
        path,
        list.map(({ from }) => from),
      );
    }
    for (const { path, text } of styles) imports.set(path, cssImports(text));
    const files = [...sources, ...styles].map(({ path }) => path).filter((path) => !path.endsWith('.d.ts'));
    // The tables describe the whole schema, also where the store speaks SQL itself; tables.test.ts holds them.
    const tables = files.filter((path) => path.startsWith('src/store/tables/'));
    // The physics is a library of published models: which of them a forecast uses may change, that they are right may not.
    const physics = 'tests/energy/published/models.ts';
    const entries = [
      ...entryPoints(manifest.scripts, readText('src/console/index.html')),
      // The operator's page: its first script, and what serves it without a network.
      'src/console/operator/start.ts',
      'src/console/operator/sw.ts',
      ...tables,
      physics,
    ];
    expect(unreached(files, entries, (path) => imports.get(path) ?? [])).toEqual([]);
  });

  test('takes time, chance and settings as arguments', () => {
    expect(ambientViolations(sources)).toEqual([]);
  });

  test('waits for nothing in pure code', () => {
    expect(asyncViolations(sources)).toEqual([]);
  });

  test('has no file too long for one sitting', () => {
    expect(tooLong(sources)).toEqual([]);
  });

  test('has no barrels', () => {
    expect(barrels(sources)).toEqual([]);
  });

  test('states the idea of each file', () => {
    expect(withoutIdea(sources)).toEqual([]);
  });

  test('runs all its tests', () => {
    expect(switchedOffTests(testSources)).toEqual([]);
  });

  test('says why of each migration, and runs each', () => {
    expect(migrationsWithoutWhy(migrations)).toEqual([]);
    const journal = JSON.parse(readText('migrations/meta/_journal.json')) as { entries: { tag: string }[] };
    expect(journal.entries.map(({ tag }) => `migrations/${tag}.sql`)).toEqual(
      migrations.map(({ path }) => path),
    );
  });

  test('knows no machine', () => {
    const files = [
      ...filesBelow(['src', 'simulators', 'migrations'], /\.(ts|tsx|css|html|json|sql|md|conf)$/),
      'package.json',
      'README.md',
    ];
    expect(unwantedWords(files.map(read))).toEqual([]);
  });
});
