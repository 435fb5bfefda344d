/** Alerts as tests need them: transitions with all that one must have, and words that show what they were made from. */
import type { AlertKey, AlertTransition } from '@digitruck/contract/alerts';
import { ChannelBody } from '@digitruck/contract/channels';
import type { TruckId } from '@digitruck/contract/ids';
import type { RuleInfo } from '../../src/api/routes/alert-rules.ts';
import type { AlertWording } from '../../src/api/routes/alerts.ts';

export const truck = (name: string) => name as TruckId;
type Raise = Extract<AlertTransition, { type: 'raise' }>;
type Change = Extract<AlertTransition, { type: 'change' }>;
type Clear = Extract<AlertTransition, { type: 'clear' }>;
type Late = Extract<AlertTransition, { type: 'late' }>;

export const keyOf = (over: Partial<AlertKey> = {}): AlertKey => ({
  kind: 'battery-low',
  truckId: truck('DT-01'),
  subject: '',
  ...over,
});
export const raise = (key: Partial<AlertKey> = {}, over: Partial<Raise> = {}): Raise => ({
  type: 'raise',
  key: keyOf(key),
  severity: 'soon',
  sinceMs: Date.parse('2026-11-23T06:50:00.000Z'),
  visitId: null,
  siteId: null,
  facts: { batterySocPct: 24 },
  groupedUnder: null,
  ...over,
});
export const change = (key: Partial<AlertKey> = {}, over: Partial<Change> = {}): Change => ({
  type: 'change',
  key: keyOf(key),
  severity: 'soon',
  facts: { batterySocPct: 22 },
  groupedUnder: null,
  ...over,
});
export const clear = (key: Partial<AlertKey> = {}, over: Partial<Clear> = {}): Clear => ({
  type: 'clear',
  key: keyOf(key),
  facts: { batterySocPct: 41 },
  why: 'over',
  ...over,
});
export const late = (key: Partial<AlertKey> = {}, over: Partial<Late> = {}): Late => ({
  type: 'late',
  key: keyOf(key),
  severity: 'soon',
  fromMs: Date.parse('2026-11-20T06:00:00.000Z'),
  toMs: Date.parse('2026-11-20T07:00:00.000Z'),
  facts: { batterySocPct: 19 },
  ...over,
});

export const webhookBody = (over: object = {}) =>
  ChannelBody.parse({ kind: 'webhook', name: 'Desk', url: 'https://hooks.example.org/a/b', ...over });
export const emailBody = (over: object = {}) =>
  ChannelBody.parse({ kind: 'email', name: 'Office', to: ['asha@example.org'], ...over });

export const plainWords: AlertWording = (alert, language) => ({
  words: {
    title: `${alert.kind} (${language})`,
    cause: `because of ${JSON.stringify(alert.facts)}`,
    consequence: 'a class may end early',
    action: 'switch off the fans',
  },
  actionKind: 'open-truck',
});

/** Two rules of the shape that the real ones have. */
export const testRuleInfos: readonly RuleInfo[] = [
  {
    kind: 'battery-low',
    description: 'The battery is low',
    defaults: {
      enabled: true,
      severity: 'soon',
      raiseAfterS: 300,
      clearAfterS: 600,
      coolDownS: 3600,
      thresholds: { raiseSocPct: 25, clearSocPct: 35 },
    },
    thresholds: [
      { name: 'raiseSocPct', unit: '%', min: 5, max: 60, default: 25, description: 'Raised below' },
      { name: 'clearSocPct', unit: '%', min: 10, max: 90, default: 35, description: 'Cleared above' },
    ],
  },
  {
    kind: 'class-empty',
    description: 'A class is planned and nobody is there',
    defaults: {
      enabled: true,
      severity: 'note',
      raiseAfterS: 1200,
      clearAfterS: 60,
      coolDownS: 0,
      thresholds: {},
    },
    thresholds: [],
  },
];
