/** What `replay` plays: a recording line by line, or a GPS log as the samples of one truck. */
import { createReadStream, readFileSync, statSync } from 'node:fs';
import { createInterface } from 'node:readline';
import type { TruckId } from '@digitruck/contract/ids';
import { parseTopic, topicOf, UP_CHANNELS } from '@digitruck/contract/topics';
import { systemClock, toIso } from '../../src/kernel/clock.ts';
import { parseRecordingLine } from '../recording/line.ts';
import { fixesOf, type NmeaCounts, sampleOfFix } from '../recording/nmea.ts';
import { type Message, messageOf } from '../recording/play.ts';
import { UsageError } from './command-line.ts';
import { count } from './progress.ts';

export type Source = { messages: AsyncIterable<Message>; total: number; done(): number; skipped(): string };

/** A recording, read line by line; lines that are none are counted. */
export function recordingSource(
  file: string,
  all: boolean,
  rebase: { bootPrefix: string } | undefined,
): Source {
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
export function nmeaSource(
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
