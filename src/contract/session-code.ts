/**
 * The short code of a report: six letters and digits two people can read to each other over the phone to know that they look at the same
 * report. It says nothing of who may see it and protects nothing.
 */

/** No I, L, O, U (Crockford 2019, Base 32): nothing that sounds or looks like another. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/**
 * JSON with its keys in order and without what is undefined, null, or an empty text or list, so that the phone, the hub and the office write
 * the same text of the same report. A list keeps its order.
 */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value ?? null);
  const entries = Object.entries(value)
    .filter(([, item]) => !isNothing(item))
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return `{${entries.map(([key, item]) => `${JSON.stringify(key)}:${canonicalJson(item)}`).join(',')}}`;
}

function isNothing(value: unknown): boolean {
  return (
    value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0)
  );
}

/** MurmurHash3, x86, 32 bits, of UTF-8 text (Appleby 2011, public domain). */
export function murmur3(text: string, seed = 0): number {
  const bytes = new TextEncoder().encode(text);
  const blocks = bytes.length >>> 2;
  let hash = seed;
  const mixed = (k: number) => {
    const first = Math.imul(k, 0xcc9e2d51);
    return Math.imul((first << 15) | (first >>> 17), 0x1b873593);
  };
  for (let block = 0; block < blocks; block++) {
    const at = block * 4;
    const word =
      (bytes[at] ?? 0) |
      ((bytes[at + 1] ?? 0) << 8) |
      ((bytes[at + 2] ?? 0) << 16) |
      ((bytes[at + 3] ?? 0) << 24);
    hash ^= mixed(word);
    hash = (hash << 13) | (hash >>> 19);
    hash = (Math.imul(hash, 5) + 0xe6546b64) | 0;
  }
  let tail = 0;
  for (let at = bytes.length - 1; at >= blocks * 4; at--) tail = (tail << 8) | (bytes[at] ?? 0);
  if (bytes.length % 4 !== 0) hash ^= mixed(tail);
  hash ^= bytes.length;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/**
 * What of a report is its content: how and when it travels is not, nor which version it was based on. A count of none is left out, so
 * that a draft and what the schema makes of it are the same.
 */
export function contentOf<Report extends { readonly device: { readonly deviceId: string } }>(
  report: Report,
): object {
  const {
    device,
    basedOn: _basedOn,
    sessionId: _sessionId,
    relay: _relay,
    walkIns,
    waiting,
    ...content
  } = report as Report & {
    basedOn?: unknown;
    sessionId?: unknown;
    relay?: unknown;
    walkIns?: number;
    waiting?: number;
  };
  return { ...content, walkIns: walkIns || null, waiting: waiting || null, deviceId: device.deviceId };
}

/** 128 of HMAC-SHA-256's bits (RFC 2104, section 5, allows half). */
export const PROOF_HEX_CHARS = 32;
/**
 * What a phone signs of one saving of a report, with the key that the office gave its person: which session, which saving, and all that it says. So
 * nobody in between can put words into somebody's mouth, nor bring an earlier saving back as a later one.
 */
export function proofText(
  sessionId: string,
  report: Parameters<typeof contentOf>[0] & { readonly device: { readonly revision: number } },
): string {
  return `${sessionId.toLowerCase()} ${report.device.revision} ${canonicalJson(contentOf(report))}`;
}

/** Six characters, 30 bits, e.g. `7K2-MQX`. */
export function reportCode(sessionId: string, report: Parameters<typeof contentOf>[0]): string {
  let bits = murmur3(`${sessionId.toLowerCase()} ${canonicalJson(contentOf(report))}`);
  let code = '';
  for (let place = 0; place < 6; place++) {
    code = `${ALPHABET[bits & 31]}${code}`;
    bits >>>= 5;
  }
  return `${code.slice(0, 3)}-${code.slice(3)}`;
}
