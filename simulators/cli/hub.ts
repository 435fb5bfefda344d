/** `npm run hub`: the program on a truck that takes reports from phones on its Wi-Fi and relays them to the office. */
import { systemClock } from '../../src/kernel/clock.ts';
import { CREDENTIALS, loginsOf, MQTT, mqttUrlOf } from './broker-options.ts';
import {
  type OptionHelp,
  readOptions,
  run,
  stopSignals,
  textOf,
  UsageError,
  wholeNumberOf,
} from './command-line.ts';

const OPTIONS = {
  truck: { type: 'string', value: 'ID', help: 'whose hub it is, e.g. DT-07' },
  ...MQTT,
  ...CREDENTIALS,
  host: { type: 'string', value: 'ADDRESS', help: 'where it listens (127.0.0.1); 0.0.0.0 for phones' },
  port: { type: 'string', value: 'N', help: 'its port (8090)' },
  data: { type: 'string', value: 'DIR', help: 'where it keeps reports (.data/hub)' },
} as const satisfies Record<string, OptionHelp>;

async function hub(): Promise<number> {
  const values = readOptions(
    'npm run hub -- --truck DT-07 [options]',
    'A hub on a truck: takes reports of sessions from phones and relays them over MQTT.',
    OPTIONS,
  );
  const [{ TruckId }, { startHub }] = await Promise.all([
    import('@digitruck/contract/ids'),
    import('../hub/hub.ts'),
  ]);
  const truckId = TruckId.safeParse(textOf(values, 'truck'));
  if (!truckId.success) throw new UsageError('--truck: name the truck whose hub this is, e.g. --truck DT-07');
  const signals = stopSignals();
  let problem = '';
  const running = await startHub({
    truckId: truckId.data,
    mqttUrl: mqttUrlOf(values),
    login: (await loginsOf(values))?.[truckId.data],
    host: textOf(values, 'host') ?? '127.0.0.1',
    port: wholeNumberOf(values, 'port', 8090, 0, 65_535),
    folder: textOf(values, 'data') ?? '.data/hub',
    clock: systemClock,
    onProblem(now) {
      if (now !== problem) process.stderr.write(`hub: ${now}\n`);
      problem = now;
    },
  });
  process.stdout.write(`Hub of ${truckId.data} at ${running.url}\n`);
  await new Promise((resolve) => signals.gentle.addEventListener('abort', resolve, { once: true }));
  await running.stop();
  return 0;
}

await run('hub', hub);
