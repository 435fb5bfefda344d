import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { packetSizeCheck } from '../../src/embedded/packet-sizes.ts';

const limits = { packetBytesMax: 300, firstPacketBytesMax: 50 };

/** A packet with this many bytes behind its fixed header. */
function packet(bytes: number): Buffer {
  const length: number[] = [];
  let rest = bytes;
  do {
    length.push((rest % 128) | (rest >= 128 ? 0x80 : 0));
    rest = Math.floor(rest / 128);
  } while (rest > 0);
  // 0xff within the packet: its content must never be read as a length.
  return Buffer.concat([Buffer.from([0x30, ...length]), Buffer.alloc(bytes, 0xff)]);
}

function inChunks(stream: Buffer, sizes: number[]): string {
  const check = packetSizeCheck(limits);
  let at = 0;
  for (const size of [...sizes, stream.length]) {
    const reason = check(stream.subarray(at, at + size));
    if (reason !== '') return reason;
    at += size;
  }
  return '';
}

describe('packet sizes', () => {
  it('are found however the stream is cut', () => {
    const sizes = fc.array(fc.integer({ min: 0, max: 400 }), { maxLength: 20 });
    const cuts = fc.array(fc.integer({ min: 1, max: 50 }), { maxLength: 40 });
    fc.assert(
      fc.property(sizes, cuts, (packets, chunks) => {
        const stream = Buffer.concat([packet(10), ...packets.map(packet)]);
        const tooLarge = packets.find((bytes) => bytes > limits.packetBytesMax);
        const expected =
          tooLarge === undefined ? '' : `a packet of ${tooLarge} bytes, above the limit of 300`;
        expect(inChunks(stream, chunks)).toBe(expected);
      }),
    );
  });

  it('of the first packet have a limit of their own', () => {
    expect(inChunks(packet(51), [])).toContain('above the limit of 50');
    expect(inChunks(Buffer.concat([packet(50), packet(51)]), [])).toBe('');
  });

  it('refuse a large packet by its first five bytes', () => {
    expect(packetSizeCheck(limits)(packet(10_000_000).subarray(0, 5))).toContain('10000000 bytes');
  });

  it('refuse a length of more than four bytes', () => {
    expect(packetSizeCheck(limits)(Uint8Array.of(0x30, 0xff, 0xff, 0xff, 0xff))).toBe(
      'malformed packet length',
    );
  });
});
