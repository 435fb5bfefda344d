/**
 * `npm run pictures`: the README's pictures, taken of a running demo (`npm run demo`) as its people see it.
 *
 *   npm run pictures -- --url http://127.0.0.1:3000 --out .github/images
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { DEMO_PASSWORD, DEMO_PEOPLE } from '../../src/cli/demo/seed.ts';
import { launchBrowser, openContext, openPage } from './browser.ts';

const DESK = { width: 1366, height: 768 };
const PHONE = { width: 390, height: 844 };
/** Charts and maps have drawn by then, and the live feed has spoken. */
const SETTLES_MS = 6000;

const PICTURES = [
  { name: 'today', path: '/', who: 'coordinator', size: DESK },
  { name: 'trucks', path: '/trucks', who: 'coordinator', size: DESK },
  { name: 'truck', path: '/trucks/DT-07', who: 'coordinator', size: DESK },
  { name: 'alerts', path: '/alerts', who: 'coordinator', size: DESK },
  { name: 'plan', path: '/plan', open: 'Next quarter', who: 'coordinator', size: DESK },
  { name: 'sites', path: '/sites', who: 'coordinator', size: DESK },
  { name: 'data', path: '/data', who: 'engineer', size: DESK },
  {
    name: 'sessions',
    path: '/sessions?questions=open',
    openRow: 'Another class of this truck',
    who: 'coordinator',
    size: DESK,
  },
  { name: 'impact', path: '/impact', press: 'This year', who: 'coordinator', size: DESK },
  { name: 'operator-phone', path: '/operator', who: 'operator', size: PHONE },
  { name: 'today-phone', path: '/', who: 'coordinator', size: PHONE },
] as const satisfies readonly {
  readonly name: string;
  readonly path: string;
  /** A link to follow there. */
  readonly open?: string;
  /** A row whose first link is followed. */
  readonly openRow?: string;
  /** A button. */
  readonly press?: string;
  readonly who: keyof typeof DEMO_PEOPLE;
  readonly size: { readonly width: number; readonly height: number };
}[];

const { values } = parseArgs({
  options: {
    url: { type: 'string', default: 'http://127.0.0.1:3000' },
    out: { type: 'string', default: '.github/images' },
  },
});
mkdirSync(values.out, { recursive: true });
const browser = await launchBrowser();
try {
  const cookies = new Map<string, Parameters<typeof addCookies>[1]>();
  for (const { name, path, who, size, ...more } of PICTURES) {
    const context = await openContext(browser.browser, { ...size, baseURL: values.url });
    const known = cookies.get(who);
    if (known === undefined) {
      const answer = await context.request.post(`${values.url}/api/auth/sign-in/email`, {
        data: { email: DEMO_PEOPLE[who], password: DEMO_PASSWORD },
      });
      if (!answer.ok())
        throw new Error(
          `signing in at ${values.url} as ${who}: ${answer.status()}; does the demo run there?`,
        );
      cookies.set(who, await context.cookies());
    } else await addCookies(context, known);
    const { page } = await openPage(context);
    await page.goto(path);
    if ('open' in more) await page.getByRole('link', { name: more.open }).first().click();
    if ('openRow' in more)
      await page.getByRole('row', { name: more.openRow }).first().getByRole('link').first().click();
    if ('press' in more) await page.getByRole('button', { name: more.press }).click();
    await page.waitForTimeout(SETTLES_MS);
    await page.screenshot({ path: join(values.out, `${name}.png`) });
    process.stdout.write(`${name}.png\n`);
    await context.close();
  }
} finally {
  await browser.close();
}

type Context = Awaited<ReturnType<typeof openContext>>;
function addCookies(context: Context, known: Awaited<ReturnType<Context['cookies']>>): Promise<void> {
  return context.addCookies(known);
}
