/** The other house rules: each takes what was read and says what is against it, one line a fault, naming file and line. */
import { folderOf } from './imports.ts';
import { resolveImport, type Source } from './source.ts';

/** What one sitting can read. */
export const LINES_MAX = 400;
/** A screen's words in four languages are one idea, read one language at a time. */
const CATALOGUE = /^src\/console\/shared\/i18n\//;
const CATALOGUE_LINES_MAX = 700;

const TIME = new Set([
  'Date.now',
  'new Date()',
  'Date()',
  'performance.now',
  'performance.timeOrigin',
  'process.hrtime',
  'Temporal.Now',
]);

/** Time, chance and settings come in through one file each; everything else is given them. */
export function ambientViolations(sources: readonly Source[]): string[] {
  return usesOf(sources, (name, path) => {
    // The browser's clock and dice are read in one folder, too.
    const browser = path.startsWith('src/console/shared/');
    if (TIME.has(name))
      return path === 'src/kernel/clock.ts' || browser ? undefined : 'take a Clock (kernel/clock.ts)';
    if (name === 'Math.random') return browser ? undefined : 'take an Rng (kernel/rng.ts)';
    if (name === 'process.env')
      return path === 'src/config.ts' ? undefined : 'settings are read in config.ts alone';
    return undefined;
  });
}

const PURE_FOLDERS = new Set(['kernel', 'energy', 'alerts', 'planner', 'impact']);
const PURE_FILES = new Set(['src/ingest/decode.ts', 'src/ingest/accept.ts', 'src/ingest/presence.ts']);
const NOT_PURE = new Set(['src/kernel/password-hash.ts']);

export function asyncViolations(sources: readonly Source[]): string[] {
  return usesOf(sources, (name, path) => {
    const pure = PURE_FOLDERS.has(folderOf(path)) || PURE_FILES.has(path);
    return name === 'async' && pure && !NOT_PURE.has(path) ? 'pure code waits for nothing' : undefined;
  });
}

export function switchedOffTests(sources: readonly Source[]): string[] {
  return usesOf(sources, (name) =>
    /\.(only|skip|todo|fails)$/.test(name) || /^[xf](it|test|describe)$/.test(name)
      ? 'tests run all of them, always'
      : undefined,
  );
}

function usesOf(
  sources: readonly Source[],
  why: (name: string, path: string) => string | undefined,
): string[] {
  return sources.flatMap(({ path, uses }) =>
    uses.flatMap(({ name, line }) => {
      const reason = why(name, path);
      return reason === undefined ? [] : [`${path}:${line}: ${name}: ${reason}`];
    }),
  );
}

export function tooLong(sources: readonly Source[]): string[] {
  return sources
    .filter(({ path, lines }) => lines > (CATALOGUE.test(path) ? CATALOGUE_LINES_MAX : LINES_MAX))
    .map(({ path, lines }) => `${path}: ${lines} lines; more than ${LINES_MAX} are no longer one idea`);
}

export function barrels(sources: readonly Source[]): string[] {
  return sources
    .filter(({ barrel }) => barrel)
    .map(({ path }) => `${path}: only re-exports; import from where it is`);
}

export function withoutIdea(sources: readonly Source[]): string[] {
  return sources
    .filter(({ opensWithComment }) => !opensWithComment)
    .map(({ path }) => `${path}: open it with a comment that states its idea`);
}

/** Files that nothing reaches from the entry points. */
export function unreached(
  files: readonly string[],
  entries: readonly string[],
  importsOf: (path: string) => readonly string[],
): string[] {
  const reached = new Set<string>();
  const waiting = [...entries];
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    if (reached.has(path)) continue;
    reached.add(path);
    for (const from of importsOf(path)) {
      const to = resolveImport(path, from);
      if (to !== undefined) waiting.push(to);
    }
  }
  return files
    .filter((path) => !reached.has(path))
    .map((path) => `${path}: nothing uses it; remove it or wire it`);
}

/** Files that package.json's scripts start, and what the console's page loads. */
export function entryPoints(scripts: Readonly<Record<string, string>>, consoleHtml: string): string[] {
  const started = Object.values(scripts).flatMap(
    (command) => command.match(/(?:src|simulators|tests)\/\S+\.tsx?/g) ?? [],
  );
  const loaded = [...consoleHtml.matchAll(/<script[^>]+src="\/?\.?\/?([^"]+)"/g)].map(
    ([, path]) => `src/console/${path}`,
  );
  return [...started.filter((path) => !path.endsWith('.test.ts')), ...loaded];
}

/** `@import` of a stylesheet. */
export function cssImports(text: string): string[] {
  return [...text.matchAll(/@import\s+(?:url\()?["']([^"']+)["']/g)].map(([, from]) => from ?? '');
}

export function migrationsWithoutWhy(migrations: readonly { path: string; text: string }[]): string[] {
  return migrations
    .filter(({ text }) => !/^-- Why: \S/.test(text) || /^-- Why: to be written/.test(text))
    .map(({ path }) => `${path}: open it with "-- Why: " and the reason`);
}

/** Written apart, so that this file does not hold what it looks for. */
const UNWANTED: readonly { readonly pattern: RegExp; readonly what: string }[] = [
  { pattern: new RegExp(`(?<![\\w.-])/${'wo'}${'rk'}/`), what: 'a path of one machine' },
  { pattern: new RegExp(`(?<![\\w.-])/${'tm'}p/`), what: 'a path of one machine (use os.tmpdir())' },
  { pattern: new RegExp(`(?<![\\w.-])/(${'ho'}me|${'Us'}ers)/[a-z]`), what: 'a path of one machine' },
  { pattern: new RegExp(`${'local'}host:${48}${73}`), what: 'a host of one machine' },
  { pattern: new RegExp(`\\b(${'BEGIN'} [A-Z ]*PRIVATE KEY)\\b`), what: 'a private key' },
];

export function unwantedWords(files: readonly { path: string; text: string }[]): string[] {
  return files.flatMap(({ path, text }) =>
    text
      .split('\n')
      .flatMap((line, index) =>
        UNWANTED.filter(({ pattern }) => pattern.test(line)).map(
          ({ what }) => `${path}:${index + 1}: ${what}`,
        ),
      ),
  );
}
