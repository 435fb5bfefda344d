/**
 * What the house rules need to know of a source file, read off its syntax tree, so that words in comments and texts don't count.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseSync } from 'vite';

export const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

export type Import = {
  /** As written, e.g. `./clock.ts`, `@digitruck/contract/ids`, `node:fs`. */
  readonly from: string;
  /** The whole statement is gone at runtime (`import type`). */
  readonly typeOnly: boolean;
  readonly line: number;
};
/** Something the rules watch, e.g. `Date.now`, `async`, `test.skip`. */
export type Use = { readonly name: string; readonly line: number };

export type Source = {
  /** From the project's root, with "/". */
  readonly path: string;
  readonly text: string;
  readonly lines: number;
  readonly imports: readonly Import[];
  readonly uses: readonly Use[];
  /** Nothing but re-exports. */
  readonly barrel: boolean;
  readonly opensWithComment: boolean;
};

type Node = { readonly type: string; readonly start: number; readonly [field: string]: unknown };

export function parseSource(path: string, text: string): Source {
  const { program, comments, errors } = parseSync(path, text);
  if (errors.length > 0) throw new Error(`${path} cannot be parsed: ${errors[0]?.message}`);
  const lineOf = (position: number) => text.slice(0, position).split('\n').length;
  const imports: Import[] = [];
  const uses: Use[] = [];
  walk(program as unknown as Node, (node, parent) => {
    const line = lineOf(node.start);
    const from = importedBy(node);
    if (from !== undefined) imports.push({ ...from, line });
    const name = watchedIn(node, parent);
    if (name !== undefined) uses.push({ name, line });
  });
  const body = program.body as unknown as Node[];
  const firstCode = text.match(/\S/)?.index ?? 0;
  return {
    path,
    text,
    lines: text.split('\n').length - (text.endsWith('\n') ? 1 : 0),
    imports,
    uses,
    barrel:
      body.some(isReExport) && body.every((node) => isReExport(node) || node.type === 'ImportDeclaration'),
    opensWithComment: comments.some((comment) => comment.start === firstCode) || text.startsWith('#!'),
  };
}

function walk(node: Node, visit: (node: Node, parent: Node | undefined) => void, parent?: Node): void {
  visit(node, parent);
  for (const value of Object.values(node)) {
    for (const child of Array.isArray(value) ? value : [value]) {
      if (isNode(child)) walk(child, visit, node);
    }
  }
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && typeof (value as Partial<Node>).type === 'string';
}

function isReExport(node: Node): boolean {
  if (node.type === 'ExportAllDeclaration') return true;
  return node.type === 'ExportNamedDeclaration' && !isNode(node.declaration);
}

function literal(value: unknown): string | undefined {
  if (!isNode(value)) return undefined;
  if (value.type === 'TSLiteralType') return literal(value.literal);
  return typeof value.value === 'string' ? value.value : undefined;
}

function importedBy(node: Node): { from: string; typeOnly: boolean } | undefined {
  const found = (source: unknown, typeOnly: boolean) => {
    const from = literal(source);
    return from === undefined ? undefined : { from, typeOnly };
  };
  switch (node.type) {
    case 'ImportDeclaration':
      return found(node.source, node.importKind === 'type');
    case 'ExportNamedDeclaration':
    case 'ExportAllDeclaration':
      return found(node.source, node.exportKind === 'type');
    case 'ImportExpression':
      return found(node.source, false);
    case 'TSImportType':
      return found(node.source ?? node.argument, true);
    case 'NewExpression': {
      // `new URL('./worker.ts', import.meta.url)`: a file that is started or read rather than imported.
      const [first, second] = node.arguments as unknown[];
      if (nameOf(node.callee) !== 'URL' || !isNode(second) || nameOf(second) !== 'import.meta.url')
        return undefined;
      const from = literal(first);
      return from !== undefined && /\.tsx?$/.test(from) ? { from, typeOnly: false } : undefined;
    }
    default:
      return undefined;
  }
}

/** `a.b.c` of identifiers and member accesses, also written `a['b']`; `globalThis.` in front is left out. */
function nameOf(value: unknown): string | undefined {
  if (!isNode(value)) return undefined;
  if (value.type === 'Identifier') return String(value.name);
  if (value.type === 'MetaProperty') return 'import.meta';
  if (value.type === 'ChainExpression') return nameOf(value.expression);
  if (value.type === 'CallExpression') return nameOf(value.callee);
  if (value.type !== 'MemberExpression') return undefined;
  const object = nameOf(value.object);
  const property = value.computed === true ? literal(value.property) : nameOf(value.property);
  if (object === undefined || property === undefined) return undefined;
  return object === 'globalThis' ? property : `${object}.${property}`;
}

const WATCHED_MEMBERS = new Set([
  'Date.now',
  'performance.now',
  'performance.timeOrigin',
  'process.hrtime',
  'Temporal.Now',
  'Math.random',
  'process.env',
]);
const TEST_FUNCTIONS = /^(test|it|describe|suite|bench)\b.*\.(only|skip|todo|fails)$/;
const SWITCHED_OFF = new Set(['xit', 'xtest', 'xdescribe', 'fit', 'fdescribe']);

function watchedIn(node: Node, parent: Node | undefined): string | undefined {
  switch (node.type) {
    case 'MemberExpression': {
      const name = nameOf(node);
      if (name === undefined) return undefined;
      return WATCHED_MEMBERS.has(name) || TEST_FUNCTIONS.test(name) ? name : undefined;
    }
    case 'NewExpression': {
      const name = nameOf(node.callee);
      if (name === 'Date' && (node.arguments as unknown[]).length === 0) return 'new Date()';
      return name === 'Promise' ? 'async' : undefined;
    }
    case 'CallExpression': {
      const callee = node.callee;
      if (isNode(callee) && callee.type === 'Identifier') {
        if (callee.name === 'Date') return 'Date()';
        if (SWITCHED_OFF.has(String(callee.name))) return String(callee.name);
      }
      return /^Promise\.\w+$/.test(nameOf(callee) ?? '') ? 'async' : undefined;
    }
    case 'VariableDeclarator': {
      // `const { now } = Date` is another way to the same thing.
      const pattern = node.id;
      if (!isNode(pattern) || pattern.type !== 'ObjectPattern') return undefined;
      const object = nameOf(node.init);
      for (const property of pattern.properties as Node[]) {
        const name = `${object}.${nameOf(property.key)}`;
        if (WATCHED_MEMBERS.has(name)) return name;
      }
      return undefined;
    }
    case 'AwaitExpression':
      return 'async';
    case 'ForOfStatement':
      return node.await === true ? 'async' : undefined;
    case 'FunctionDeclaration':
    case 'FunctionExpression':
    case 'ArrowFunctionExpression':
      return node.async === true && parent?.type !== 'TSDeclareFunction' ? 'async' : undefined;
    default:
      return undefined;
  }
}

/** Every file below these folders (or these files), sorted, as paths from the root with "/". */
export function filesBelow(folders: readonly string[], endings: RegExp): string[] {
  const found = folders.flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && endings.test(entry.name))
      .map((entry) => relative(ROOT, join(entry.parentPath, entry.name)).split(sep).join('/')),
  );
  return found.filter((path) => !path.includes('node_modules/')).sort();
}

export function readText(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8');
}

/** Where an import leads: a path from the root, or undefined for a package. */
export function resolveImport(importer: string, from: string): string | undefined {
  if (from.startsWith('@digitruck/contract/')) return `src/contract/${from.slice(20)}.ts`;
  if (from.startsWith('.')) return posix.normalize(posix.join(dirname(importer), from.replace(/\?.*$/, '')));
  return undefined;
}

/** `@fastify/static` of `@fastify/static/types`, `drizzle-orm` of `drizzle-orm/pg-core`. */
export function packageOf(from: string): string {
  return from
    .split('/')
    .slice(0, from.startsWith('@') ? 2 : 1)
    .join('/');
}
