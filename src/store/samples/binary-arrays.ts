/**
 * PostgreSQL's binary array format, so that a batch of thousands of rows is sent as one parameter a column.
 *
 * An array is: int32 dimensions, int32 "has nulls", int32 element type's OID, int32 length, int32 lower bound, then for
 * each element int32 byte length (-1 is null) and the bytes (src/backend/utils/adt/arrayfuncs.c, array_recv). pg sends a
 * Buffer as a binary parameter as it is. Measured against text arrays: a third of the client's CPU.
 */
const OID = { int8: 20, text: 25, float8: 701, int4: 23, bytea: 17, timestamptz: 1184, date: 1082 } as const;
const HEADER_BYTES = 20;
/** 2000-01-01T00:00:00Z, from where PostgreSQL counts its microseconds. */
const EPOCH_MS = 946_684_800_000;

function header(buffer: Buffer, oid: number, length: number, hasNulls: boolean): number {
  buffer.writeInt32BE(length === 0 ? 0 : 1, 0);
  buffer.writeInt32BE(hasNulls ? 1 : 0, 4);
  buffer.writeInt32BE(oid, 8);
  buffer.writeInt32BE(length, 12);
  buffer.writeInt32BE(1, 16);
  return HEADER_BYTES;
}

/** An array without elements has no dimension and so no length and bound. */
function empty(oid: number): Buffer {
  const buffer = Buffer.alloc(12);
  buffer.writeInt32BE(oid, 8);
  return buffer;
}

export function textArray(values: readonly (string | null)[]): Buffer {
  if (values.length === 0) return empty(OID.text);
  let bytes = HEADER_BYTES;
  let hasNulls = false;
  for (const value of values) {
    bytes += 4 + (value === null ? 0 : Buffer.byteLength(value));
    hasNulls ||= value === null;
  }
  const buffer = Buffer.allocUnsafe(bytes);
  let at = header(buffer, OID.text, values.length, hasNulls);
  for (const value of values) {
    if (value === null) {
      at = buffer.writeInt32BE(-1, at);
    } else {
      const length = buffer.write(value, at + 4);
      buffer.writeInt32BE(length, at);
      at += 4 + length;
    }
  }
  return buffer;
}

export function byteaArray(values: readonly Uint8Array[]): Buffer {
  if (values.length === 0) return empty(OID.bytea);
  const buffer = Buffer.allocUnsafe(values.reduce((sum, value) => sum + 4 + value.length, HEADER_BYTES));
  let at = header(buffer, OID.bytea, values.length, false);
  for (const value of values) {
    at = buffer.writeInt32BE(value.length, at);
    buffer.set(value, at);
    at += value.length;
  }
  return buffer;
}

function fixed<T>(
  oid: number,
  width: number,
  write: (buffer: Buffer, value: T, at: number) => void,
  isNull: (value: T | null) => boolean,
) {
  return (length: number, valueAt: (index: number) => T | null): Buffer => {
    if (length === 0) return empty(oid);
    const buffer = Buffer.allocUnsafe(HEADER_BYTES + length * (4 + width));
    let at = header(buffer, oid, length, false);
    let hasNulls = false;
    for (let i = 0; i < length; i++) {
      const value = valueAt(i);
      if (isNull(value)) {
        at = buffer.writeInt32BE(-1, at);
        hasNulls = true;
      } else {
        at = buffer.writeInt32BE(width, at);
        write(buffer, value as T, at);
        at += width;
      }
    }
    if (hasNulls) buffer.writeInt32BE(1, 4);
    return buffer.subarray(0, at);
  };
}

const isMissing = (value: unknown) => value === null;
/** Doubles; null or NaN is NULL, for NaN is how an unknown reading is kept in memory. */
export const float8Array = fixed<number>(
  OID.float8,
  8,
  (buffer, value, at) => buffer.writeDoubleBE(value, at),
  (value) => value === null || Number.isNaN(value),
);
/** Whole numbers up to 2^53. */
export const int8Array = fixed<number>(
  OID.int8,
  8,
  (buffer, value, at) => {
    const high = Math.floor(value / 2 ** 32);
    buffer.writeInt32BE(high, at);
    buffer.writeUInt32BE(value - high * 2 ** 32, at + 4);
  },
  isMissing,
);
export const int4Array = fixed<number>(
  OID.int4,
  4,
  (buffer, value, at) => buffer.writeInt32BE(value, at),
  isMissing,
);
/** Milliseconds since 1970. */
export const timestampArray = fixed<number>(
  OID.timestamptz,
  8,
  (buffer, value, at) => {
    const microseconds = Math.round((value - EPOCH_MS) * 1000);
    const high = Math.floor(microseconds / 2 ** 32);
    buffer.writeInt32BE(high, at);
    buffer.writeUInt32BE(microseconds - high * 2 ** 32, at + 4);
  },
  isMissing,
);
/** Days as milliseconds since 1970 at midnight UTC. */
export const dateArray = fixed<number>(
  OID.date,
  4,
  (buffer, value, at) => buffer.writeInt32BE(Math.round((value - EPOCH_MS) / 86_400_000), at),
  isMissing,
);
