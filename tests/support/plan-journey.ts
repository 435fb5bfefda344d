/**
 * The planner as a coordinator meets it, against a running demo, with a picture of each step: a quarter is planned for all trucks and sites,
 * a visit moved, three reasons read why sites are left out, a road closed, the answer compared and published; a simulated truck hears of it
 * and drives to its next visit.
 *
 *   npm run demo -- --no-trucks
 *   node tests/support/plan-journey.ts --url http://127.0.0.1:3000 --mqtt mqtt://127.0.0.1:1883 --out FOLDER
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Truck } from '@digitruck/contract/fleet';
import { PlanPage, Plan as PlanSchema } from '@digitruck/contract/plans';
import { runFleet } from '../../simulators/fleet/fleet.ts';
import { PERFECT_SCENARIO } from '../../simulators/fleet/scenario.ts';
import { DEMO_PASSWORD, DEMO_PEOPLE } from '../../src/cli/demo/seed.ts';
import { distanceKm } from '../../src/kernel/geo.ts';
import { addDays, localDayOf } from '../../src/kernel/zone.ts';
import { launchBrowser, openContext, openPage } from './browser.ts';
import { until } from './until.ts';

const HOUR_MS = 3_600_000;
/** Two nights and three days: enough for any way in the country. */
const DRIVES_H = 72;
const PACE = 7200;
const LONG = { timeout: 120_000 };

const { values } = parseArgs({
  options: {
    url: { type: 'string', default: 'http://127.0.0.1:3000' },
    mqtt: { type: 'string', default: 'mqtt://127.0.0.1:1883' },
    out: { type: 'string', default: 'plan-journey' },
    seconds: { type: 'string', default: '20' },
  },
});
mkdirSync(values.out, { recursive: true });
const started = await launchBrowser();
const context = await openContext(started.browser, { width: 1366, height: 768, baseURL: values.url });
context.setDefaultTimeout(LONG.timeout);
const { page, faults } = await openPage(context);
const say = (text: string) => process.stdout.write(`${text}\n`);
let step = 0;
async function picture(what: string): Promise<void> {
  step += 1;
  await page.screenshot({ path: join(values.out, `${String(step).padStart(2, '0')}-${what}.png`) });
  say(`${step} ${what}`);
}
async function asked(path: string): Promise<unknown> {
  const answer = await context.request.get(`${values.url}/api/v1${path}`);
  if (!answer.ok()) throw new Error(`${path}: ${answer.status()} ${await answer.text()}`);
  return answer.json();
}
const planIdOfPage = () => /plan\/([0-9a-f-]{36})/.exec(page.url())?.[1] ?? '';
const planOfPage = async () => PlanSchema.parse(await asked(`/plans/${planIdOfPage()}`));
const solved = async () =>
  until('the search to end', async () => (await planOfPage()).job.endedAt !== null, { withinMs: 300_000 });

try {
  const signedIn = await context.request.post(`${values.url}/api/auth/sign-in/email`, {
    data: { email: DEMO_PEOPLE.coordinator, password: DEMO_PASSWORD },
  });
  if (!signedIn.ok()) throw new Error(`signing in: ${signedIn.status()}; does the demo run there?`);
  const dialog = page.getByRole('dialog');

  await page.goto('/plan');
  await page.getByRole('button', { name: 'New plan' }).first().click();
  await dialog.getByLabel('Name').fill('A quarter of visits');
  await dialog.getByLabel('Weeks').selectOption('12');
  await dialog.getByLabel('Search for').selectOption(values.seconds);
  await picture('new-plan');
  await dialog.getByRole('button', { name: 'Make the plan' }).click();
  await page.getByRole('heading', { name: 'A quarter of visits' }).waitFor();
  await page.locator('.big-number', { hasText: 'people reached' }).getByText(/\d/).waitFor();
  await picture('solving');
  await solved();
  await page.locator('.bar-visit').first().waitFor();
  await picture('planned');
  const plan = await planOfPage();
  const trucks = new Set(plan.visits.map(({ truckId }) => truckId));
  say(`  ${plan.visits.length} visits of ${trucks.size} trucks, ${plan.unscheduled.length} left out`);

  // The visit with the most days after it until its truck has to be elsewhere.
  const daysAfter = (visit: (typeof plan.visits)[number]) => {
    const later = plan.visits.filter((o) => o.truckId === visit.truckId && o.firstDay > visit.lastDay);
    const until = later.map(({ firstDay }) => firstDay).toSorted()[0] ?? addDays(plan.to, 1);
    return Date.parse(until) - Date.parse(visit.lastDay);
  };
  const roomy = plan.visits
    .filter(({ frozen }) => !frozen)
    .toSorted((a, b) => daysAfter(b) - daysAfter(a))[0];
  if (roomy === undefined) throw new Error('no visit can move');
  const bar = page.locator(`[data-visit="${roomy.visitId}"]`);
  await bar.scrollIntoViewIfNeeded();
  const box = await bar.boundingBox();
  const row = await page.locator(`[data-truck="${roomy.truckId}"]`).boundingBox();
  if (box === null || row === null) throw new Error('its bar is not on the board');
  const dayPx = row.width / ((Date.parse(plan.to) - Date.parse(plan.from)) / 86_400_000 + 1);
  await page.mouse.move(box.x + 8, box.y + 12);
  await page.mouse.down();
  await page.mouse.move(box.x + 20, box.y + 14);
  await page.mouse.move(box.x + 8 + dayPx, box.y + 12, { steps: 5 });
  await page.locator('.hint-yes, .hint-no').getByText(/\w/).waitFor();
  await picture('dragging');
  await page.mouse.up();
  await dialog.waitFor();
  await picture('what-follows');
  await dialog
    .getByRole('button', { name: /Move it|Close/ })
    .last()
    .click();
  await dialog.waitFor({ state: 'detached' });
  await picture('moved');

  const whys = page.getByRole('button', { name: /^Why is .* left out\?$/ });
  for (let at = 0; at < Math.min(3, await whys.count()); at += 1) {
    await whys.nth(at).click();
    await dialog.locator('.plan-reasons').first().waitFor();
    await picture(`left-out-${at + 1}`);
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
  }
  await page.getByRole('tab', { name: 'Map' }).click();
  await page.locator('.route-stops li').first().waitFor();
  await page.locator('.map-canvas').waitFor();
  await picture('map');
  await publish();
  await picture('hosts');

  // The road near a visit that is promised and not near yet.
  const promised = await planOfPage();
  const hit = promised.visits
    .filter(({ firstDay }) => firstDay > addDays(promised.from, 16))
    .toSorted((a, b) => (a.firstDay < b.firstDay ? -1 : 1))[0];
  if (hit === undefined) throw new Error('no visit is far enough');
  await page.getByRole('button', { name: 'Something happened' }).click();
  await dialog.getByLabel('What', { exact: true }).selectOption('road-closed');
  await dialog.getByLabel('Name of the place or road').fill(`Bridge before ${hit.site.name}`);
  await dialog.getByLabel('Latitude').fill(String(hit.site.lat));
  await dialog.getByLabel('Longitude').fill(String(hit.site.lon));
  await dialog.getByLabel('From', { exact: true }).fill(addDays(hit.firstDay, -14));
  await dialog.getByLabel('Last day').fill(addDays(hit.lastDay, 7));
  await dialog.getByText(hit.site.name).last().waitFor();
  await dialog.getByLabel('What is known').fill('Washed away');
  await picture('road-closed');
  await dialog.getByRole('button', { name: 'Mark it and make a new plan' }).click();
  await page.getByRole('heading', { name: 'Washed away' }).waitFor();
  await solved();
  await page
    .getByText(/Hosts who would be told something else|Visits that differ/)
    .first()
    .waitFor();
  await picture('compared');
  await page.locator('.compare-visits').first().scrollIntoViewIfNeeded();
  await picture('compared-below');
  await publish();
  await picture('published');

  // A truck that stood at its depot three days ago hears of it, and goes.
  const now = PlanPage.parse(await asked('/plans?state=published')).items[0];
  if (now === undefined) throw new Error('nothing is published');
  const { visits } = PlanSchema.parse(await asked(`/plans/${now.planId}`));
  const today = localDayOf(Date.now(), 'Africa/Nairobi');
  const next = visits
    .filter(({ firstDay, km }) => firstDay > today && km > 20)
    .toSorted((a, b) => (a.firstDay < b.firstDay ? -1 : 1))
    .find(
      (visit) =>
        !visits.some((o) => o.truckId === visit.truckId && o.lastDay >= today && o.firstDay < visit.firstDay),
    );
  const goes = next ?? visits.filter(({ lastDay }) => lastDay >= today)[0];
  if (goes === undefined) throw new Error('no truck has anything to do');
  const registered = (await asked(`/trucks/${goes.truckId}`)) as { depot: { lat: number; lon: number } };
  const depot = { lat: registered.depot.lat, lon: registered.depot.lon };
  const endMs = Date.now();
  const startMs = endMs - DRIVES_H * HOUR_MS;
  const stop = new AbortController();
  const fleet = runFleet({
    mqttUrl: values.mqtt,
    trucks: [
      {
        truckId: goes.truckId,
        followSchedule: true,
        itinerary: [{ place: depot, fromMs: startMs - HOUR_MS, toMs: startMs }],
      },
    ],
    scenario: PERFECT_SCENARIO,
    startMs,
    endMs,
    pace: PACE,
    intervalS: 600,
    signal: stop.signal,
  });
  await page.goto(`/trucks/${goes.truckId}`);
  const left = async () => {
    const { latest } = Truck.parse(await asked(`/trucks/${goes.truckId}`));
    return latest?.place ? distanceKm(latest.place, goes.site) : Number.NaN;
  };
  const from = distanceKm(depot, goes.site);
  await until('the truck to be on its way', async () => (await left()) < from * 0.6, { withinMs: 120_000 });
  await picture('on-its-way');
  await until('the truck to be there', async () => (await left()) < 0.1, { withinMs: 120_000 });
  await picture('arrived');
  stop.abort();
  await fleet;
  say(`  ${goes.truckId} drove ${Math.round(from)} km (by air) to ${goes.site.name}`);
  if (faults.length > 0) throw new Error(`the page threw ${faults.join('; ')}`);
} catch (error) {
  await picture('where-it-failed');
  throw error;
} finally {
  await started.close();
}

async function publish(): Promise<void> {
  await page.getByRole('button', { name: 'Publish' }).first().click();
  const publishing = page.getByRole('dialog', { name: 'Publish this plan?' });
  await publishing.getByText(/have to be told|has to be told|Nobody/).waitFor();
  await picture('publish');
  await publishing.getByRole('button', { name: 'Publish' }).click();
  await page.getByRole('heading', { name: 'published' }).waitFor();
  await page.getByRole('tabpanel').getByText(/\w/).first().waitFor();
}
