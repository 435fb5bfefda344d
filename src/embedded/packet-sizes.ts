/**
 * Reads the sizes of MQTT packets off a byte stream without keeping any of it.
 *
 * A packet begins with its type and its remaining length (MQTT 3.1.1, section 2.2.3: 7 bits a byte, at most four bytes), so a
 * 10 MB message is known for what it is from its first five bytes, before any of it has been buffered.
 */
export type SizeLimits = {
  /** Of any packet, in bytes behind the fixed header. */
  packetBytesMax: number;
  /** Of the first packet (CONNECT), which comes from somebody yet unknown. */
  firstPacketBytesMax: number;
};

/** Returns a function that is given every chunk in turn: '' while all is well, else why the stream is refused. */
export function packetSizeCheck(limits: SizeLimits): (chunk: Uint8Array) => string {
  let state: 'type' | 'length' = 'type';
  let limit = limits.firstPacketBytesMax;
  let toSkip = 0;
  let length = 0;
  let lengthBytes = 0;
  return (chunk) => {
    let at = 0;
    while (at < chunk.length) {
      if (toSkip > 0) {
        const skipped = Math.min(toSkip, chunk.length - at);
        toSkip -= skipped;
        at += skipped;
        continue;
      }
      const byte = chunk[at] ?? 0;
      at += 1;
      if (state === 'type') {
        state = 'length';
        length = 0;
        lengthBytes = 0;
        continue;
      }
      length += (byte & 0x7f) * 128 ** lengthBytes;
      lengthBytes += 1;
      if ((byte & 0x80) !== 0) {
        if (lengthBytes === 4) return 'malformed packet length';
        continue;
      }
      if (length > limit) return `a packet of ${length} bytes, above the limit of ${limit}`;
      limit = limits.packetBytesMax;
      toSkip = length;
      state = 'type';
    }
    return '';
  };
}
