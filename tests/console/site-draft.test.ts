/** A site while it is edited: what is sent, and what two editors at once lead to. */
import { type Site, SiteBody, SiteUpdate } from '@digitruck/contract/registry';
import { describe, expect, test } from 'vitest';
import { changedFields, clashes, withTheirs } from '../../src/console/dispatch/forms/drafts.ts';
import { bodyOf, draftOf, emptyDraft, updateOf } from '../../src/console/dispatch/sites/site-draft.ts';

const site: Site = {
  ...SiteBody.parse({
    name: 'Kitale Primary',
    lat: 1.01,
    lon: 35,
    county: 'Trans Nzoia',
    learners: 480,
    host: { name: 'Amina', phone: '+254 700 1', agreement: 'asked' },
    access: { lorry: 'yes' },
  }),
  siteId: '4f7ee75a-134b-4e01-a567-e94d7ceeb8f1',
  version: 3,
  createdAt: '2026-11-01T00:00:00.000Z',
  updatedAt: '2026-11-02T00:00:00.000Z',
  updatedBy: 'Wanjiru',
};

test('a site that is read and sent again is the same site', () => {
  const { siteId, version, createdAt, updatedAt, updatedBy, ...body } = site;
  expect(SiteBody.parse(bodyOf(draftOf(site)))).toEqual(body);
});

test('a new site says unknown where nothing was entered', () => {
  const body = SiteBody.parse(bodyOf({ ...emptyDraft('KE'), name: ' Uhuru ', lat: '-1.3', lon: '36.8' }));
  expect(body).toMatchObject({ name: 'Uhuru', lat: -1.3, country: 'KE', learners: null, governmentId: null });
  expect(body.connectivity.downlinkKbps).toBeNull();
  expect(body.power.grid).toBe('unknown');
});

test('a place that is left out is refused by its field, not taken for zero', () => {
  const checked = SiteBody.safeParse(bodyOf({ ...emptyDraft('KE'), name: 'Uhuru', lon: '36,8' }));
  expect(checked.error?.issues.map(({ path }) => path.join('.'))).toEqual(['lat', 'lon']);
});

describe('an update', () => {
  test('names what was changed only, and keeps the rest of a nested object', () => {
    const draft = { ...draftOf(site), 'host.agreement': 'agreed', learners: '' };
    const update = updateOf(site, draft, changedFields(draftOf(site), draft));
    expect(update).toEqual({ version: 3, learners: null, host: { ...site.host, agreement: 'agreed' } });
    expect(SiteUpdate.safeParse(update).success).toBe(true);
  });

  test('spaces around are no change', () => {
    const draft = { ...draftOf(site), name: ' Kitale Primary ' };
    expect(changedFields(draftOf(site), draft)).toEqual([]);
  });
});

describe('when somebody else was faster', () => {
  const theirs: Site = { ...site, version: 4, learners: 500, host: { ...site.host, phone: '+254 700 2' } };
  const mine = { ...draftOf(site), learners: '510', 'access.flatGround': 'yes' };

  test('each of their changes is told, with what was entered here', () => {
    expect(clashes(draftOf(site), mine, draftOf(theirs))).toEqual([
      { field: 'learners', was: '480', theirs: '500', mine: '510' },
      { field: 'host.phone', was: '+254 700 1', theirs: '+254 700 2', mine: undefined },
    ]);
  });

  test('putting mine again leaves standing what only they changed', () => {
    const both = withTheirs(draftOf(site), mine, draftOf(theirs));
    expect(updateOf(theirs, both, changedFields(draftOf(theirs), both))).toEqual({
      version: 4,
      learners: 510,
      access: { ...site.access, flatGround: 'yes' },
    });
    expect(both['host.phone']).toBe('+254 700 2');
  });
});
