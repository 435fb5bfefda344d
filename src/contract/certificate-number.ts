/**
 * Numbers of certificates: eleven random symbols (55 bits, so nobody guesses one) and a check symbol, as `7K2M-Q9XA-4RTZ`.
 *
 * Symbols are Crockford's base 32 (2019): no I, L, O, U; what a reader takes for 1 or 0 is read as that. The check is one symbol of a Reed-Solomon
 * code over GF(32) (Reed, Solomon 1960; MacWilliams, Sloane 1977, ch. 10): c = sum of a^i d_i for i = 1 to 11, with a a root of x^5 + x^2 + 1.
 * As the a^i are all different and none is 0, any one symbol mistyped, and any two symbols that changed places, are found.
 */
import { z } from 'zod';

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const DATA_SYMBOLS = 11;
const FIELD_POLYNOMIAL = 0b100101;

/** Powers of a: a^0 ... a^30. */
const POWERS: readonly number[] = (() => {
  const powers = [1];
  for (let i = 1; i < 31; i++) {
    const doubled = (powers[i - 1] ?? 0) << 1;
    powers.push(doubled & 32 ? doubled ^ FIELD_POLYNOMIAL : doubled);
  }
  return powers;
})();

/** a^exponent times a value of 0 to 31. */
function timesPower(exponent: number, value: number): number {
  if (value === 0) return 0;
  return POWERS[(POWERS.indexOf(value) + exponent) % 31] ?? 0;
}

function checkOf(data: readonly number[]): number {
  return data.reduce((sum, value, index) => sum ^ timesPower(index + 1, value), 0);
}

/** @param random at least eleven random bytes, of each of which five bits are used */
export function certificateNumberFrom(random: Uint8Array): string {
  if (random.length < DATA_SYMBOLS) throw new RangeError('a certificate number takes 11 random bytes');
  const data = Array.from(random.subarray(0, DATA_SYMBOLS), (byte) => byte & 31);
  const symbols = [...data, checkOf(data)].map((value) => ALPHABET[value]).join('');
  return `${symbols.slice(0, 4)}-${symbols.slice(4, 8)}-${symbols.slice(8)}`;
}

/** As it is kept, from whatever somebody typed; undefined if it can be no certificate's number. */
export function readCertificateNumber(typed: string): string | undefined {
  if (typed.length > 40) return undefined;
  const symbols = typed
    .toUpperCase()
    .replace(/[\s\-–.]/g, '')
    .replace(/O/g, '0')
    .replace(/[IL]/g, '1');
  const values = Array.from(symbols, (symbol) => ALPHABET.indexOf(symbol));
  if (values.length !== DATA_SYMBOLS + 1 || values.includes(-1)) return undefined;
  if (checkOf(values.slice(0, DATA_SYMBOLS)) !== values[DATA_SYMBOLS]) return undefined;
  return `${symbols.slice(0, 4)}-${symbols.slice(4, 8)}-${symbols.slice(8)}`;
}

export const CertificateNumber = z
  .string()
  .max(40)
  .meta({ description: 'Twelve letters and digits, the last a check', examples: ['7K2M-Q9XA-4RTZ'] });
