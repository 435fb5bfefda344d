/** `npm run replay`: plays a recording, or a GPS log as a truck's drive. */
import { systemClock, toIso } from '../../src/kernel/clock.ts';
import { ACCOUNT, accountOf, CREDENTIALS, loginsOf, MQTT, mqttUrlOf, QUIET } from './broker-options.ts';
import {
  numberOf,
  type OptionHelp,
  readCommandLine,
  run,
  stopSignals,
  textOf,
  UsageError,
} from './command-line.ts';
import { count, progressOf } from './progress.ts';
import { summaryTable } from './summary.ts';

const OPTIONS = {
  ...MQTT,
  speed: { type: 'string', value: 'X', help: 'times faster than recorded (1); 0: without waiting' },
  rebase: {
    type: 'boolean',
    help: 'as if it happened now: times are those of publishing, boots get new names',
  },
  truck: { type: 'string', value: 'ID', help: 'for a GPS log (NMEA 0183): whose drive it is' },
  origin: {
    type: 'string',
    value: 'LAT,LON',
    help: 'for a GPS log: move the track, so that it begins there',
  },
  all: { type: 'boolean', help: "also what the office had sent; otherwise only trucks' messages" },
  ...CREDENTIALS,
  ...ACCOUNT,
  ...QUIET,
} as const satisfies Record<string, OptionHelp>;

function originOf(text: string | undefined): [number, number] | undefined {
  if (text === undefined) return undefined;
  const [lat = Number.NaN, lon = Number.NaN, ...rest] = text.split(',').map(Number);
  if (rest.length > 0 || !(Math.abs(lat) <= 90 && Math.abs(lon) <= 180))
    throw new UsageError(`--origin ${text}: must be latitude,longitude in degrees, e.g. -0.4527,39.6460`);
  return [lat, lon];
}

async function replay(): Promise<number> {
  const { values, positionals } = readCommandLine(
    'npm run replay -- FILE --speed X --mqtt URL',
    'Plays a recording of `npm run record`, or a GPS log (NMEA 0183) as the drive of a truck.',
    OPTIONS,
    process.argv.slice(2),
  );
  const [file, more] = positionals;
  if (file === undefined) throw new UsageError('which FILE? See --help');
  if (more !== undefined) throw new UsageError(`unexpected "${more}"; one FILE at a time`);
  const [{ TRUCK_ID_PATTERN, TruckId }, { nmeaSource, recordingSource }, { play }] = await Promise.all([
    import('@digitruck/contract/ids'),
    import('./replay-source.ts'),
    import('../recording/play.ts'),
  ]);
  const rebase = values.rebase === true;
  const speed = numberOf(values, 'speed', 1, 0, 1e6);
  const truck = textOf(values, 'truck');
  const isNmea = truck !== undefined || /\.nmea(\.log)?$/i.test(file);
  if (isNmea && (truck === undefined || !TRUCK_ID_PATTERN.test(truck)))
    throw new UsageError(`--truck ${truck ?? 'ID is missing'}: whose drive is it? For example --truck DT-01`);
  const source = isNmea
    ? nmeaSource(file, TruckId.parse(truck), originOf(textOf(values, 'origin')), rebase)
    : recordingSource(
        file,
        values.all === true,
        rebase ? { bootPrefix: `r${systemClock.nowMs().toString(36)}-` } : undefined,
      );
  const login = accountOf(values);
  const logins = await loginsOf(values);
  const url = mqttUrlOf(values);
  const signals = stopSignals();
  signals.hard.addEventListener('abort', () => process.exit(130));
  const progress = progressOf(systemClock, source.total, values.quiet === true);
  let problem = '';
  const figures = await play({
    mqttUrl: url,
    messages: source.messages,
    speed: speed === 0 ? Number.POSITIVE_INFINITY : speed,
    clock: systemClock,
    ...(login === undefined ? {} : { login }),
    ...(logins === undefined ? {} : { logins }),
    signal: signals.gentle,
    onProblem: (text) => {
      problem = text;
    },
    onProgress: (now, atMs) =>
      progress.update(
        source.done(),
        now.pubacked === 0 && problem !== ''
          ? `no connection to ${url}: ${problem}`
          : `${toIso(atMs).slice(0, 19).replace('T', ' ')} · ${count(now.sent)} sent · ${count(now.pubacked)} acknowledged`,
      ),
  });
  progress.stop();
  process.stdout.write(
    summaryTable([
      ['sent', count(figures.sent)],
      [
        'PUBACKed',
        count(figures.pubacked),
        figures.failed > 0 ? `${count(figures.failed)} failed: ${problem}` : '',
      ],
      ['left out', source.skipped() === '' ? 'none' : '', source.skipped()],
    ]),
  );
  if (figures.sent === 0) process.stderr.write(`replay: there is nothing to play in ${file}\n`);
  return figures.sent > 0 && figures.sent === figures.pubacked ? 0 : 1;
}

await run('replay', replay);
