/** Numbers of certificates: whatever one slip makes of one is never another. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { certificateNumberFrom, readCertificateNumber } from '../../src/contract/certificate-number.ts';

const SYMBOLS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const numbers = fc.uint8Array({ minLength: 11, maxLength: 11 }).map(certificateNumberFrom);

test('one that is all zeros, and one by hand: a^i of x^5 + x^2 + 1 is 2, 4, 8, 16, 5 ...', () => {
  expect(certificateNumberFrom(new Uint8Array(11))).toBe('0000-0000-0000');
  // Only the fifth symbol is set, to 1: the check is a^5 = 00101.
  const fifth = new Uint8Array(11);
  fifth[4] = 1;
  expect(certificateNumberFrom(fifth)).toBe('0000-1000-0005');
});

test('is read however it is typed', () => {
  fc.assert(
    fc.property(numbers, (number) => {
      expect(readCertificateNumber(number)).toBe(number);
      const typed = ` ${number.toLowerCase().replaceAll('-', ' ').replaceAll('1', 'l').replaceAll('0', 'o')} `;
      expect(readCertificateNumber(typed)).toBe(number);
    }),
    { numRuns: 50 },
  );
});

test('any symbol that is another, and any two that changed places, are found', () => {
  fc.assert(
    fc.property(numbers, (number) => {
      const symbols = [...number.replaceAll('-', '')];
      for (let at = 0; at < 12; at += 1) {
        for (const other of SYMBOLS) {
          if (other === symbols[at]) continue;
          expect(readCertificateNumber(symbols.with(at, other).join(''))).toBeUndefined();
        }
        for (let with_ = at + 1; with_ < 12; with_ += 1) {
          const [a = '', b = ''] = [symbols[at], symbols[with_]];
          if (a === b) continue;
          expect(readCertificateNumber(symbols.with(at, b).with(with_, a).join(''))).toBeUndefined();
        }
      }
    }),
    { numRuns: 5 },
  );
});

test.each(['', '7K2M', '7K2M-Q9XA-4RT', 'U000-0000-0000', 'x'.repeat(5000)])('%s is none', (typed) => {
  expect(readCertificateNumber(typed)).toBeUndefined();
});
