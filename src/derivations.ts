/**
 * All that is derived from what is stored, wired and started in one place: rollups, retention, commands, forecasts, schedules, alerts,
 * being told of them, plans. What one of them writes, another may be made of: `changed` hands it on.
 */
import { LIVE_SUBJECTS, type LiveSubject } from '@digitruck/contract/live';
import type { Logger } from 'pino';
import { RULES } from './alerts/rules/all.ts';
import { faultsOfRuleSet } from './alerts/settings.ts';
import { actionOf, wordsOf } from './alerts/wording/words.ts';
import type { AlertWording } from './api/routes/alerts.ts';
import type { OfficeBroker } from './broker.ts';
import type { Config } from './config.ts';
import { startAlerts } from './derive/alerts/alerts.ts';
import { calendarReader, newSecret } from './derive/calendars/calendars.ts';
import { layoutReader } from './derive/calendars/layouts.ts';
import { startCommandDispatch } from './derive/commands.ts';
import { startDeliveries } from './derive/delivery/deliver.ts';
import { startForecasts } from './derive/forecasts/forecasts.ts';
import { forecastSkill } from './derive/forecasts/skill.ts';
import { startImpactCount } from './derive/impact/counting.ts';
import { impactDeps } from './derive/impact/deps.ts';
import { rosterImporter } from './derive/imports/import-roster.ts';
import { startJobs } from './derive/jobs.ts';
import { certificatePdf } from './derive/learners/certificate-pdf.ts';
import { startLearnerRetention } from './derive/learners/learner-retention.ts';
import { startPlanning } from './derive/planning/planning.ts';
import { startRetention } from './derive/retention.ts';
import { startRollups } from './derive/rollups.ts';
import { scheduleReader, startSchedules } from './derive/schedules/schedule.ts';
import { startSessionChecks } from './derive/sessions/checks.ts';
import { operatorPacks } from './derive/sessions/operator-pack.ts';
import { startSessionReceipts } from './derive/sessions/receipts.ts';
import type { Clock } from './kernel/clock.ts';
import { replayThreads } from './rule-replay.ts';
import { ALERT_LOCK, leadership } from './store/leader.ts';
import { samePerson } from './store/learners/same-person.ts';
import type { Store } from './store/store.ts';

/** What somebody changed that forecasts are made of. */
const FORECAST_FROM: ReadonlySet<LiveSubject> = new Set(['trucks', 'visits', 'sites', 'courses']);

export type Derivations = Awaited<ReturnType<typeof startDerivations>>;

export async function startDerivations(options: {
  readonly config: Config;
  readonly log: Logger;
  readonly clock: Clock;
  /** Of the database. */
  readonly url: string;
  readonly store: Store;
  readonly broker: Pick<OfficeBroker, 'publish'>;
  /** Whether trucks can be heard and what they say be stored: silence counts only then. */
  readonly hears: () => boolean;
  /** How often alerts are looked for; default four times a minute. */
  readonly alertsEveryMs: number | undefined;
}) {
  const { config, log, clock, url, store, broker, hears } = options;
  const { timeZone, name: programme } = config.programme;
  const toStop: (() => unknown)[] = [];
  const stop = async () => {
    for (const end of toStop.splice(0).reverse()) await end();
  };
  try {
    const common = { ...store, timeZone, clock, log };
    const commands = startCommandDispatch({ store: store.commands, publish: broker.publish, clock, log });
    const onPastRestated = () => {
      forecasts.pastCame();
      sessionChecks.pastCame();
    };
    const rollups = startRollups({ rollups: store.rollups, clock, log, onPastRestated });
    const { rawRetentionDays } = config;
    const retention = startRetention({ retention: store.retention, rawRetentionDays, clock, log });
    const { retentionDays } = config.personalData;
    const forgetting = startLearnerRetention({ ...common, retentionDays });
    toStop.push(commands.stop, rollups.stop, retention.stop, forgetting.stop);

    const forecasts = startForecasts(common);
    const telling = { ...common, energyOf: store.forecasts.days };
    const brokerForgets = config.mqtt.url === undefined;
    const schedules = startSchedules({ ...telling, publish: broker.publish, brokerForgets });
    toStop.push(forecasts.stop, schedules.stop);
    const sessionReceipts = startSessionReceipts({ ...common, publish: broker.publish });
    const sessionChecks = startSessionChecks(common);
    const impactCount = startImpactCount(common);
    toStop.push(sessionReceipts.stop, sessionChecks.stop, impactCount.stop);

    const everyMs = options.alertsEveryMs;
    const alerts = startAlerts({ ...common, leader: leadership(url, ALERT_LOCK), hears, everyMs });
    const replays = replayThreads({ url, timeZone });
    toStop.push(alerts.stop, replays.stop);

    const wording: AlertWording = (alert, language) => ({
      words: wordsOf(alert, language, timeZone),
      actionKind: actionOf(alert.kind, alert.facts),
    });
    const jobs = await startJobs({ url, clock, log });
    toStop.push(jobs.stop);
    const deliveries = await startDeliveries({ ...common, ...config, jobs, wordsOf: wording, programme });
    toStop.push(deliveries.stop);
    const plans = await startPlanning({ ...common, ...config, jobs, programme });
    toStop.push(plans.stop);

    return {
      kickCommands: commands.kick,
      /** The embedded broker refused this truck what it may not do. */
      noteRefused: alerts.noteRefused,

      /** Somebody, on whatever replica, changed these. */
      changed(subjects: readonly LiveSubject[]): void {
        plans.changed(subjects);
        for (const subject of subjects) alerts.changed(subject);
        if (subjects.includes('alerts')) deliveries.kick();
        if (subjects.includes('sessions')) {
          impactCount.kick();
          sessionReceipts.kick();
          sessionChecks.kick();
        }
        if (subjects.includes('cohorts') || subjects.includes('courses')) impactCount.rostersChanged();
        if (subjects.some((what) => FORECAST_FROM.has(what))) forecasts.changed();
        for (const what of ['visits', 'forecasts'] as const)
          if (subjects.includes(what)) schedules.changed(what);
      },
      /** Changes may have been missed. */
      everythingChanged(): void {
        plans.changed(LIVE_SUBJECTS);
        schedules.changed('visits');
      },

      /** What routes are made of. */
      deps: {
        kickCommands: commands.kick,
        scheduleOf: scheduleReader(telling),
        planning: plans,
        calendars: {
          ...store,
          newSecret,
          openCalendar: calendarReader({ ...common, programme }),
          layouts: layoutReader(common),
        },
        packOf: operatorPacks({
          ...common,
          ...store.packRosters,
          ...store.operatorReports,
          ...store.reporterKeys,
          hubUrls: config.hubUrls,
        }),
        impact: impactDeps({ ...common, programme, country: config.programme.country }),
        learning: {
          ...store,
          retentionDays,
          importRoster: rosterImporter({ ...common, same: (a, b) => samePerson(a, b) !== undefined }),
          printCertificates: certificatePdf,
        },
        energy: { ...store, makeForecast: forecasts.make, forecastSkill: forecastSkill(store) },
        alerting: {
          ...store,
          ruleInfos: Object.values(RULES),
          wordsOf: wording,
          emailReady: config.mail !== undefined,
          faultsOfRules: faultsOfRuleSet,
          startReplay: replays.start,
        },
      },
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
