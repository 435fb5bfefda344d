/**
 * Telemetry as nearly all trucks write it, read straight off its bytes into samples: objects of the known fields, each once, with
 * plain numbers and texts. Anything else (another field, an escape, an exponent, a mistake) is left to JSON.parse and the schema,
 * which can also say what is wrong. What is read here is what those would have read (`tests/ingest/scan.test.ts`), at a third of the
 * cost: no text of the message, no object a sample that lives for the moment only. Pure.
 */
import { BATCH_SAMPLES_MAX } from '@digitruck/contract/telemetry';
import type { RawSample } from './decode.ts';
import { INSTANT_LENGTH_MAX, instantMs } from './instant.ts';
import { READING_CHECKS, UNKNOWN_VALUES } from './reading-checks.ts';

const QUOTE = 0x22;
const COMMA = 0x2c;
const MINUS = 0x2d;
const POINT = 0x2e;
const ZERO = 0x30;
const COLON = 0x3a;

const [BOOT_ID, SEQ, SAMPLED_AT, FIRST_READING] = [0, 1, 2, 3];
const FIELDS = ['bootId', 'seq', 'sampledAt', ...READING_CHECKS.map(({ name }) => name)].map((name) =>
  Buffer.from(`${name}"`),
);
const HEAD_FIELDS = 0b111;
const SAMPLES = Buffer.from('samples"');
const NULL = Buffer.from('null');
const BOOT_ID_LENGTH_MAX = 36;
/** Letters, digits and what ids are commonly written with. */
const IS_OF_BOOT_ID = Uint8Array.from({ length: 256 }, (_, code) =>
  /[\w.:-]/.test(String.fromCharCode(code)) && code < 128 ? 1 : 0,
);
/** So many digits are a whole number below 2^53, and a power of ten up to 10^22 is exact: their quotient is rounded once, rightly. */
const DIGITS_MAX = 15;
const POWERS_OF_TEN = Array.from({ length: DIGITS_MAX + 1 }, (_, i) => 10 ** i);
const SEQ_END = 2 ** 32;

/** Which field came after which (at 0: first) the last time: a guess, right for whoever writes them in the same order each time. */
const fieldAfter = Array.from({ length: FIELDS.length + 1 }, (_, field) => field);

/** The samples of a message, or undefined when it is not written in the common way. */
export function scanTelemetry(bytes: Buffer): RawSample[] | undefined {
  let at = 0;
  /** The boot of the sample before, which is nearly always that of the next one. */
  let bootId = '';
  let bootIdAt = 0;

  function skipSpace(): void {
    for (let code = bytes[at]; code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09; ) {
      code = bytes[++at];
    }
  }

  /** Takes this byte, and the space around it. */
  function take(code: number): boolean {
    skipSpace();
    if (bytes[at] !== code) return false;
    at++;
    skipSpace();
    return true;
  }

  function isHere(word: Uint8Array): boolean {
    for (let i = 0; i < word.length; i++) if (bytes[at + i] !== word[i]) return false;
    return true;
  }

  /** Takes a field's name with its colon; -1 when it is none of ours. */
  function takeField(before: number): number {
    if (bytes[at] !== QUOTE) return -1;
    at++;
    let field = fieldAfter[before + 1] ?? 0;
    let name = FIELDS[field];
    if (name === undefined || !isHere(name)) {
      field = FIELDS.findIndex(isHere);
      name = FIELDS[field];
      if (name === undefined) return -1;
      fieldAfter[before + 1] = field;
    }
    at += name.length;
    if (bytes[at] === COLON && (bytes[at + 1] ?? 0) > 0x20) at++;
    else if (!take(COLON)) return -1;
    return field;
  }

  /** Takes a number; NaN when it is not a plain one. */
  function takeNumber(): number {
    const isNegative = bytes[at] === MINUS;
    if (isNegative) at++;
    const from = at;
    let value = 0;
    let digit = (bytes[at] ?? 0) - ZERO;
    for (; digit >= 0 && digit <= 9; digit = (bytes[++at] ?? 0) - ZERO) value = value * 10 + digit;
    let digits = at - from;
    if (digits === 0 || (digits > 1 && bytes[from] === ZERO)) return Number.NaN;
    if (bytes[at] === POINT) {
      const pointAt = at;
      digit = (bytes[++at] ?? 0) - ZERO;
      for (; digit >= 0 && digit <= 9; digit = (bytes[++at] ?? 0) - ZERO) value = value * 10 + digit;
      const decimals = at - pointAt - 1;
      digits += decimals;
      if (decimals === 0 || digits > DIGITS_MAX) return Number.NaN;
      value /= POWERS_OF_TEN[decimals] ?? Number.NaN;
    } else if (digits > DIGITS_MAX) return Number.NaN;
    // What goes on with an exponent is found out by whoever looks for a comma next.
    return isNegative ? -value : value;
  }

  /** Takes a text of the characters of boot ids. */
  function takeBootId(): boolean {
    if (bytes[at] !== QUOTE) return false;
    const from = ++at;
    let isSame = true;
    for (let code = bytes[at] ?? 0; IS_OF_BOOT_ID[code] === 1; code = bytes[++at] ?? 0) {
      isSame &&= code === bytes[bootIdAt + at - from];
    }
    const length = at - from;
    if (bytes[at] !== QUOTE || length === 0 || length > BOOT_ID_LENGTH_MAX) return false;
    at++;
    if (isSame && length === bootId.length) return true;
    bootId = bytes.toString('latin1', from, from + length);
    bootIdAt = from;
    return true;
  }

  /** Takes a time; NaN when it is not written as usual. */
  function takeInstant(): number {
    if (bytes[at] !== QUOTE) return Number.NaN;
    const from = ++at;
    while (at - from <= INSTANT_LENGTH_MAX && bytes[at] !== QUOTE) at++;
    return instantMs(bytes, from, at++);
  }

  function takeSample(): RawSample | undefined {
    if (!take(0x7b)) return undefined;
    let seq = 0;
    let claimedMs = 0;
    const values = UNKNOWN_VALUES.slice();
    let readingsDropped = 0;
    let seen = 0;
    let field = -1;
    do {
      field = takeField(field);
      if (field === -1 || seen & (1 << field)) return undefined;
      seen |= 1 << field;
      if (field >= FIRST_READING) {
        const check = READING_CHECKS[field - FIRST_READING];
        if (check === undefined) return undefined;
        if (isHere(NULL)) {
          at += NULL.length;
          continue;
        }
        const value = takeNumber();
        if (Number.isNaN(value)) return undefined;
        if (value >= check.min && value <= check.max) {
          values[field - FIRST_READING] = check.isInteger ? Math.round(value) : value;
        } else readingsDropped++;
      } else if (field === BOOT_ID) {
        if (!takeBootId()) return undefined;
      } else if (field === SEQ) {
        seq = takeNumber();
        if (!(Number.isInteger(seq) && seq >= 0 && seq < SEQ_END)) return undefined;
      } else if (field === SAMPLED_AT) {
        claimedMs = takeInstant();
        if (Number.isNaN(claimedMs)) return undefined;
      }
    } while (take(COMMA));
    if (!take(0x7d) || (seen & HEAD_FIELDS) !== HEAD_FIELDS) return undefined;
    return { bootId, seq, claimedMs, values, readingsDropped };
  }

  /** Whether what is open is a batch; then it is taken up to its first sample. */
  function takeBatchHead(): boolean {
    if (!take(0x7b) || bytes[at] !== QUOTE) return false;
    at++;
    if (!isHere(SAMPLES)) return false;
    at += SAMPLES.length;
    return take(COLON) && take(0x5b);
  }

  const samples: RawSample[] = [];
  const isBatch = takeBatchHead();
  if (!isBatch) at = 0;
  do {
    const sample = takeSample();
    if (sample === undefined || samples.push(sample) > BATCH_SAMPLES_MAX) return undefined;
  } while (isBatch && take(COMMA));
  if (isBatch && !(take(0x5d) && take(0x7d))) return undefined;
  return at === bytes.length ? samples : undefined;
}
