/** Sites as people use them: who waits, who is ready, adding and changing, two editors at once, requests, the import, courses. */
import type { Course, Site, VisitRequest } from '@digitruck/contract/registry';
import type { SiteDetail } from '@digitruck/contract/registry-lists';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  expectAccessible,
  follow,
  PHONE,
  shot,
  startConsole,
  type TestConsole,
  tabTo,
} from '../support/console.ts';

let office: TestConsole;
let course: Course;
let waiting: Site;

const addSite = (body: object) => office.api<Site>('POST', '/sites', body);
const csvOf = (text: string) => ({ name: 'schools.csv', mimeType: 'text/csv', buffer: Buffer.from(text) });

beforeAll(async () => {
  office = await startConsole();
});

describe('without any site', () => {
  test('the list says why, and the first thing to do', async () => {
    const { page, faults } = await office.open('coordinator', { path: '/sites' });
    await page.getByText('There are no sites yet').waitFor();
    await expectAccessible(page);
    await shot(page, 'sites-empty');
    await page.getByRole('link', { name: 'New site' }).first().waitFor();
    await follow(page, '/sites/courses');
    await page.getByText('There are no courses yet').waitFor();
    await expectAccessible(page);
    expect(faults).toEqual([]);
  });
});

describe('with sites', () => {
  beforeAll(async () => {
    course = await office.api<Course>('POST', '/courses', {
      code: 'DS-40',
      name: 'Digital skills',
      mode: 'cohort',
      totalHours: 40,
      classHours: 2,
      powerPerSeatW: 45,
    });
    waiting = await addSite({
      name: 'Kitale Primary School',
      county: 'Trans Nzoia',
      lat: 1.0157,
      lon: 35.0062,
      learners: 480,
      host: { name: 'Amina', phone: '+254 700 000000', agreement: 'asked' },
      power: { grid: 'no' },
    });
    await addSite({
      name: 'Nyeri Town Hall',
      kind: 'town-hall',
      county: 'Nyeri',
      lat: -0.42,
      lon: 36.95,
      host: { agreement: 'agreed' },
      access: { lorry: 'yes', flatGround: 'yes' },
      connectivity: { downlinkKbps: 4200 },
      power: { grid: 'yes' },
    });
    await office.api('POST', '/requests', {
      siteId: waiting.siteId,
      courseId: course.courseId,
      learnersExpected: 24,
      requestedOn: '2026-01-09',
    });
  });

  test('who waits longest stands first, with the readiness in words', async () => {
    const { page, faults } = await office.open('viewer', { path: '/sites' });
    const rows = page.locator('.site-row');
    await rows.filter({ hasText: 'Nyeri' }).waitFor();
    expect(await rows.first().innerText()).toMatch(/Kitale Primary School\s+waits [\d,]+ days/);
    expect(await rows.first().textContent()).toContain('Power: no');
    expect(await rows.nth(1).textContent()).toMatch(/Agreement: yes.*Access: yes.*Network: yes.*Power: yes/);
    await page.getByText('Changes need a coordinator').waitFor();
    expect(await page.getByRole('link', { name: 'New site' }).count()).toBe(0);
    await page.locator('.map canvas').first().waitFor();
    await expectAccessible(page);
    await shot(page, 'sites');
    expect(faults).toEqual([]);
  });

  test('filters stand in the address, and are cleared again', async () => {
    const { page } = await office.open('viewer', { path: '/sites' });
    await page.getByLabel('Access').selectOption('yes');
    await page.getByText('1 site', { exact: true }).waitFor();
    expect(new URL(page.url()).search).toBe('?access=yes');
    await page.getByRole('searchbox').fill('no such place');
    await page.getByText('No site fits these filters').waitFor();
    await expectAccessible(page);
    await shot(page, 'sites-none-fits');
    await page.getByRole('button', { name: 'Clear the filters' }).first().click();
    await page.getByText('2 sites', { exact: true }).waitFor();
    expect(new URL(page.url()).search).toBe('');
    expect(await page.getByRole('searchbox').inputValue()).toBe('');
  });

  test('a site is shown on the map from the list, and opened by keyboard', async () => {
    const { page } = await office.open('viewer', { path: '/sites', motion: true });
    await page.locator('.map canvas').first().waitFor();
    await tabTo(page, 'Show Kitale Primary School on the map');
    await page.keyboard.press('Enter');
    await page.locator('.map-popup').getByText('Kitale Primary School').waitFor();
    await expectAccessible(page);
    await page.getByRole('link', { name: 'Kitale Primary School' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: 'Kitale Primary School' }).waitFor();
    await page.getByText('No visit is on record yet').waitFor();
    await page.getByText('Asked, no answer yet').waitFor();
    await expectAccessible(page);
  });

  test('on a phone list and map take turns', async () => {
    const { page } = await office.open('coordinator', { path: '/sites', size: PHONE });
    await page.getByText('Kitale Primary School').waitFor();
    await expectAccessible(page);
    await shot(page, 'sites');
    await page.getByRole('button', { name: 'Map', exact: true }).click();
    await page.locator('.map canvas').first().waitFor();
    await expectAccessible(page);
    await follow(page, `/sites/${waiting.siteId}`);
    await page.getByText('No visit is on record yet').waitFor();
    await expectAccessible(page);
    await shot(page, 'site', { whole: true });
  });

  test('a new site gets its place from the map, and mistakes are told at their fields', async () => {
    const { page, faults } = await office.open('coordinator', { path: '/sites/new' });
    await page.locator('.map canvas').first().waitFor();
    await page.getByRole('button', { name: 'Add the site' }).click();
    await page.getByRole('alert').waitFor();
    expect(await page.getByLabel('Name', { exact: true }).getAttribute('aria-invalid')).toBe('true');
    await expectAccessible(page);
    await shot(page, 'site-new', { whole: true });
    await page.getByLabel('Name', { exact: true }).fill('Embu Market');
    await page.getByLabel('Kind').selectOption('market');
    await page.locator('.map-canvas').click({ position: { x: 200, y: 150 } });
    expect(Number(await page.getByLabel('Latitude').inputValue())).not.toBe(0);
    await page.getByRole('button', { name: 'Add the site' }).click();
    await page.getByRole('heading', { level: 1, name: 'Embu Market' }).waitFor();
    expect(faults).toEqual([]);
  });

  test('two editors: the second sees what the first changed, and puts theirs beside it', async () => {
    const { page, faults } = await office.open('coordinator', { path: `/sites/${waiting.siteId}` });
    await page.getByRole('button', { name: 'Edit', exact: true }).first().click();
    await page.getByLabel('Learners').fill('510');
    await page.getByLabel('Agreement').selectOption('agreed');
    const { version } = await office.api<Site>('GET', `/sites/${waiting.siteId}`);
    await office.api('PATCH', `/sites/${waiting.siteId}`, {
      version,
      learners: 500,
      notes: 'Gate is locked',
    });
    await page.getByRole('button', { name: 'Save' }).click();
    const panel = page.getByRole('region', { name: 'Somebody else changed this meanwhile' });
    await panel.waitFor();
    expect(await panel.getByRole('row', { name: /Learners/ }).innerText()).toMatch(/480\s+500\s+510/);
    await panel.getByText('Gate is locked').waitFor();
    await expectAccessible(page);
    await shot(page, 'site-conflict');
    await panel.getByRole('button', { name: 'Put mine again' }).click();
    await page.getByText(/^The host agreed/).waitFor();
    const now = await office.api<Site>('GET', `/sites/${waiting.siteId}`);
    expect(now).toMatchObject({
      learners: 510,
      notes: 'Gate is locked',
      host: { agreement: 'agreed', name: 'Amina' },
    });
    expect(faults).toEqual([]);
  });

  test('requests are added, changed and withdrawn; a site with requests is not deleted, and it says why', async () => {
    const { page, faults } = await office.open('coordinator', { path: `/sites/${waiting.siteId}` });
    await page.getByRole('button', { name: 'Add a request' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Course').selectOption(course.courseId);
    await dialog.getByLabel('Learners expected').fill('40');
    await dialog.getByRole('button', { name: 'Add days' }).first().click();
    await dialog.getByLabel('From day, stretch 1').fill('2027-01-11');
    await dialog.getByLabel('To day, stretch 1').fill('2027-01-15');
    await expectAccessible(page);
    await shot(page, 'site-request');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.waitFor({ state: 'detached' });
    await page.getByText(/Suits: 11 Jan 2027/).waitFor();

    const row = page.locator('.request-row').filter({ hasText: '40 learners' });
    await row.getByRole('button', { name: 'Withdraw' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Withdraw' }).click();
    await row.getByText('withdrawn').waitFor();
    const { requests } = await office.api<SiteDetail>('GET', `/sites/${waiting.siteId}`);
    expect(requests.map((one: VisitRequest) => one.status).sort()).toEqual(['open', 'withdrawn']);

    await page.getByRole('button', { name: 'Delete' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
    await page
      .getByText(/It was not deleted/)
      .first()
      .waitFor();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await expectAccessible(page);
    expect(faults).toEqual([]);
  });

  test('courses are added and retired', async () => {
    const { page, faults } = await office.open('coordinator', { path: '/sites/courses' });
    await page.getByRole('button', { name: 'New course' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Code').fill('OPEN');
    await dialog.getByLabel('Name').fill('Open door');
    await dialog.getByLabel('Hours in all').fill('6');
    await expectAccessible(page);
    await shot(page, 'course-new');
    await dialog.getByRole('button', { name: 'Save' }).click();
    const row = page.getByRole('row', { name: /Open door/ });
    await row.getByRole('button', { name: 'Retire' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Retire' }).click();
    await row.waitFor({ state: 'detached' });
    await page.getByLabel('Show retired ones').check();
    await row.getByText('retired').waitFor();
    await expectAccessible(page);
    await shot(page, 'courses');
    expect(faults).toEqual([]);
  });
});

describe('the import', () => {
  test('lists bad rows, lets a column be corrected, and then takes all rows', async () => {
    const { page, faults } = await office.open('coordinator', { path: '/sites/import' });
    await page.getByRole('heading', { level: 1, name: 'Import sites' }).waitFor();
    await expectAccessible(page);
    const bad = 'name,lat,lon,emis_code,what\nUhuru School,-1.29,36.82,A1,\nTilted School,95,36.8,A2,\n';
    await page.setInputFiles('input[type=file]', csvOf(bad));
    await page.getByRole('heading', { name: '1 bad row' }).waitFor();
    const row = page.getByRole('row', { name: /95/ });
    expect(await row.innerText()).toMatch(/^3\s+lat/);
    expect(await page.getByRole('button', { name: /^Import 1 site/ }).isDisabled()).toBe(true);
    const saved = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Save as CSV' }).click();
    expect((await saved).suggestedFilename()).toBe('schools-bad-rows.csv');
    await expectAccessible(page);
    await shot(page, 'import-bad', { whole: true });

    await page.getByRole('button', { name: 'Choose another file' }).click();
    await page.setInputFiles(
      'input[type=file]',
      csvOf(bad.replace('95,', '-1.3,').replaceAll('A2,', 'A2,noisy')),
    );
    await page.getByRole('button', { name: 'Import 2 sites' }).waitFor();
    await page.getByLabel(/^what/).selectOption('notes');
    await page.getByRole('button', { name: 'Check again' }).click();
    await page.getByText('Columns of the file: 5 of 5 are read').waitFor();
    await expectAccessible(page);
    await page.getByRole('button', { name: 'Import 2 sites' }).click();
    await page.getByRole('heading', { name: 'The sites are imported' }).waitFor();
    await expectAccessible(page);
    await page.getByRole('link', { name: 'See the sites' }).click();
    await page.getByText('Tilted School').waitFor();
    const { items } = await office.api<{ items: Site[] }>('GET', '/sites?q=tilted');
    expect(items[0]).toMatchObject({ notes: 'noisy', governmentId: 'A2' });
    expect(faults).toEqual([]);
  });

  test('a viewer is told that it is not theirs', async () => {
    const { page } = await office.open('viewer', { path: '/sites/import' });
    await page.getByText('Changes need a coordinator').waitFor();
    expect(await page.locator('input[type=file]').count()).toBe(0);
    await expectAccessible(page);
  });
});

describe('when the service fails', () => {
  test('the list and a site say so and offer another try', async () => {
    const { page } = await office.open('viewer', { path: '/data' });
    await page.getByRole('heading', { level: 1 }).waitFor({ state: 'attached' });
    await page.route('**/api/v1/sites**', (route) => route.fulfill({ status: 500, body: '{}' }));
    await page.getByRole('link', { name: 'Sites' }).click();
    await page.locator('.error-state').waitFor();
    await page.getByText('The places could not be loaded').waitFor();
    await expectAccessible(page);
    await shot(page, 'sites-error');
    await page.unroute('**/api/v1/sites**');
    await page.locator('.error-state').getByRole('button', { name: 'Try again' }).click();
    await page.locator('.site-row').first().waitFor();
    await follow(page, '/sites/4f7ee75a-134b-4e01-a567-e94d7ceeb8f1');
    await page.getByText('There is no such site').waitFor();
    await expectAccessible(page);
  });
});
