/**
 * The consumer that one would write first: MQTT.js as it comes (each message acknowledged when it arrives, whether stored or
 * not), JSON.parse, and one insert a message through a pool. No batches, no receipts, no quarantine, nothing derived.
 */
import { columnOf, READING_NAMES } from '@digitruck/contract/readings';
import { filterOf, parseTopic } from '@digitruck/contract/topics';
import mqtt from 'mqtt';
import pg from 'pg';
import { setting, tell, untilLetGo } from './parent.ts';

const REPORT_EVERY_MS = 50;
const columns = [
  'truck_id',
  'boot_id',
  'seq',
  'boot_month',
  'sampled_at',
  'received_at',
  'clock',
  'place',
  ...READING_NAMES.map(columnOf),
];
const INSERT = `insert into samples (${columns.join(', ')}) values (${columns.map((_, i) => `$${i + 1}`).join(', ')}) on conflict do nothing`;

let count = 0;
const bootMonth = setting('BENCH_BOOT_MONTH');
const pool = new pg.Pool({ connectionString: setting('DATABASE_URL') });
const client = await mqtt.connectAsync(setting('BENCH_MQTT_URL'), {
  username: setting('MQTT_USERNAME'),
  password: setting('MQTT_PASSWORD'),
  clientId: 'bench-plain',
});
client.on('message', async (topic, payload) => {
  const sample = JSON.parse(payload.toString());
  await pool.query({
    name: 'insert',
    text: INSERT,
    values: [
      parseTopic(topic)?.truckId,
      sample.bootId,
      sample.seq,
      bootMonth,
      sample.sampledAt,
      new Date(),
      'ok',
      'ok',
      ...READING_NAMES.map((name) => sample[name] ?? null),
    ],
  });
  count++;
});
await client.subscribeAsync(filterOf('telemetry'), { qos: 1 });
setInterval(() => tell({ atMs: Date.now(), count }), REPORT_EVERY_MS);
untilLetGo(async () => {
  await client.endAsync(true);
  await pool.end();
});
