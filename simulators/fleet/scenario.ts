/**
 * What goes wrong, as a file: weather, quality of the link and events with their times, checked by a schema so that a
 * typing error is told by its place. Times count from the beginning of the run, in simulated time.
 */
import { READING_NAMES } from '@digitruck/contract/readings';
import { z } from 'zod';
import { parseDuration } from './duration.ts';

const Duration = z.string().transform((text, context) => {
  const ms = parseDuration(text);
  if (ms === undefined) {
    context.addIssue(`"${text}" is no length of time: write for example "90s", "10m", "36h" or "3d"`);
    return z.NEVER;
  }
  return ms;
});

/** Which trucks: all, a share of the fleet (drawn by seed), the first few, or by name. */
export const Whom = z.union([
  z.literal('all'),
  z.strictObject({ share: z.number().min(0).max(1) }),
  z.strictObject({ first: z.int().min(1) }),
  z.strictObject({ ids: z.array(z.string()).min(1) }),
]);
export type Whom = z.infer<typeof Whom>;

const during = { from: Duration.prefault('0s'), to: Duration.optional(), trucks: Whom.default('all') };
const atOnce = { at: Duration, trucks: Whom.default('all') };
const reading = z.enum(READING_NAMES as [string, ...string[]]);
const pct = z.number().min(0).max(100);

export const ScenarioEvent = z.discriminatedUnion('kind', [
  /** No network from `from` to `to`. */
  z.strictObject({ kind: z.literal('outage'), ...during }),
  /** Every connection drops at once; the trucks come back when they can. */
  z.strictObject({ kind: z.literal('drop'), ...atOnce }),
  /** The truck's unit starts anew: another boot id, numbers from 0. */
  z.strictObject({ kind: z.literal('reboot'), ...atOnce }),
  z.strictObject({
    kind: z.literal('dead-sensor'),
    ...during,
    readings: z.array(reading).min(1),
    how: z.enum(['missing', 'null', 'stuck', 'zero', 'text', 'huge', 'nan']),
  }),
  /**
   * `epoch`: no battery behind the clock, it starts at 1970; `ahead`: `offset` ahead of time (to be quarantined when
   * more than five minutes); `behind`: `offset` late.
   */
  z.strictObject({
    kind: z.literal('clock'),
    ...during,
    how: z.enum(['epoch', 'ahead', 'behind']),
    offset: Duration.prefault('1h'),
  }),
  z.strictObject({ kind: z.literal('counter-reset'), ...atOnce, readings: z.array(reading).min(1) }),
  /** `percent` of the messages are sent `copies` times more. */
  z.strictObject({
    kind: z.literal('duplicates'),
    ...during,
    percent: pct,
    copies: z.int().min(1).max(20).default(1),
  }),
  /** `percent` of the samples are overtaken by later ones; backlogs are shuffled. */
  z.strictObject({ kind: z.literal('reorder'), ...during, percent: pct }),
  /** Position faults: 0,0; no fix; a place 500 km away. */
  z.strictObject({ kind: z.literal('gps'), ...during, how: z.enum(['zero', 'no-fix', 'jump']) }),
  /** Messages that are no samples, sent besides: empty, cut short, not JSON, 10,000 deep. */
  z.strictObject({ kind: z.literal('garbage'), ...during, percent: pct }),
]);
export type ScenarioEvent = z.infer<typeof ScenarioEvent>;

export const Scenario = z.strictObject({
  name: z.string().min(1),
  description: z.string(),
  /** How long it takes when the caller says nothing. */
  for: Duration.optional(),
  weather: z
    .strictObject({
      /** Every truck's sky, wherever it is; the place's own when left out. */
      climate: z.enum(['dry', 'humid', 'monsoon']).optional(),
      /** Added to the log-odds of clear sky: -1.5 is a dark week. */
      clearLogitShift: z.number().min(-5).max(5).default(0),
    })
    .prefault({}),
  link: z
    .strictObject({
      outagesPerDay: z.number().min(0).max(48).default(1.5),
      outageMedianMin: z.number().min(0.1).max(600).default(6),
      duplicatePct: pct.default(0.2),
      reorderPct: pct.default(0.2),
    })
    .prefault({}),
  /** 1 is an ordinary people counter; 8 counts 72 in and 200 out. */
  counterDriftScale: z.number().min(1).max(20).default(1),
  /** Every truck goes where its schedule sends it, instead of its seeded way. */
  followSchedule: z.boolean().default(false),
  events: z.array(ScenarioEvent).default([]),
});
export type Scenario = z.infer<typeof Scenario>;

export type ScenarioResult =
  | { readonly ok: true; readonly scenario: Scenario }
  | { readonly ok: false; readonly problem: string };

/** Checks the text of a scenario file; a problem names the field, in one line each. */
export function parseScenario(text: string): ScenarioResult {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return { ok: false, problem: `is not JSON: ${error instanceof Error ? error.message : error}` };
  }
  const parsed = Scenario.safeParse(value);
  if (parsed.success) return { ok: true, scenario: parsed.data };
  const problem = parsed.error.issues
    .map((issue) => {
      const where = issue.path
        .map((step) => (typeof step === 'number' ? `[${step}]` : `.${String(step)}`))
        .join('');
      return `${where.replace(/^\./, '') || 'the file'}: ${issue.message}`;
    })
    .join('\n');
  return { ok: false, problem };
}

/** An ordinary link, nothing else: what runs when no scenario is asked for. */
export const PLAIN_SCENARIO: Scenario = Scenario.parse({ name: 'plain', description: 'Nothing special' });
/** A link without any fault, for loads and tests that count exactly. */
export const PERFECT_SCENARIO: Scenario = Scenario.parse({
  name: 'perfect',
  description: 'No outage, no duplicate, no reordering',
  link: { outagesPerDay: 0, duplicatePct: 0, reorderPct: 0 },
});
