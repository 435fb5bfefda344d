/** Rules and channels as forms hold them: what is sent is only what differs, and faults are found at their fields. */
import type { AlertRule } from '@digitruck/contract/alerts';
import { type Channel, ChannelBody } from '@digitruck/contract/channels';
import { expect, test } from 'vitest';
import {
  channelBodyOf,
  channelDraftOf,
  NEW_CHANNEL,
} from '../../src/console/dispatch/alerts/channel-draft.ts';
import {
  changeOf,
  draftOf,
  faultsOf,
  merged,
  settingsOf,
} from '../../src/console/dispatch/alerts/rule-draft.ts';

const rule: AlertRule = {
  kind: 'battery-low',
  description: 'The battery is below its limit.',
  defaults: {
    enabled: true,
    severity: 'soon',
    raiseAfterS: 300,
    clearAfterS: 600,
    coolDownS: 3600,
    thresholds: { lowPct: 20, clearPct: 25 },
  },
  thresholds: [
    { name: 'lowPct', unit: '%', min: 5, max: 90, default: 20, description: 'Raised below' },
    { name: 'clearPct', unit: '%', min: 5, max: 95, default: 25, description: 'Cleared above' },
  ],
  fleet: { thresholds: { lowPct: 30 } },
  fleetVersion: 2,
  trucks: [
    {
      truckId: 'DT-07' as AlertRule['trucks'][number]['truckId'],
      change: { severity: 'urgent' },
      version: 1,
    },
  ],
};

test('a truck has the defaults, the fleet’s change over them, and its own over that', () => {
  expect(settingsOf(rule, null)).toMatchObject({
    severity: 'soon',
    thresholds: { lowPct: 30, clearPct: 25 },
  });
  expect(settingsOf(rule, 'DT-07')).toMatchObject({ severity: 'urgent', thresholds: { lowPct: 30 } });
  expect(settingsOf(rule, 'DT-01')).toEqual(settingsOf(rule, null));
});

test('a draft that changes nothing is no change; minutes become seconds; a comma is a point', () => {
  const draft = draftOf(rule.defaults);
  expect(draft.raiseAfter).toBe('5');
  expect(changeOf(rule.defaults, draft)).toBeNull();
  expect(
    changeOf(rule.defaults, {
      ...draft,
      raiseAfter: '7,5',
      thresholds: { ...draft.thresholds, clearPct: '28' },
    }),
  ).toEqual({ raiseAfterS: 450, thresholds: { clearPct: 28 } });
});

test('a change over the defaults gives back what was entered', () => {
  const draft = { ...draftOf(rule.defaults), enabled: false, severity: 'note' as const, coolDown: '0' };
  expect(draftOf(merged(rule.defaults, changeOf(rule.defaults, draft)))).toEqual(draft);
});

test('what is no number, or out of its range, is a fault of its field', () => {
  const draft = draftOf(rule.defaults);
  expect(faultsOf(rule, draft)).toEqual({});
  const bad = { ...draft, clearAfter: '', thresholds: { lowPct: '4', clearPct: 'many' } };
  expect(faultsOf(rule, bad)).toEqual({
    clearAfter: { min: 0, max: 43_200 },
    lowPct: { min: 5, max: 90 },
    clearPct: { min: 5, max: 95 },
  });
});

test('a channel is what the service takes, and comes back as it was entered', () => {
  const draft = {
    ...NEW_CHANNEL,
    name: 'Office',
    to: 'a@example.org\nb@example.org',
    trucks: 'DT-01 DT-02',
    quietFrom: '21:00',
    quietTo: '06:00',
    after: '15',
  };
  const body = ChannelBody.parse(channelBodyOf(draft));
  expect(body).toMatchObject({
    kind: 'email',
    to: ['a@example.org', 'b@example.org'],
    truckIds: ['DT-01', 'DT-02'],
    quietHours: { from: '21:00', to: '06:00' },
    afterMinutes: 15,
  });
  expect(channelDraftOf(body as Channel)).toEqual({ ...draft, trucks: 'DT-01, DT-02' });
  const webhook = { ...NEW_CHANNEL, kind: 'webhook' as const, name: 'Hook', url: ' https://example.org/h ' };
  expect(ChannelBody.parse(channelBodyOf(webhook))).toMatchObject({
    url: 'https://example.org/h',
    quietHours: null,
  });
});

test('a number that is none is sent as it was typed, so that the answer names it', () => {
  const result = ChannelBody.safeParse(
    channelBodyOf({ ...NEW_CHANNEL, name: 'x', to: 'a@example.org', after: 'soon' }),
  );
  expect(result.error?.issues.map(({ path }) => path.join('.'))).toEqual(['afterMinutes']);
});
