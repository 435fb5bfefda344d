/** `npm run record`: writes down what goes over a broker, for `npm run replay`. */

import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { systemClock, toIso } from '../../src/kernel/clock.ts';
import { ACCOUNT, accountOf, MQTT, mqttUrlOf, QUIET } from './broker-options.ts';
import {
  durationOf,
  type OptionHelp,
  readOptions,
  run,
  stopSignals,
  textOf,
  UsageError,
} from './command-line.ts';
import { count, progressOf } from './progress.ts';

const OPTIONS = {
  ...MQTT,
  out: { type: 'string', short: 'o', value: 'FILE', help: 'the recording, NDJSON; it must not exist yet' },
  topic: { type: 'string', value: 'FILTER', help: 'what to record (digitruck/v1/#)' },
  ...ACCOUNT,
  for: { type: 'string', value: 'DURATION', help: 'stop after 90s, 10m, 2h (at Ctrl-C)' },
  ...QUIET,
} as const satisfies Record<string, OptionHelp>;

async function record(): Promise<number> {
  const values = readOptions(
    'npm run record -- --mqtt URL --out FILE',
    'Records messages, a line each: { "topic", "at", "payload" }.',
    OPTIONS,
  );
  const out = textOf(values, 'out');
  if (out === undefined) throw new UsageError('--out FILE is missing: where shall the recording go?');
  const forMs = durationOf(values, 'for');
  const url = mqttUrlOf(values);
  const [{ default: mqtt }, { recordingLine }] = await Promise.all([
    import('mqtt'),
    import('../recording/line.ts'),
  ]);
  const filter = textOf(values, 'topic') ?? 'digitruck/v1/#';
  const file = createWriteStream(out, { flags: 'wx' });
  await once(file, 'open').catch((error) => {
    throw new UsageError(`--out ${out}: ${error.message}`);
  });
  const signals = stopSignals();
  const progress = progressOf(systemClock, forMs, values.quiet === true);
  const client = mqtt.connect(url, {
    clientId: `digitruck-record-${systemClock.nowMs().toString(36)}`,
    ...accountOf(values),
  });
  let [messages, bytes] = [0, 0];
  let state = 'connecting';
  client.on('error', (error) => {
    state = `no connection: ${error.message || (error as NodeJS.ErrnoException).code}`;
  });
  client.on('close', () => {
    if (state === 'recording') state = 'connection lost, trying again';
  });
  client.on('connect', () => {
    client.subscribe(filter, { qos: 1 }, (error, granted) => {
      state =
        error || granted?.[0]?.qos === 128 ? `the broker refused the subscription to ${filter}` : 'recording';
    });
  });
  client.on('message', (topic, payload, packet) => {
    const line = `${recordingLine({ topic, at: toIso(systemClock.nowMs()), payload, retained: packet.retain })}\n`;
    messages++;
    bytes += line.length;
    file.write(line);
  });
  const beganMs = systemClock.monotonicMs();
  await new Promise<void>((resolve) => {
    const timer = setInterval(() => {
      const spentMs = systemClock.monotonicMs() - beganMs;
      progress.update(spentMs, `${state} · ${count(messages)} messages · ${(bytes / 1e6).toFixed(1)} MB`);
      if (!signals.gentle.aborted && (forMs === undefined || spentMs < forMs)) return;
      clearInterval(timer);
      resolve();
    }, 250);
  });
  await client.endAsync(true);
  progress.stop();
  file.end();
  await once(file, 'close');
  process.stdout.write(`${count(messages)} messages in ${out}\n`);
  if (messages === 0 && state !== 'recording') process.stderr.write(`record: ${state}\n`);
  return messages === 0 && state !== 'recording' ? 1 : 0;
}

await run('record', record);
