/** `npm run replay`: plays a recording, or a GPS log as a truck's drive. */
import { createReadStream, readFileSync, statSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { TRUCK_ID_PATTERN, TruckId } from '@digitruck/contract/ids';
import { parseTopic, topicOf, UP_CHANNELS } from '@digitruck/contract/topics';
import { systemClock, toIso } from '../../src/kernel/clock.ts';
import { parseRecordingLine } from '../recording/line.ts';
import { fixesOf, type NmeaCounts, sampleOfFix } from '../recording/nmea.ts';
import { type Message, messageOf, play } from '../recording/play.ts';
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

type Source = { messages: AsyncIterable<Message>; total: number; done(): number; skipped(): string };

/** A recording, read line by line; lines that are none are counted. */
function recordingSource(file: string, all: boolean, rebase: { bootPrefix: string } | undefined): Source {
  const up: ReadonlySet<string> = new Set(UP_CHANNELS);
  let [read, bad, office] = [0, 0, 0];
  let firstBad = '';
  async function* messages(): AsyncGenerator<Message> {
    let number = 0;
    for await (const text of createInterface({
      input: createReadStream(file),
      crlfDelay: Number.POSITIVE_INFINITY,
    })) {
      read += Buffer.byteLength(text) + 1;
      number++;
      if (text.trim() === '') continue;
      const parsed = parseRecordingLine(text);
      if (!parsed.ok) {
        bad++;
        firstBad ||= `line ${number} ${parsed.problem}`;
        continue;
      }
      const channel = parseTopic(parsed.line.topic)?.channel;
      if (!all && channel !== undefined && !up.has(channel)) {
        office++;
        continue;
      }
      yield messageOf(parsed.line, rebase);
    }
  }
  return {
    messages: messages(),
    total: statSync(file).size,
    done: () => read,
    skipped: () =>
      [
        office > 0 ? `${count(office)} of the office` : '',
        bad > 0 ? `${count(bad)} bad lines (${firstBad})` : '',
      ]
        .filter((part) => part !== '')
        .join(', '),
  };
}

/** A GPS log as one truck's samples. */
function nmeaSource(
  file: string,
  truck: TruckId,
  origin: [number, number] | undefined,
  rebase: boolean,
): Source {
  const counts: NmeaCounts = { sentences: 0, badChecksum: 0, noFix: 0 };
  const fixes = [...fixesOf(readFileSync(file, 'utf8').split('\n'), counts)];
  const first = fixes[0];
  if (first === undefined)
    throw new UsageError(
      `${file}: no RMC or GGA sentence with a fix and a right checksum (${counts.sentences} sentences, ${counts.badChecksum} with a wrong checksum)`,
    );
  const shift = origin === undefined ? [0, 0] : [origin[0] - first.lat, origin[1] - first.lon];
  // A degree of longitude is as long as elsewhere only after stretching.
  const stretch =
    Math.cos((first.lat * Math.PI) / 180) / Math.cos(((origin?.[0] ?? first.lat) * Math.PI) / 180);
  const bootId = `gps-${systemClock.nowMs().toString(36)}`;
  let played = 0;
  async function* messages(): AsyncGenerator<Message> {
    for (const [seq, fix] of fixes.entries()) {
      played = seq + 1;
      const moved = {
        ...fix,
        lat: fix.lat + (shift[0] ?? 0),
        lon: first === undefined ? fix.lon : first.lon + (shift[1] ?? 0) + (fix.lon - first.lon) * stretch,
      };
      yield {
        topic: topicOf(truck, 'telemetry'),
        atMs: fix.atMs,
        retain: false,
        payload: (publishedMs) => sampleOfFix(moved, bootId, seq, toIso(rebase ? publishedMs : fix.atMs)),
      };
    }
  }
  return {
    messages: messages(),
    total: fixes.length,
    done: () => played,
    skipped: () =>
      counts.badChecksum + counts.noFix === 0
        ? ''
        : `${count(counts.badChecksum)} wrong checksums, ${count(counts.noFix)} without a fix`,
  };
}

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
  const logins = loginsOf(values);
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
