/**
 * A browser for tests: the system's Chromium where there is one, else the one that comes with the package
 * @sparticuz/chromium, so that `npm test` needs nothing but npm.
 *
 * The package's own unpacking writes to one place for all users and leaves half a file when it is killed. Here each user
 * unpacks once into a folder of their own, under another name first; the rename makes it whole or absent, however many
 * test processes do it at the same time.
 */
import { execFile } from 'node:child_process';
import { createReadStream, createWriteStream, existsSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { createBrotliDecompress } from 'node:zlib';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';

const run = promisify(execFile);
const SYSTEM_BROWSERS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
/** Tests show only their own pages, so the sandbox (which root can't have) is left out. */
const ARGS = [
  '--no-sandbox',
  '--disable-dev-shm-usage',
  '--disable-gpu',
  '--font-render-hinting=none',
  '--hide-scrollbars',
];

export type TestBrowser = { readonly browser: Browser; readonly which: string; close(): Promise<void> };

/** Starts a headless Chromium; `which` says whose it is and its version. */
export async function launchBrowser(): Promise<TestBrowser> {
  const system = SYSTEM_BROWSERS.find((path) => existsSync(path));
  const { executablePath, env } =
    system === undefined ? await packaged() : { executablePath: system, env: {} };
  const browser = await chromium.launch({
    executablePath,
    args: ARGS,
    headless: true,
    env: { ...process.env, ...env },
  });
  const which = `${system ?? '@sparticuz/chromium'} ${browser.version()}`;
  return { browser, which, close: () => browser.close() };
}

export type ContextOptions = {
  readonly width: number;
  readonly height: number;
  readonly locale?: string;
  readonly baseURL?: string;
  /** `reduce` for somebody who asked for calm pages. */
  readonly reducedMotion?: 'reduce' | 'no-preference';
};
/** Cookies, storage and cache of one person at one device, for any number of pages. */
export function openContext(
  browser: Browser,
  { width, height, locale = 'en-GB', baseURL, reducedMotion = 'no-preference' }: ContextOptions,
): Promise<BrowserContext> {
  return browser.newContext({
    viewport: { width, height },
    hasTouch: width < 700,
    locale,
    baseURL,
    reducedMotion,
    // Not the time zone of the fleet: what shows its times must not rely on the browser's.
    timezoneId: 'America/New_York',
  });
}

/** A page, and the faults that it throws itself. */
export async function openPage(context: BrowserContext): Promise<{ page: Page; faults: string[] }> {
  const page = await context.newPage();
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(String(error)));
  return { page, faults };
}

/** Where the package's browser is, unpacked if it was not, and what it needs in its environment. */
async function packaged(): Promise<{ executablePath: string; env: Record<string, string> }> {
  const source = join(dirname(fileURLToPath(import.meta.resolve('@sparticuz/chromium'))), '..');
  const { version } = JSON.parse(readFileSync(join(source, 'package.json'), 'utf8')) as { version: string };
  const folder = join(tmpdir(), `digitruck-chromium-${version}-${userInfo().uid}`);
  if (!existsSync(folder)) await unpack(join(source, 'bin'), folder);
  const executablePath = join(folder, 'chromium');
  const env: Record<string, string> = { FONTCONFIG_FILE: join(folder, 'fonts.conf') };
  // A slim image lacks NSS; the package brings it.
  const { stdout } = await run('ldd', [executablePath]).catch(() => ({ stdout: '' }));
  if (stdout.includes('not found')) env.LD_LIBRARY_PATH = join(folder, 'lib');
  return { executablePath, env };
}

async function unpack(source: string, folder: string): Promise<void> {
  const unfinished = await mkdtemp(`${folder}-`);
  const inflate = (from: string, to: string, mode: number) =>
    pipeline(
      createReadStream(join(source, from)),
      createBrotliDecompress(),
      createWriteStream(join(unfinished, to), { mode }),
    );
  await Promise.all([
    inflate('chromium.br', 'chromium', 0o755),
    inflate('fonts.tar.br', 'fonts.tar', 0o644),
    inflate('al2023.tar.br', 'libraries.tar', 0o644),
  ]);
  for (const archive of ['fonts.tar', 'libraries.tar']) {
    await run('tar', ['-xf', join(unfinished, archive), '-C', unfinished]);
    await rm(join(unfinished, archive));
  }
  await mkdir(join(unfinished, 'cache'), { recursive: true });
  await writeFile(join(unfinished, 'fonts.conf'), fontsConf(folder));
  try {
    await rename(unfinished, folder);
  } catch {
    // Another process was first; its folder is the same.
    await rm(unfinished, { recursive: true, force: true });
  }
}

/** The package's Open Sans before whatever the machine has, so that pictures look alike everywhere. */
function fontsConf(folder: string): string {
  return `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
  <dir>${folder}/fonts</dir>
  <cachedir>${folder}/cache</cachedir>
  <alias binding="strong"><family>system-ui</family><prefer><family>Open Sans</family></prefer></alias>
  <alias binding="strong"><family>sans-serif</family><prefer><family>Open Sans</family></prefer></alias>
</fontconfig>
`;
}
