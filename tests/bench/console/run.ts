/** `npm run bench -- console`: the console's first JS, and how long frames take on its heaviest screens with a CPU four times slower. */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';
import Table from 'cli-table3';
import type { Page } from 'playwright-core';
import { launchBrowser, openContext, openPage } from '../../support/browser.ts';
import { buildConsole } from '../../support/built-console.ts';
import { percentile, rounded } from '../figures.ts';
import { thisMachine } from '../machine.ts';
import { runStoppable } from '../stoppable.ts';
import { BASE_URL, PLAN_ID, playConsole, readBuilt } from './played.ts';

const HELP = `npm run bench -- console [options]

  --json FILE   the figures as one JSON object
`;
const CPU_SLOWER = 4;
const FRAMES = 90;
const SIZE = { width: 1366, height: 768 };
const dist = fileURLToPath(new URL('../../../dist/console', import.meta.url));

type Frames = {
  readonly what: string;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly frames: number;
};

export async function benchConsole(argv: string[]): Promise<number> {
  let json: string | undefined;
  try {
    const { values } = parseArgs({
      args: argv,
      options: { json: { type: 'string' }, help: { type: 'boolean', short: 'h', default: false } },
    });
    if (values.help) {
      process.stdout.write(HELP);
      return 0;
    }
    json = values.json;
  } catch (error) {
    process.stderr.write(`bench console: ${error instanceof Error ? error.message : error}\n\n${HELP}`);
    return 2;
  }
  return runStoppable('bench console', (run) =>
    run.scope(async (onEnd) => {
      run.say('the console, a browser');
      await buildConsole();
      const built = readBuilt(dist);
      const { browser, close, which } = await launchBrowser();
      onEnd(close);
      const context = await openContext(browser, { ...SIZE, baseURL: BASE_URL });
      await playConsole(context, built);
      const { page } = await openPage(context);
      const session = await context.newCDPSession(page);
      await session.send('Emulation.setCPUThrottlingRate', { rate: CPU_SLOWER });
      const measured: Frames[] = [];

      await page.goto(`/plan/${PLAN_ID}`);
      await page.locator('[data-visit]').first().waitFor();
      const bars = await page.locator('[data-visit]').count();
      for (const weeks of ['4 weeks', '26 weeks']) {
        run.say(`the board: ${bars} visits of 50 trucks, ${weeks}`);
        await page.getByLabel(weeks).check();
        const scroll = (axis: 'scrollLeft' | 'scrollTop', px: number) =>
          framesOf(
            page,
            `document.querySelector('.board-scroll').${axis} += frame < ${FRAMES / 2} ? ${px} : -${px}`,
          );
        measured.push({ what: `board, ${weeks}: scrolled down`, ...(await scroll('scrollTop', 24)) });
        if (weeks === '4 weeks')
          measured.push({ what: `board, ${weeks}: scrolled along`, ...(await scroll('scrollLeft', 24)) });
        measured.push({ what: `board, ${weeks}: a bar dragged`, ...(await dragged(page)) });
      }
      run.say('the map: 1,000 trucks');
      await page.goto('/');
      await page.locator('.map-canvas .truck-marker').first().waitFor();
      measured.push({ what: 'map of 1,000 trucks: panned', ...(await panned(page)) });

      const firstKb = rounded(firstJsBytes(built) / 1000, 1);
      const table = new Table({ head: ['', 'p50 ms', 'p95 ms', 'frames'] });
      for (const { what, p50Ms, p95Ms, frames } of measured) table.push([what, p50Ms, p95Ms, frames]);
      process.stdout.write(
        `${table.toString()}\nfirst JS: ${firstKb} KB packed (gzip); ${which}, CPU 1/${CPU_SLOWER}\n`,
      );
      if (json !== undefined)
        writeFileSync(
          json,
          JSON.stringify({ machine: thisMachine(), which, bars, firstKb, measured }, null, 2),
        );
    }),
  );
}

/** Runs `step` before each of the frames, in the page, and says how far these are apart. */
async function framesOf(page: Page, step: string): Promise<Omit<Frames, 'what'>> {
  const gaps = (await page.evaluate(`new Promise((done) => {
    const gaps = [];
    let frame = 0;
    let before = 0;
    const next = (now) => {
      if (before > 0) gaps.push(now - before);
      before = now;
      if (gaps.length >= ${FRAMES}) return done(gaps);
      ${step};
      frame += 1;
      requestAnimationFrame(next);
    };
    requestAnimationFrame(next);
  })`)) as number[];
  return summed(gaps);
}

/** A bar in the hand, moved back and forth over the rows by events of the page's own pointer. */
async function dragged(page: Page): Promise<Omit<Frames, 'what'>> {
  const box = await page.locator('[data-visit]').nth(2).boundingBox();
  if (box === null) throw new Error('there is no bar to drag');
  const [x, y] = [box.x + 6, box.y + 10];
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x + 12, y + 6);
  const result = await framesOf(
    page,
    `document.querySelector('.bar-dragged').dispatchEvent(new PointerEvent('pointermove', {
      bubbles: true, pointerId: 1, clientX: ${x} + (frame % 60) * 8, clientY: ${y} + (frame % 40) * 6 }))`,
  );
  await page.keyboard.press('Escape');
  await page.mouse.up();
  return result;
}

/** By the pointer, as a person pans: frames are counted while it moves. */
async function panned(page: Page): Promise<Omit<Frames, 'what'>> {
  const box = await page.locator('.map-canvas').boundingBox();
  if (box === null) throw new Error('there is no map');
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  await page.mouse.move(x, y);
  await page.mouse.down();
  const counted = framesOf(
    page,
    `document.dispatchEvent(new MouseEvent('mousemove', { bubbles: true, clientX: ${x} + 160 * Math.sin(frame / 12), clientY: ${y} + 60 * Math.cos(frame / 9) }))`,
  );
  const result = await counted;
  await page.mouse.up();
  return result;
}

function summed(gaps: readonly number[]): Omit<Frames, 'what'> {
  return {
    p50Ms: rounded(percentile(gaps, 0.5), 1) ?? 0,
    p95Ms: rounded(percentile(gaps, 0.95), 1) ?? 0,
    frames: gaps.length,
  };
}

/** What `index.html` asks for by itself: the entry and what it imports at once. */
function firstJsBytes(built: ReadonlyMap<string, Buffer>): number {
  const html = built.get('/index.html')?.toString('utf8') ?? '';
  return [...built]
    .filter(([path]) => path.endsWith('.js') && html.includes(path))
    .reduce((sum, [, content]) => sum + gzipSync(content, { level: 9 }).length, 0);
}
