/**
 * The service: trucks -> broker -> ingest -> store -> derive -> api -> console, wired here and nowhere else, and stopped
 * in reverse order.
 */
import { LIVE_SUBJECTS, type LiveSubject } from '@digitruck/contract/live';
import type { Logger } from 'pino';
import { registerAlertFigures } from './alert-figures.ts';
import { RULES } from './alerts/rules/all.ts';
import { faultsOfRuleSet } from './alerts/settings.ts';
import { actionOf, wordsOf } from './alerts/wording/words.ts';
import { buildAuth } from './api/auth.ts';
import { authSecret, type FirstRun, prepareFirstRun } from './api/first-run.ts';
import { startLive } from './api/live.ts';
import { createMetrics } from './api/metrics.ts';
import type { AlertWording } from './api/routes/alerts.ts';
import { startApi } from './api/start.ts';
import { startBroker } from './broker.ts';
import type { Config } from './config.ts';
import { openDatabase } from './database.ts';
import { startAlerts } from './derive/alerts.ts';
import { commandAcks, startCommandDispatch } from './derive/commands.ts';
import { startDeliveries } from './derive/delivery/deliver.ts';
import { forecastSkill } from './derive/forecast-skill.ts';
import { startForecasts } from './derive/forecasts.ts';
import { siteImporter } from './derive/import-sites.ts';
import { startJobs } from './derive/jobs.ts';
import { startPlanning } from './derive/planning/planning.ts';
import { startRetention } from './derive/retention.ts';
import { startRollups } from './derive/rollups.ts';
import { scheduleReader, startSchedules } from './derive/schedule.ts';
import { startIngest } from './ingest/start.ts';
import { systemClock as clock } from './kernel/clock.ts';
import { mosquittoHash } from './kernel/password-hash.ts';
import { replayThreads } from './rule-replay.ts';
import { runService } from './run-service.ts';
import { serviceState } from './service-state.ts';
import { authAdapter } from './store/auth-adapter.ts';
import { listenChanges } from './store/changes.ts';
import { ALERT_LOCK, leadership } from './store/leader.ts';
import { PENDING_LIMITS } from './store/quarantine.ts';
import { sampleWriter } from './store/samples.ts';
import { openStore } from './store/store.ts';

const DAY_MS = 86_400_000;
/** What somebody changed that forecasts are made of. */
const FORECAST_FROM: ReadonlySet<LiveSubject> = new Set(['trucks', 'visits', 'sites', 'courses']);

export type Service = {
  readonly url: string;
  readonly mqttUrl: string;
  readonly firstRun: FirstRun;
  stop(): Promise<void>;
};

export async function startService(config: Config, log: Logger): Promise<Service> {
  const toStop: (() => unknown)[] = [];
  const stop = async () => {
    for (const end of toStop.splice(0).reverse()) await end();
  };
  try {
    // store
    const { url, db, ...database } = await openDatabase(config, log);
    toStop.push(database.stop);
    const store = openStore(db);

    // trucks -> broker -> ingest -> store
    const ingest = await startIngest({
      ...store,
      clock,
      log,
      writer: sampleWriter({
        url,
        clock,
        onIdleError: (err) => log.warn({ err }, 'ingest lost the database'),
      }),
      pendingLimits: PENDING_LIMITS,
      retentionMs: config.rawRetentionDays * DAY_MS,
      publish: (topic, payload, options) => broker.publish(topic, payload, options),
      onCommandAck: async (truckId, ack) => void (await acks(truckId, ack)),
      onOnline: (truckId) => commands.kick(truckId),
    });
    const acks = commandAcks({ store: store.commands, clock, log });
    const state = serviceState({
      ingest: ingest.stats,
      brokerConnected: () => broker.connected(),
      db,
      clock,
    });
    const broker = await startBroker({
      config,
      log,
      credentials: store.credentials,
      take: ingest.take,
      onTakeover: ingest.takenOver,
      onDenied(denied) {
        state.noteDenied();
        if (denied.truckId !== undefined) alerts.noteRefused(denied.truckId);
      },
    });
    toStop.push(broker.stop, ingest.stop, broker.pause);

    // store -> derive -> store
    const commands = startCommandDispatch({ store: store.commands, publish: broker.publish, clock, log });
    const onPastRestated = () => forecasts.pastCame();
    const rollups = startRollups({ rollups: store.rollups, clock, log, onPastRestated });
    const { rawRetentionDays } = config;
    const retention = startRetention({ retention: store.retention, rawRetentionDays, clock, log });
    const planning = { ...store, timeZone: config.programme.timeZone, clock, log };
    const forecasts = startForecasts(planning);
    const telling = { ...planning, energyOf: store.forecasts.days };
    const schedules = startSchedules({
      ...telling,
      publish: broker.publish,
      brokerForgets: config.mqtt.url === undefined,
    });
    toStop.push(commands.stop, rollups.stop, retention.stop, forecasts.stop, schedules.stop);
    const alerts = startAlerts({
      ...store,
      leader: leadership(url, ALERT_LOCK),
      hears: () => broker.connected() && ingest.stats().databaseUp,
      timeZone: config.programme.timeZone,
      clock,
      log,
    });
    const replays = replayThreads({ url, timeZone: config.programme.timeZone });
    toStop.push(alerts.stop, replays.stop);

    const wording: AlertWording = (alert, language) => ({
      words: wordsOf(alert, language, config.programme.timeZone),
      actionKind: actionOf(alert.kind, alert.facts),
    });
    const jobs = await startJobs({ url, clock, log });
    toStop.push(jobs.stop);
    const deliveries = await startDeliveries({
      ...store,
      ...config,
      jobs,
      wordsOf: wording,
      programme: config.programme.name,
      timeZone: config.programme.timeZone,
      clock,
      log,
    });
    toStop.push(deliveries.stop);
    const plans = await startPlanning({
      ...store,
      ...config,
      jobs,
      programme: config.programme.name,
      timeZone: config.programme.timeZone,
      clock,
      log,
    });
    toStop.push(plans.stop);

    // store -> api -> console
    const auth = buildAuth({
      ...store,
      database: authAdapter(db),
      secret: await authSecret(store.people, config.authSecret),
      publicUrl: config.publicUrl,
      adminApiKey: config.admin.apiKey,
      clock,
      log,
    });
    const { hashPassword } = auth;
    const firstRun = await prepareFirstRun({ people: store.people, hashPassword, admin: config.admin });
    const live = startLive({ fleetNow: store.fleetNow, pulse: state.pulse, clock, log });
    const changes = listenChanges({
      url,
      log,
      onChange: (change) => {
        live.changed(change);
        if (change.subjects.includes('trucks')) ingest.trucksChanged();
        plans.changed(change.subjects);
        for (const subject of change.subjects) alerts.changed(subject);
        if (change.subjects.includes('alerts')) deliveries.kick();
        if (change.subjects.some((what) => FORECAST_FROM.has(what))) forecasts.changed();
        for (const what of ['visits', 'forecasts'] as const) {
          if (change.subjects.includes(what)) schedules.changed(what);
        }
      },
      onReconnect() {
        live.everythingChanged();
        plans.changed(LIVE_SUBJECTS);
        schedules.changed('visits');
      },
    });
    const metrics = createMetrics();
    state.register(metrics.registry, live.figures);
    registerAlertFigures(metrics.registry, store);
    const api = await startApi({
      config,
      log,
      deps: {
        ...store,
        auth,
        clock,
        live,
        metrics,
        hashTruckPassword: mosquittoHash,
        disconnectTruck: broker.disconnect,
        kickCommands: commands.kick,
        scheduleOf: scheduleReader(telling),
        planning: plans,
        energy: { ...store, makeForecast: forecasts.make, forecastSkill: forecastSkill(store) },
        alerting: {
          ...store,
          ruleInfos: Object.values(RULES),
          wordsOf: wording,
          emailReady: config.mail !== undefined,
          faultsOfRules: faultsOfRuleSet,
          startReplay: replays.start,
        },
        readyState: state.ready,
        registry: {
          ...store,
          importSites: siteImporter({ store: store.siteImport, country: config.programme.country }),
          onTruckAdded: ingest.adopt,
          onTrucksChanged: ingest.trucksChanged,
        },
        history: {
          ...store,
          samplesPerS: () => ingest.stats().samplesPerS,
          replayQuarantined: ingest.replay,
          onPendingDismissed: ingest.dismiss,
        },
      },
    });
    toStop.push(changes.stop, live.stop, () => api.app.close());
    return { url: api.url, mqttUrl: broker.url, firstRun, stop };
  } catch (error) {
    await stop().catch((err: unknown) => log.error({ err }, 'stopping after a failed start'));
    throw error;
  }
}

if (import.meta.main) await runService(startService);
