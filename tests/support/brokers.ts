/** The brokers that a scenario is played with: the embedded one, and a Mosquitto where the machine has one. */
import { findMosquitto } from './mosquitto.ts';
import { runMosquittoForFile } from './running-service.ts';

export type BrokerName = 'embedded' | 'Mosquitto';

/** @param what is not tried without a Mosquitto; said once */
export function brokersFor(what: string): readonly BrokerName[] {
  if (findMosquitto() !== undefined) return ['embedded', 'Mosquitto'];
  console.info(`No Mosquitto on this machine: ${what} with the embedded broker only.`);
  return ['embedded'];
}

/** The service's settings for that broker, which ends with the file. Call it in `beforeAll`. */
export async function settingsFor(broker: BrokerName): Promise<Record<string, string>> {
  if (broker === 'embedded') return {};
  const lines = ['allow_anonymous true', 'max_queued_messages 1000000', 'max_inflight_messages 1000'];
  return { MQTT_URL: (await runMosquittoForFile(lines)).url };
}
