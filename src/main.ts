/**
 * The service: trucks -> broker -> ingest -> store -> derive -> api -> console, wired here and nowhere else, and stopped
 * in reverse order.
 */
import type { Logger } from 'pino';
import { registerAlertFigures } from './alert-figures.ts';
import { buildAuth } from './api/auth.ts';
import { authSecret, type FirstRun, prepareFirstRun } from './api/first-run.ts';
import { type LiveOptions, startLive } from './api/live.ts';
import { createMetrics } from './api/metrics.ts';
import { startApi } from './api/start.ts';
import { startBroker } from './broker.ts';
import type { Config } from './config.ts';
import { openDatabase } from './database.ts';
import { type Derivations, startDerivations } from './derivations.ts';
import { commandAcks } from './derive/commands.ts';
import { siteImporter } from './derive/imports/import-sites.ts';
import { sessionIntake } from './derive/sessions/intake.ts';
import { startIngest } from './ingest/start.ts';
import { systemClock as clock } from './kernel/clock.ts';
import { mosquittoHash } from './kernel/password-hash.ts';
import { runService } from './run-service.ts';
import { serviceState } from './service-state.ts';
import { listenChanges } from './store/changes.ts';
import { authAdapter } from './store/people/auth-adapter.ts';
import { PENDING_LIMITS } from './store/samples/quarantine.ts';
import { sampleWriter } from './store/samples/samples.ts';
import { openStore } from './store/store.ts';

const DAY_MS = 86_400_000;

export type Service = {
  readonly url: string;
  readonly mqttUrl: string;
  readonly firstRun: FirstRun;
  stop(): Promise<void>;
};

/** @param options for tests: how often the live feed does what, and how often alerts are looked for */
export async function startService(
  config: Config,
  log: Logger,
  options: { readonly liveTiming?: LiveOptions['timing']; readonly alertsEveryMs?: number } = {},
): Promise<Service> {
  const toStop: (() => unknown)[] = [];
  const stop = async () => {
    for (const end of toStop.splice(0).reverse()) await end();
  };
  try {
    // store
    const { url, db, ...database } = await openDatabase(config, log);
    toStop.push(database.stop);
    const store = openStore(db, { dataKeys: config.personalData.keys });

    // trucks -> broker -> ingest -> store
    let derived: Derivations | undefined;
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
      onSession: sessionIntake({ ...store, timeZone: config.programme.timeZone }),
      onOnline: (truckId) => derived?.kickCommands(truckId),
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
        if (denied.truckId !== undefined) derived?.noteRefused(denied.truckId);
      },
    });
    toStop.push(broker.stop, ingest.stop, broker.pause);

    // store -> derive -> store
    const hears = () => broker.connected() && ingest.stats().databaseUp;
    const { alertsEveryMs } = options;
    derived = await startDerivations({ config, log, clock, url, store, broker, hears, alertsEveryMs });
    toStop.push(derived.stop);
    const { changed, everythingChanged, deps } = derived;

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
    const timing = options.liveTiming;
    const live = startLive({ fleetNow: store.fleetNow, pulse: state.pulse, clock, log, timing });
    const changes = listenChanges({
      url,
      log,
      onChange: (change) => {
        live.changed(change);
        if (change.subjects.includes('trucks')) ingest.trucksChanged();
        changed(change.subjects);
      },
      onReconnect() {
        live.everythingChanged();
        everythingChanged();
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
        ...deps,
        auth,
        clock,
        live,
        metrics,
        hashTruckPassword: mosquittoHash,
        disconnectTruck: broker.disconnect,
        readyState: state.ready,
        reporting: store,
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
