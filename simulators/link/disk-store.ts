/**
 * Kept samples on disk, for a whole fleet: append-only NDJSON segments in one folder.
 *
 *   {"t":"keep","truckId":"DT-01","sample":{"bootId":...,"seq":...}}
 *   {"t":"forget","truckId":"DT-01","bootId":"...","seqs":[[0,41]]}
 *
 * A segment goes when it is the oldest and holds nothing that is still needed, so a "forget" always outlives the "keep"
 * it is about. When an old segment is kept alive by a few samples, those are written again at the end. A last line cut
 * short by a kill is skipped.
 */
import {
  closeSync,
  fdatasyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { SeqRanges } from '@digitruck/contract/seq-ranges';
import { fromIso } from '../../src/kernel/clock.ts';
import type { KeptSample, SampleStore } from './kept.ts';

const SEGMENT_MAX_BYTES = 8 * 1024 * 1024;
/** An oldest segment with fewer samples than this is moved to the end once there are several segments. */
const MOVE_BELOW = 2000;
const SEGMENTS_BEFORE_MOVING = 4;

type Segment = { readonly path: string; readonly live: Set<KeptSample> };

function keepLine(sample: KeptSample): string {
  return `{"t":"keep","truckId":${JSON.stringify(sample.truckId)},"sample":${sample.json}}\n`;
}

function readSegments(paths: readonly string[]): Map<string, KeptSample> {
  const kept = new Map<string, KeptSample>();
  for (const path of paths) {
    for (const line of readFileSync(path, 'utf8').split('\n')) {
      if (line === '') continue;
      let entry: {
        t?: string;
        truckId: string;
        bootId: string;
        seqs: [number, number][];
        sample: { bootId: string; seq: number; sampledAt: string };
      };
      try {
        entry = JSON.parse(line);
      } catch {
        continue; // cut short by a kill
      }
      if (entry.t === 'keep') {
        const { bootId, seq, sampledAt } = entry.sample;
        kept.set(`${entry.truckId}/${bootId}/${seq}`, {
          truckId: entry.truckId,
          bootId,
          seq,
          sampledAtMs: fromIso(sampledAt),
          json: JSON.stringify(entry.sample),
          attempts: 0,
          waits: 0,
          pubacked: false,
          receipted: false,
        });
      } else if (entry.t === 'forget') {
        for (const [from, to] of entry.seqs)
          for (let seq = from; seq <= to; seq++) kept.delete(`${entry.truckId}/${entry.bootId}/${seq}`);
      }
    }
  }
  return kept;
}

/**
 * Opens (or makes) the folder and reads what is left in it.
 * Throws when the folder cannot be written.
 */
export function diskStore(folder: string): SampleStore {
  mkdirSync(folder, { recursive: true });
  const old = readdirSync(folder)
    .filter((name) => /^segment-\d+\.ndjson$/.test(name))
    .sort()
    .map((name) => join(folder, name));
  const left = [...readSegments(old).values()];
  let number = Number(/(\d+)\.ndjson$/.exec(old[old.length - 1] ?? '')?.[1] ?? 0);
  const segments: Segment[] = [];
  const segmentOf = new Map<KeptSample, Segment>();
  let fd = -1;
  let writtenBytes = 0;
  let pending: string[] = [];
  let forgotten: KeptSample[] = [];

  function nextSegment(): Segment {
    if (fd >= 0) closeSync(fd);
    number++;
    const path = join(folder, `segment-${String(number).padStart(8, '0')}.ndjson`);
    fd = openSync(path, 'a');
    writtenBytes = 0;
    const segment: Segment = { path, live: new Set() };
    segments.push(segment);
    return segment;
  }
  let current = nextSegment();

  function append(sample: KeptSample): void {
    pending.push(keepLine(sample));
    current.live.add(sample);
    segmentOf.set(sample, current);
  }

  function forgetLines(): void {
    const ranges = new Map<string, { truckId: string; bootId: string; seqs: SeqRanges }>();
    for (const sample of forgotten) {
      const key = `${sample.truckId}/${sample.bootId}`;
      let entry = ranges.get(key);
      if (entry === undefined) {
        entry = { truckId: sample.truckId, bootId: sample.bootId, seqs: new SeqRanges() };
        ranges.set(key, entry);
      }
      entry.seqs.add(sample.seq);
    }
    forgotten = [];
    for (const { truckId, bootId, seqs } of ranges.values())
      pending.push(`${JSON.stringify({ t: 'forget', truckId, bootId, seqs: seqs.toArray() })}\n`);
  }

  function write(): void {
    if (forgotten.length > 0) forgetLines();
    if (pending.length === 0) return;
    const bytes = Buffer.from(pending.join(''));
    pending = [];
    for (let from = 0; from < bytes.length; ) from += writeSync(fd, bytes, from);
    writtenBytes += bytes.length;
  }

  /** Drops what nobody needs any more from the oldest end, moving the last few of an old segment forward. */
  function tidy(): void {
    for (let oldest = segments[0]; oldest !== undefined && oldest !== current; oldest = segments[0]) {
      if (oldest.live.size > 0) {
        if (segments.length < SEGMENTS_BEFORE_MOVING || oldest.live.size > MOVE_BELOW) return;
        for (const sample of [...oldest.live]) append(sample);
        write();
        fdatasyncSync(fd);
      }
      unlinkSync(oldest.path);
      segments.shift();
    }
  }

  // What was left moves into this run's first segment; only then the old ones go.
  for (const sample of left) append(sample);
  write();
  fdatasyncSync(fd);
  for (const path of old) unlinkSync(path);

  return {
    left,
    append,
    forget(samples) {
      for (const sample of samples) {
        const segment = segmentOf.get(sample);
        if (segment === undefined) continue;
        segment.live.delete(sample);
        segmentOf.delete(sample);
        forgotten.push(sample);
      }
    },
    flush() {
      write();
      if (writtenBytes > SEGMENT_MAX_BYTES) {
        current = nextSegment();
        tidy();
      }
    },
    close() {
      write();
      fdatasyncSync(fd);
      closeSync(fd);
      fd = -1;
      if (segmentOf.size === 0) for (const segment of segments) unlinkSync(segment.path);
    },
  };
}
