/**
 * Unsent reports on another device: as a file, or as codes to be photographed. What comes in is as it was made, with the id, device and
 * revision of the phone it was made on, so that it counts once whichever phone sends it, and both if need be.
 *
 * A code is `DT1/<part>/<parts>/<check>/<text>`: small enough for a cheap camera, in letters a code stores best.
 */
import { canonicalJson, murmur3, reportCode } from '@digitruck/contract/session-code';
import { KEPT_SCHEMA, type Kept, type Report } from './kept.ts';

export const RESCUE_KIND = 'digitruck-reports';
export type RescueFile = {
  readonly kind: typeof RESCUE_KIND;
  readonly schema: typeof KEPT_SCHEMA;
  readonly madeAt: string;
  readonly reports: readonly Rescued[];
};
type Rescued = Pick<Kept, 'sessionId' | 'report' | 'deviceId' | 'revision' | 'savedAt' | 'basedOn'>;

/** Of a code's text; fits version 12 with the lowest correction, which a phone of 2016 reads off a scratched screen. */
const PART = /[\s\S]{1,480}/gu;
const PREFIX = 'DT1';

export function rescueFile(kept: readonly Kept[], madeAtMs: number): RescueFile {
  return {
    kind: RESCUE_KIND,
    schema: KEPT_SCHEMA,
    madeAt: new Date(madeAtMs).toISOString(),
    reports: kept.map(({ sessionId, report, deviceId, revision, savedAt, basedOn }) => ({
      sessionId,
      report,
      deviceId,
      revision,
      savedAt,
      basedOn,
    })),
  };
}

/** The texts of the codes, in order. */
export function rescueCodes(file: RescueFile): string[] {
  const text = canonicalJson(file);
  const check = murmur3(text).toString(36);
  // By whole characters: half a picture sign, put into a code, comes out as something else.
  const parts = text.match(PART) ?? [];
  return parts.map((part, at) => `${PREFIX}/${at + 1}/${parts.length}/${check}/${part}`);
}

export type Gathered = {
  readonly parts: ReadonlyMap<number, string>;
  readonly count: number;
  readonly check: string;
};
/**
 * One more code, read in any order and as often as it likes.
 * @returns undefined when it is none of ours; a code of another set begins anew
 */
export function gathered(before: Gathered | undefined, code: string): Gathered | undefined {
  const match = code.match(/^DT1\/(\d{1,3})\/(\d{1,3})\/([0-9a-z]+)\/([\s\S]*)$/);
  if (match === null) return undefined;
  const [, part = '', parts = '', check = '', text = ''] = match;
  const count = Number(parts);
  if (Number(part) < 1 || Number(part) > count) return undefined;
  const same = before !== undefined && before.check === check && before.count === count;
  return { parts: new Map([...(same ? before.parts : []), [Number(part), text]]), count, check };
}

/** The whole text once all parts are there and nothing was misread. */
export function gatheredText({ parts, count, check }: Gathered): string | undefined {
  if (parts.size < count) return undefined;
  const text = Array.from({ length: count }, (_, at) => parts.get(at + 1) ?? '').join('');
  return murmur3(text).toString(36) === check ? text : undefined;
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i;

/** @returns the reports of a rescue file's text; undefined when it is none */
export function readRescue(text: string): Kept[] | undefined {
  let file: Partial<RescueFile>;
  try {
    file = JSON.parse(text) as Partial<RescueFile>;
  } catch {
    return undefined;
  }
  if (file.kind !== RESCUE_KIND || file.schema !== KEPT_SCHEMA || !Array.isArray(file.reports))
    return undefined;
  const found: Kept[] = [];
  for (const each of file.reports as Partial<Rescued>[]) {
    const { sessionId, report, deviceId, revision, savedAt, basedOn } = each;
    if (typeof sessionId !== 'string' || !UUID.test(sessionId)) return undefined;
    if (typeof deviceId !== 'string' || typeof revision !== 'number' || typeof savedAt !== 'string')
      return undefined;
    if (typeof report !== 'object' || report === null || typeof (report as Report).truckId !== 'string')
      return undefined;
    found.push({
      schema: KEPT_SCHEMA,
      sessionId,
      report: report as Report,
      deviceId,
      revision,
      savedAt,
      basedOn: typeof basedOn === 'number' ? basedOn : 0,
      hubRevision: 0,
      officeRevision: 0,
      officeStep: null,
      changedThere: false,
      code: reportCode(sessionId, { ...(report as Report), device: { deviceId } }),
      trouble: null,
      tries: 0,
      nextTryMs: 0,
      writes: 1,
    });
  }
  return found;
}
