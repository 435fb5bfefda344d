/**
 * Alerts: what a rule found, about which truck, since when, and what became of it; and the rules' settings.
 *
 * An alert is (truck, kind, subject) and open until it is cleared: the same cause is never two alerts. Its words are made from `facts`
 * by the pure folder `alerts`, in the reader's language.
 */
import { z } from 'zod';
import { ALERT_KINDS, SEVERITIES } from './alert-words.ts';
import { AlertId, SiteId, TruckId, VisitId } from './ids.ts';
import { Role } from './people.ts';
import { PageQuery, pageOf, Version } from './registry.ts';
import { Instant } from './telemetry.ts';

export const AlertKind = z.enum(ALERT_KINDS).meta({ id: 'AlertKind' });
export type AlertKind = z.infer<typeof AlertKind>;

export const Severity = z.enum(SEVERITIES).meta({ id: 'Severity' });
export type Severity = z.infer<typeof Severity>;

export const ALERT_STATES = ['raised', 'acknowledged', 'cleared'] as const;
export const AlertState = z.enum(ALERT_STATES);
export type AlertState = z.infer<typeof AlertState>;

/** Numbers with their unit in the name, times as RFC 3339 text, names; what the words are made of. */
export const AlertFacts = z.record(z.string(), z.union([z.number(), z.string(), z.boolean(), z.null()]));
export type AlertFacts = z.infer<typeof AlertFacts>;

/** The one thing to do about it; a screen offers it as a button. */
export const ALERT_ACTIONS = [
  'low-power',
  'open-truck',
  'call-operator',
  'open-visit',
  'tell-host',
  'check-array',
  'check-battery',
  'check-sensor',
  'check-credentials',
  'open-data',
  'buy-data',
  'compare-plans',
] as const;

const Words = z
  .object({
    title: z.string(),
    cause: z.string(),
    consequence: z.string(),
    action: z.string(),
  })
  .meta({ description: 'In the language asked for with Accept-Language, else English' });

export const Alert = z
  .object({
    alertId: AlertId,
    kind: AlertKind,
    severity: Severity,
    state: AlertState,
    truckId: TruckId.nullable().meta({ description: 'null when it is about the service itself' }),
    truckName: z.string().nullable(),
    subject: z
      .string()
      .meta({ description: 'What of the truck, e.g. a reading; empty when the kind says it all' }),
    visitId: VisitId.nullable(),
    siteId: SiteId.nullable(),
    since: Instant.meta({ description: 'When the condition began, by the time of measuring' }),
    raisedAt: Instant,
    updatedAt: Instant,
    clearedAt: Instant.nullable(),
    clearedWhy: z.string().nullable(),
    facts: AlertFacts,
    words: Words,
    actionKind: z.enum(ALERT_ACTIONS),
    groupedUnder: AlertId.nullable().meta({ description: 'The alert whose cause explains this one' }),
    acknowledgedBy: z.string().nullable(),
    acknowledgedAt: Instant.nullable(),
    assignedTo: z.object({ personId: z.string(), name: z.string() }).nullable(),
    snoozedUntil: Instant.nullable(),
    raisedLast30Days: z
      .int()
      .meta({ description: 'How often the same was raised in 30 days, this time included' }),
  })
  .meta({ id: 'Alert' });
export type Alert = z.infer<typeof Alert>;

export const ALERT_EVENT_KINDS = [
  'raised',
  'worse',
  'better',
  'acknowledged',
  'unacknowledged',
  'snoozed',
  'assigned',
  'note',
  'told',
  'not-told',
  'escalated',
  'late-data',
  'cleared',
] as const;
export const AlertEvent = z
  .object({
    at: Instant,
    kind: z.enum(ALERT_EVENT_KINDS),
    by: z.string().meta({ description: 'A person, a channel, or "rules"' }),
    note: z.string(),
    facts: AlertFacts.nullable(),
  })
  .meta({ id: 'AlertEvent' });
export type AlertEvent = z.infer<typeof AlertEvent>;
export const AlertDetail = Alert.extend({ events: z.array(AlertEvent) }).meta({ id: 'AlertDetail' });
export type AlertDetail = z.infer<typeof AlertDetail>;

export const AlertQuery = PageQuery.pick({ limit: true, cursor: true }).extend({
  state: z.enum(['open', 'raised', 'acknowledged', 'cleared', 'all']).default('open'),
  truckId: TruckId.optional(),
  kind: AlertKind.optional(),
  severity: Severity.optional(),
  assignedTo: z.string().optional().meta({ description: 'personId, or "me"' }),
  snoozed: z.enum(['shown', 'hidden']).default('shown'),
  from: Instant.optional().meta({ description: 'Raised from here on' }),
  to: Instant.optional(),
});
export type AlertQuery = z.infer<typeof AlertQuery>;
export const AlertPage = pageOf(Alert)
  .extend({ open: z.object({ urgent: z.int(), soon: z.int(), note: z.int() }) })
  .meta({ id: 'AlertPage' });
export type AlertPage = z.infer<typeof AlertPage>;

/** `POST /alerts/:alertId/{acknowledge,snooze,assign,notes}` */
export const AlertNote = z.strictObject({ note: z.string().trim().max(1000).default('') });
export const AlertAcknowledge = AlertNote.extend({ acknowledged: z.boolean().default(true) }).meta({
  id: 'AlertAcknowledge',
});
export const AlertSnooze = AlertNote.extend({
  forMinutes: z
    .int()
    .min(0)
    .max(30 * 1440)
    .meta({ 'x-unit': 'min', description: '0 wakes it' }),
}).meta({ id: 'AlertSnooze' });
export const AlertAssign = AlertNote.extend({ personId: z.string().nullable() }).meta({ id: 'AlertAssign' });

/** `GET /alerts/assignees` */
export const Assignees = z
  .object({ items: z.array(z.object({ personId: z.string(), name: z.string(), role: Role })) })
  .meta({ id: 'Assignees' });

// --- rules, as data

/** A rule's settings; every number has a default, a unit and a range in the pure folder `alerts`. */
export const RuleSettings = z
  .strictObject({
    enabled: z.boolean(),
    severity: Severity,
    raiseAfterS: z
      .int()
      .min(0)
      .max(30 * 86_400)
      .meta({ 'x-unit': 's', description: 'The condition must last so long' }),
    clearAfterS: z
      .int()
      .min(0)
      .max(30 * 86_400)
      .meta({ 'x-unit': 's', description: 'It must be over for so long' }),
    coolDownS: z
      .int()
      .min(0)
      .max(30 * 86_400)
      .meta({ 'x-unit': 's', description: 'After clearing, not raised again for so long' }),
    thresholds: z.record(z.string(), z.number()),
  })
  .meta({ id: 'RuleSettings' });
export type RuleSettings = z.infer<typeof RuleSettings>;
/** A change of some settings, for the fleet or for one truck; what is left out is as the fleet's, or the default. */
export const RuleChange = RuleSettings.partial().meta({ id: 'RuleChange' });
export type RuleChange = z.infer<typeof RuleChange>;
/** A file of rules (`npm run rules -- --rules FILE`), and the body of a replay: changes to the defaults by kind. */
export const RuleSet = z
  .strictObject({
    fleet: z.partialRecord(AlertKind, RuleChange).default({}),
    trucks: z.record(TruckId, z.partialRecord(AlertKind, RuleChange)).default({}),
  })
  .meta({ id: 'RuleSet' });
export type RuleSet = z.infer<typeof RuleSet>;

export const ThresholdInfo = z.object({
  name: z.string(),
  unit: z.string(),
  min: z.number(),
  max: z.number(),
  default: z.number(),
  description: z.string(),
});
export const AlertRule = z
  .object({
    kind: AlertKind,
    description: z.string(),
    defaults: RuleSettings,
    thresholds: z.array(ThresholdInfo),
    fleet: RuleChange.nullable(),
    fleetVersion: z.int().meta({ description: '0 while nobody changed it; send it back with a change' }),
    trucks: z.array(z.object({ truckId: TruckId, change: RuleChange, version: Version })),
  })
  .meta({ id: 'AlertRule' });
export type AlertRule = z.infer<typeof AlertRule>;
export const AlertRuleList = z.object({ items: z.array(AlertRule) }).meta({ id: 'AlertRuleList' });
/** `PUT /alert-rules/:kind` and `PUT /trucks/:truckId/alert-rules/:kind`; `change` null takes it back. */
export const AlertRuleUpdate = z
  .strictObject({ change: RuleChange.nullable(), version: z.int().min(0) })
  .meta({ id: 'AlertRuleUpdate' });
export const AlertRuleHistory = z
  .object({
    items: z.array(
      z.object({
        at: Instant,
        by: z.string(),
        kind: AlertKind,
        truckId: TruckId.nullable(),
        before: RuleChange.nullable(),
        after: RuleChange.nullable(),
      }),
    ),
  })
  .meta({ id: 'AlertRuleHistory' });

// --- replay of rules

/** `POST /alert-rules/replay`: a stretch of the past through the rules as they are and as they could be. */
export const RuleReplayRequest = z
  .strictObject({
    from: Instant,
    to: Instant,
    truckIds: z.array(TruckId).max(500).default([]).meta({ description: 'Empty is all' }),
    rules: RuleSet,
  })
  .refine(({ from, to }) => from < to, { path: ['to'], message: 'must be after "from"' })
  .meta({ id: 'RuleReplayRequest' });
export type RuleReplayRequest = z.infer<typeof RuleReplayRequest>;
export const ReplayedAlert = z.object({
  truckId: TruckId,
  kind: AlertKind,
  subject: z.string(),
  severity: Severity,
  raisedAt: Instant,
  clearedAt: Instant.nullable(),
  facts: AlertFacts,
});
export type ReplayedAlert = z.infer<typeof ReplayedAlert>;
export const RuleReplayResult = z
  .object({
    from: Instant,
    to: Instant,
    trucks: z.int(),
    samples: z.int(),
    alertsAsIs: z.int().meta({ description: 'Alerts under the rules as they are' }),
    alertsChanged: z.int().meta({ description: 'Alerts under the changed rules' }),
    diff: z.array(
      z.object({
        change: z.enum(['new', 'gone', 'earlier', 'later', 'same']),
        byS: z
          .number()
          .nullable()
          .meta({ 'x-unit': 's', description: 'How much later; negative is earlier' }),
        asIs: ReplayedAlert.nullable(),
        changed: ReplayedAlert.nullable(),
      }),
    ),
  })
  .meta({ id: 'RuleReplayResult' });
export type RuleReplayResult = z.infer<typeof RuleReplayResult>;

// --- what the rules' evaluation says, and the store writes down

/** What makes an alert the same alert. */
export type AlertKey = {
  readonly kind: AlertKind;
  readonly truckId: TruckId | null;
  readonly subject: string;
};
export type AlertTransition =
  | {
      readonly type: 'raise';
      readonly key: AlertKey;
      readonly severity: Severity;
      readonly sinceMs: number;
      readonly visitId: VisitId | null;
      readonly siteId: SiteId | null;
      readonly facts: AlertFacts;
      readonly groupedUnder: AlertKey | null;
    }
  /** Worse, better, or explained by another alert now; `told` is false for a mere refresh of facts. */
  | {
      readonly type: 'change';
      readonly key: AlertKey;
      readonly severity: Severity;
      readonly facts: AlertFacts;
      readonly groupedUnder: AlertKey | null;
    }
  | {
      readonly type: 'clear';
      readonly key: AlertKey;
      readonly facts: AlertFacts;
      readonly why: 'over' | 'rule-off' | 'no-truck';
    }
  /** Late data shows that it was so; noted, never raised. */
  | {
      readonly type: 'late';
      readonly key: AlertKey;
      readonly severity: Severity;
      readonly fromMs: number;
      readonly toMs: number;
      readonly facts: AlertFacts;
    };
