/**
 * PostgreSQL's binary COPY format ("Binary Format" in the manual's page on COPY), written value by value: a batch of rows as one
 * CopyData message. Nothing is checked against the table: fields must come in its columns' order and exact types.
 *
 * The bytes are kept from batch to batch: memory that is used again is there already, while the operating system takes longer to
 * give out and clear new memory than a batch takes to be written into it.
 */

/** "PGCOPY\n\xff\r\n\0", then flags and the length of a header extension: both 0. */
const HEADER = Buffer.from([0x50, 0x47, 0x43, 0x4f, 0x50, 0x59, 10, 0xff, 13, 10, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
/** 2000-01-01T00:00:00Z, from where PostgreSQL counts its microseconds and days. */
const EPOCH_MS = 946_684_800_000;
const DAY_MS = 86_400_000;
/** A field that is no text: its length and at most 8 bytes. */
const FIXED_BYTES_MAX = 12;
/** 'd' and the message's length without that letter ("Message Formats" in the manual). */
const MESSAGE_HEAD_BYTES = 5;
const COPY_DATA = 0x64;

export class CopyRows {
  #bytes: Buffer;
  #view: DataView;
  #at: number;
  readonly #fields: number;

  /** @param fields columns of the table that are written @param bytes set aside at first */
  constructor(fields: number, bytes = 0) {
    this.#fields = fields;
    this.#bytes = Buffer.allocUnsafeSlow(Math.max(bytes, 1024));
    this.#view = new DataView(this.#bytes.buffer);
    this.#at = 0;
    this.begin();
  }

  /** Forgets what was written. What `end` gave out must not be used any more. */
  begin(): void {
    this.#at = MESSAGE_HEAD_BYTES + HEADER.copy(this.#bytes, MESSAGE_HEAD_BYTES);
  }

  /** Begins a row, with room for all of its fields but texts. */
  row(): void {
    this.#makeRoom(2 + this.#fields * FIXED_BYTES_MAX);
    this.#view.setInt16(this.#at, this.#fields);
    this.#at += 2;
  }

  null(): void {
    this.#view.setInt32(this.#at, -1);
    this.#at += 4;
  }

  text(value: string): void {
    const { length } = value;
    this.#makeRoom(3 * length + this.#fields * FIXED_BYTES_MAX);
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

  /** Ends the rows: the whole message. */
  end(): Buffer {
    this.#makeRoom(2);
    this.#view.setInt16(this.#at, -1);
    this.#bytes[0] = COPY_DATA;
    this.#view.setInt32(1, this.#at + 2 - 1);
    return this.#bytes.subarray(0, this.#at + 2);
  }

  #begin(width: number): void {
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
