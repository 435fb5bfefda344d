/** A subscriber that does nothing: MQTT.js as it comes, acknowledging each message, counting them. */
import { filterOf } from '@digitruck/contract/topics';
import mqtt from 'mqtt';
import { setting, tell, untilLetGo } from './parent.ts';

const REPORT_EVERY_MS = 50;

let count = 0;
const client = await mqtt.connectAsync(setting('BENCH_MQTT_URL'), {
  username: setting('MQTT_USERNAME'),
  password: setting('MQTT_PASSWORD'),
  clientId: 'bench-noop',
});
client.on('message', () => {
  count++;
});
await client.subscribeAsync(filterOf('telemetry'), { qos: 1 });
setInterval(() => tell({ atMs: Date.now(), count }), REPORT_EVERY_MS);
untilLetGo(async () => {
  await client.endAsync(true);
});
