/**
 * A GPS receiver's log as a truck's drive: NMEA 0183 sentences RMC (time, date, place, speed, course) and GGA (time,
 * place, quality of the fix), checksums verified. NMEA 0183 standard, version 4.
 */
export type Fix = {
  readonly atMs: number;
  readonly lat: number;
  readonly lon: number;
  readonly speedKph?: number;
  readonly headingDeg?: number;
};
export type NmeaCounts = {
  sentences: number;
  badChecksum: number;
  /** Receiver had no fix, or the sentence came before any date. */
  noFix: number;
};

const KPH_PER_KNOT = 1.852;
const DAY_MS = 86_400_000;

/** Fields after the checksum was verified, or undefined. Text before "$" (a logger's own time) is skipped. */
export function nmeaFields(line: string): readonly string[] | undefined {
  const match = /\$([^*$]+)\*([0-9A-Fa-f]{2})\s*$/.exec(line);
  if (match === null) return undefined;
  const [, body = '', checksum = ''] = match;
  let sum = 0;
  for (let i = 0; i < body.length; i++) sum ^= body.charCodeAt(i);
  return sum === Number.parseInt(checksum, 16) ? body.split(',') : undefined;
}

/** "5222.3215","N" -> 52.37202...; undefined for an empty or impossible one. */
function degrees(text = '', hemisphere = ''): number | undefined {
  const match = /^(\d{2,3})(\d{2}(?:\.\d+)?)$/.exec(text);
  if (match === null) return undefined;
  const value = Number(match[1]) + Number(match[2]) / 60;
  return hemisphere === 'S' || hemisphere === 'W' ? -value : value;
}

/** "085411.000" -> ms of the day. */
function timeOfDayMs(text = ''): number | undefined {
  const match = /^(\d{2})(\d{2})(\d{2}(?:\.\d+)?)$/.exec(text);
  if (match === null) return undefined;
  return (Number(match[1]) * 3600 + Number(match[2]) * 60 + Number(match[3])) * 1000;
}

/** "030414" -> 3 April 2014, ms. Two-digit years below 80 are of this century. */
function dateMs(text = ''): number | undefined {
  const match = /^(\d{2})(\d{2})(\d{2})$/.exec(text);
  if (match === null) return undefined;
  const year = Number(match[3]);
  return Date.UTC(year < 80 ? 2000 + year : 1900 + year, Number(match[2]) - 1, Number(match[1]));
}

/** Fixes of a log in its order, one a moment; `counts` is filled on the way. */
export function* fixesOf(lines: Iterable<string>, counts: NmeaCounts): Generator<Fix> {
  let day: number | undefined;
  let waiting: Fix | undefined;
  for (const line of lines) {
    if (!line.includes('$')) continue;
    counts.sentences++;
    const fields = nmeaFields(line);
    if (fields === undefined) {
      counts.badChecksum++;
      continue;
    }
    const kind = fields[0]?.slice(2);
    if (kind !== 'RMC' && kind !== 'GGA') continue;
    const time = timeOfDayMs(fields[1]);
    const isRmc = kind === 'RMC';
    if (isRmc) day = dateMs(fields[9]) ?? day;
    const from = isRmc ? 3 : 2;
    const lat = degrees(fields[from], fields[from + 1]);
    const lon = degrees(fields[from + 2], fields[from + 3]);
    const valid = isRmc ? fields[2] === 'A' : fields[6] !== '0' && fields[6] !== '';
    if (!valid || day === undefined || time === undefined || lat === undefined || lon === undefined) {
      counts.noFix++;
      continue;
    }
    let atMs = day + time;
    // GGA has no date: after midnight it is a day behind until the next RMC.
    if (waiting !== undefined && atMs < waiting.atMs - DAY_MS / 2) atMs += DAY_MS;
    const speed = isRmc && fields[7] !== '' ? Number(fields[7]) * KPH_PER_KNOT : Number.NaN;
    const heading = isRmc && fields[8] !== '' ? Number(fields[8]) : Number.NaN;
    const fix: Fix = {
      atMs,
      lat,
      lon,
      ...(Number.isFinite(speed) ? { speedKph: speed } : {}),
      ...(Number.isFinite(heading) ? { headingDeg: heading } : {}),
    };
    if (waiting !== undefined && waiting.atMs !== atMs) yield waiting;
    waiting = waiting?.atMs === atMs ? { ...waiting, ...fix } : fix;
  }
  if (waiting !== undefined) yield waiting;
}

/** One fix as a sample's JSON. */
export function sampleOfFix(fix: Fix, bootId: string, seq: number, sampledAt: string): string {
  const round = (value: number | undefined, digits: number) =>
    value === undefined ? undefined : Number(value.toFixed(digits));
  return JSON.stringify({
    bootId,
    seq,
    sampledAt,
    lat: round(fix.lat, 6),
    lon: round(fix.lon, 6),
    speedKph: round(fix.speedKph, 1),
    headingDeg: round(fix.headingDeg, 1),
  });
}
