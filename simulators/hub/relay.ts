/**
 * From the hub to the office over MQTT: each report is sent until the office says what became of it. A PUBACK means little here, for a
 * broker gives it too; only the office's receipt, which comes as a command, ends the sending.
 */
import { CommandMessage } from '@digitruck/contract/commands';
import type { TruckId } from '@digitruck/contract/ids';
import { SESSION_RECEIPT } from '@digitruck/contract/session-receipt';
import { SessionReceipt } from '@digitruck/contract/sessions';
import { topicOf } from '@digitruck/contract/topics';
import mqtt from 'mqtt';
import type { Clock } from '../../src/kernel/clock.ts';
import type { Login } from '../link/connection.ts';
import type { HubReport, ReportFolder } from './reports.ts';

export type RelayOptions = {
  readonly truckId: TruckId;
  readonly mqttUrl: string;
  readonly login?: Login | undefined;
  readonly reports: ReportFolder;
  /** Without a receipt it is sent again after this. */
  readonly resendMs: number;
  readonly clock: Clock;
  readonly onProblem: (problem: string) => void;
};

const RECONNECT_MS = 2_000;

export function startRelay(options: RelayOptions) {
  const { truckId, mqttUrl, login, reports, resendMs, clock, onProblem } = options;
  const sentMs = new WeakMap<HubReport, number>();
  const client = mqtt.connect(mqttUrl, {
    clientId: `${truckId}-hub`,
    username: truckId,
    ...login,
    clean: false,
    reconnectPeriod: RECONNECT_MS,
    // What is not sent is on the disk: a queue in memory would send it twice.
    queueQoSZero: false,
    resubscribe: true,
  });
  client.on('error', (error) => onProblem(error.message || String(error)));
  client.on('connect', () => {
    client.subscribe(topicOf(truckId, 'command'), { qos: 1 }, (error) => {
      if (error) onProblem(`receipts cannot be heard: ${error.message}`);
      else sendAll();
    });
  });
  client.on('message', (_topic, payload) => {
    const receipt = receiptOf(payload);
    if (receipt !== undefined) settle(receipt);
  });

  function send(kept: HubReport): void {
    const { sessionId, report, takenAt, personId, proof, step } = kept;
    if (step !== 'on-truck' || !client.connected) return;
    sentMs.set(kept, clock.monotonicMs());
    const text = JSON.stringify({ ...report, sessionId, relay: { takenAt, personId, proof } });
    client.publish(topicOf(truckId, 'session'), text, { qos: 1 }, (error) => {
      if (error) onProblem(error.message);
    });
  }
  function sendAll(): void {
    const dueMs = clock.monotonicMs() - resendMs;
    for (const report of reports.all()) if ((sentMs.get(report) ?? -Infinity) <= dueMs) send(report);
  }

  function settle(receipt: SessionReceipt): void {
    const { sessionId, about, state, version, reason, errors } = receipt;
    for (const kept of reports.ofSession(sessionId.toLowerCase())) {
      const { device } = kept.report;
      // A later saving has been handed over since: that one is still on its way.
      if (about !== null && (about.deviceId !== device.deviceId || about.revision !== device.revision))
        continue;
      if (about === null && state === 'counted' && kept.step !== 'received') continue;
      if (about === null && state === 'needs-fix' && kept.step !== 'on-truck') continue;
      if (kept.step === 'counted') continue;
      reports.keep({ ...kept, step: state, version, reason, errors });
    }
  }

  const timer = setInterval(sendAll, resendMs);
  return {
    send,
    connected: () => client.connected,
    async stop(): Promise<void> {
      clearInterval(timer);
      await client.endAsync(true);
    },
  };
}

function receiptOf(payload: Uint8Array): SessionReceipt | undefined {
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(payload).toString('utf8'));
  } catch {
    return undefined;
  }
  const command = CommandMessage.safeParse(value);
  if (!command.success || command.data.kind !== SESSION_RECEIPT) return undefined;
  return SessionReceipt.safeParse(command.data.args).data;
}
