/**
 * PostgreSQL's binary COPY format ("Binary Format" in the manual's page on COPY), written value by value: a batch of rows as one
 * piece of bytes. Nothing is checked against the table: fields must come in its columns' order and exact types.
 */

/** "PGCOPY\n\xff\r\n\0", then flags and the length of a header extension: both 0. */
const HEADER = Buffer.from([0x50, 0x47, 0x43, 0x4f, 0x50, 0x59, 10, 0xff, 13, 10, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
/** 2000-01-01T00:00:00Z, from where PostgreSQL counts its microseconds and days. */
const EPOCH_MS = 946_684_800_000;
const DAY_MS = 86_400_000;
const FIXED_BYTES_MAX = 12;

export class CopyRows {
  #bytes: Buffer;
  #view: DataView;
  #at: number;
  readonly #fields: number;

  /** @param fields columns of the table that are written @param bytes expected of all rows together */
  constructor(fields: number, bytes: number) {
    this.#fields = fields;
    this.#bytes = Buffer.allocUnsafeSlow(Math.max(bytes, 1024));
    this.#view = new DataView(this.#bytes.buffer);
    this.#at = HEADER.copy(this.#bytes);
  }

  /** Begins a row. */
  row(): void {
    this.#makeRoom(2);
    this.#view.setInt16(this.#at, this.#fields);
    this.#at += 2;
  }

  null(): void {
    this.#makeRoom(4);
    this.#view.setInt32(this.#at, -1);
    this.#at += 4;
  }

  text(value: string): void {
    const { length } = value;
    this.#makeRoom(4 + 3 * length);
    const start = this.#at + 4;
    let at = start;
    for (let i = 0; i < length; i++) {
      const code = value.charCodeAt(i);
      if (code > 0x7f) {
        at = start + this.#bytes.write(value, start);
        break;
      }
      this.#bytes[at++] = code;
    }
    this.#view.setInt32(this.#at, at - start);
    this.#at = at;
  }

  /** NaN is null, for that is how an unknown reading is kept in memory. */
  float8(value: number): void {
    if (Number.isNaN(value)) this.null();
    else {
      this.#begin(8);
      this.#view.setFloat64(this.#at, value);
      this.#at += 8;
    }
  }

  /** NaN is null. */
  int4(value: number): void {
    if (Number.isNaN(value)) this.null();
    else {
      this.#begin(4);
      this.#view.setInt32(this.#at, value);
      this.#at += 4;
    }
  }

  /** Whole numbers up to 2^53. */
  int8(value: number): void {
    this.#begin(8);
    const high = Math.floor(value / 2 ** 32);
    this.#view.setInt32(this.#at, high);
    this.#view.setUint32(this.#at + 4, value - high * 2 ** 32);
    this.#at += 8;
  }

  /** @param ms since 1970 */
  timestamp(ms: number): void {
    this.int8(Math.round((ms - EPOCH_MS) * 1000));
  }

  /** @param ms since 1970 at midnight UTC */
  date(ms: number): void {
    this.int4(Math.round((ms - EPOCH_MS) / DAY_MS));
  }

  /** Ends the rows: what COPY wants to be sent. */
  end(): Buffer {
    this.#makeRoom(2);
    this.#view.setInt16(this.#at, -1);
    return this.#bytes.subarray(0, this.#at + 2);
  }

  #begin(width: number): void {
    this.#makeRoom(FIXED_BYTES_MAX);
    this.#view.setInt32(this.#at, width);
    this.#at += 4;
  }

  #makeRoom(bytes: number): void {
    if (this.#at + bytes <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafeSlow((this.#bytes.length + bytes) * 2);
    this.#bytes.copy(larger, 0, 0, this.#at);
    this.#bytes = larger;
    this.#view = new DataView(larger.buffer);
  }
}
