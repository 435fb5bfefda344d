/**
 * Takes the PUBLISH packets out of what a broker sends, off its bytes (MQTT 5.0, 2.1.4 and 3.3), and hands everything else on as it
 * came: a broker that serves a fleet sends little else, and a packet as an object, with an event and a turn of its own, costs more than
 * all that ingest does with a sample. What is no sound PUBLISH of QoS 0 or 1 goes on too, for whoever reads it to complain. Pure.
 */

export type Publish = {
  readonly topic: string;
  /** A part of what was read: to be copied by whoever keeps it. */
  readonly payload: Buffer;
  readonly retain: boolean;
  /** What a PUBACK has to name; undefined for QoS 0. */
  readonly messageId: number | undefined;
};

const PUBLISH = 3;
const LENGTH_BYTES_MAX = 4;

/** @returns takes each chunk in turn */
export function publishReader(to: {
  readonly onPublish: (publish: Publish) => void;
  /** Whole packets, one or more of them. */
  readonly onRest: (bytes: Buffer) => void;
}): (chunk: Buffer) => void {
  /** The beginning of a packet that is not there as a whole, and how much it takes at least to go on with it. */
  let parts: Buffer[] = [];
  let gathered = 0;
  let needed = 0;

  function keep(bytes: Buffer, atLeast: number): void {
    parts = [bytes];
    gathered = bytes.length;
    needed = atLeast;
  }

  function read(bytes: Buffer): void {
    let at = 0;
    /** From here on packets go on. */
    let restFrom = 0;
    while (at < bytes.length) {
      const head = headOf(bytes, at);
      const end = head === undefined ? undefined : head.bodyAt + head.length;
      if (head === undefined || end === undefined || end > bytes.length) {
        if (at > restFrom) to.onRest(bytes.subarray(restFrom, at));
        keep(bytes.subarray(at), end === undefined ? bytes.length - at + 1 : end - at);
        return;
      }
      const publish = publishOf(bytes, at, head.bodyAt, end);
      if (publish !== undefined) {
        if (at > restFrom) to.onRest(bytes.subarray(restFrom, at));
        restFrom = end;
        to.onPublish(publish);
      }
      at = end;
    }
    if (at > restFrom) to.onRest(bytes.subarray(restFrom, at));
  }

  return (chunk) => {
    if (gathered === 0) return read(chunk);
    parts.push(chunk);
    gathered += chunk.length;
    if (gathered < needed) return;
    const bytes = Buffer.concat(parts, gathered);
    parts = [];
    gathered = 0;
    read(bytes);
  };
}

/** Where a packet's body begins and how long it is; undefined while too little of it is there to tell. */
function headOf(bytes: Buffer, from: number): { bodyAt: number; length: number } | undefined {
  let length = 0;
  for (let i = 0; i < LENGTH_BYTES_MAX; i++) {
    const byte = bytes[from + 1 + i];
    if (byte === undefined) return undefined;
    length += (byte & 0x7f) << (7 * i);
    if (byte < 0x80) return { bodyAt: from + 2 + i, length };
  }
  // No length at all: what follows cannot be told apart, so it goes on with this packet.
  return { bodyAt: from, length: bytes.length - from };
}

/** Undefined when it is none, or none that may come: by a topic alias, which nobody offered, or with lengths that do not fit. */
function publishOf(bytes: Buffer, from: number, bodyAt: number, end: number): Publish | undefined {
  const first = bytes[from] ?? 0;
  const qos = (first >> 1) & 3;
  if (first >> 4 !== PUBLISH || qos > 1 || bodyAt === from) return undefined;
  if (bodyAt + 2 > end) return undefined;
  const topicAt = bodyAt + 2;
  const topicEnd = topicAt + bytes.readUInt16BE(bodyAt);
  const idEnd = topicEnd + 2 * qos;
  if (topicEnd === topicAt || idEnd >= end) return undefined;
  const messageId = qos === 0 ? undefined : bytes.readUInt16BE(topicEnd);
  let payloadAt = idEnd + 1;
  const properties = bytes[idEnd] ?? 0;
  if (properties > 0) {
    // A length of its own, in the same form; what these properties say changes nothing for us.
    const head = headOf(bytes.subarray(0, end), idEnd - 1);
    if (head === undefined || head.bodyAt === idEnd - 1) return undefined;
    payloadAt = head.bodyAt + head.length;
  }
  if (payloadAt > end) return undefined;
  const topic = bytes.toString('utf8', topicAt, topicEnd);
  return { topic, payload: bytes.subarray(payloadAt, end), retain: (first & 1) === 1, messageId };
}
