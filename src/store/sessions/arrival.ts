/**
 * What a report that arrives means: whether it is news, and when the class was by a clock that can be trusted. Pure, and the same for
 * either way a report can come.
 */
import { createHash } from 'node:crypto';
import { canonicalJson, contentOf } from '@digitruck/contract/session-code';
import type { ReportRelay, SessionBody } from '@digitruck/contract/sessions';

/** SHA-256 of a report's content: what comes again is known by it. */
export function contentHash(report: SessionBody): Buffer {
  return createHash('sha256')
    .update(canonicalJson(contentOf(report)))
    .digest();
}

export type Standing = {
  readonly version: number;
  readonly deviceId: string;
  readonly hash: Uint8Array;
  /** The latest of the arriving device's savings that was taken, whether or not it stands; undefined if there was none. */
  readonly latestOfDevice: { readonly revision: number; readonly hash: Uint8Array } | undefined;
};

/**
 * - `new`: nothing stands yet, or it replaces what stands;
 * - `same`: it is what stands; `earlier`: it was taken before, or has been overtaken;
 * - `conflict`: it was made without knowledge of what stands.
 */
export type Verdict = 'new' | 'same' | 'earlier' | 'conflict';

export function judgeArrival(report: SessionBody, hash: Uint8Array, standing: Standing | undefined): Verdict {
  if (standing === undefined) return 'new';
  const { deviceId, revision } = report.device;
  if (equal(hash, standing.hash)) return 'same';
  const { latestOfDevice } = standing;
  if (latestOfDevice !== undefined) {
    if (revision < latestOfDevice.revision) return 'earlier';
    if (revision === latestOfDevice.revision && equal(hash, latestOfDevice.hash)) return 'earlier';
    if (revision > latestOfDevice.revision && deviceId === standing.deviceId) return 'new';
  }
  return report.basedOn === standing.version ? 'new' : 'conflict';
}

function equal(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0;
}

/** A device's clock that is less wrong than this is left alone: a slow network makes as much. */
export const SKEW_MAX_MS = 120_000;

export type CorrectedTimes = {
  readonly clock: 'good' | 'corrected' | 'unknown';
  readonly skewMs: number | null;
  readonly startedMs: number;
  readonly endedMs: number | null;
};

/**
 * The class's times by the server's clock. How wrong the device's is, is told by when it sent and when that came in (at the hub, for a
 * report that waited there). A class that would then lie ahead, and was not cancelled, is moved back to end when it was reported.
 */
export function correctedTimes(
  report: Pick<SessionBody, 'startedAt' | 'endedAt' | 'state' | 'device'>,
  relay: ReportRelay | null,
  receivedMs: number,
): CorrectedTimes {
  const { sentAt } = report.device;
  const startedMs = Date.parse(report.startedAt);
  const endedMs = report.endedAt === null ? null : Date.parse(report.endedAt);
  const metMs = relay === null ? receivedMs : Date.parse(relay.takenAt);
  const skewMs = sentAt === null ? null : Math.round(metMs - Date.parse(sentAt));
  const wrong = skewMs !== null && Math.abs(skewMs) > SKEW_MAX_MS;
  const shiftMs = wrong ? skewMs : 0;
  const clock = skewMs === null ? 'unknown' : wrong ? 'corrected' : 'good';
  const aheadMs = startedMs + shiftMs - receivedMs;
  if (aheadMs <= 0 || report.state === 'cancelled' || report.state === 'withdrawn')
    return moved(startedMs, endedMs, shiftMs, clock, skewMs);
  // A few seconds ahead are the network's; more than that, and the clock was set between class and report.
  if (aheadMs <= SKEW_MAX_MS && clock === 'good')
    return moved(startedMs, endedMs, -aheadMs + shiftMs, clock, skewMs);
  return moved(startedMs, endedMs, receivedMs - (endedMs ?? startedMs), 'unknown', skewMs);
}

function moved(
  startedMs: number,
  endedMs: number | null,
  byMs: number,
  clock: CorrectedTimes['clock'],
  skewMs: number | null,
): CorrectedTimes {
  return { clock, skewMs, startedMs: startedMs + byMs, endedMs: endedMs === null ? null : endedMs + byMs };
}
