/** A sample that a truck keeps until the office has said that it is stored. */
export type KeptSample = {
  readonly truckId: string;
  readonly bootId: string;
  readonly seq: number;
  /** By the truck's clock, which may be wrong. */
  readonly sampledAtMs: number;
  /** The sample as it goes out, ASCII JSON. */
  readonly json: string;
  /** How often it has been published on purpose of delivery (deliberate duplicates apart). */
  attempts: number;
  /** How often its receipt was waited for in vain, after a PUBACK. */
  waits: number;
  pubacked: boolean;
  receipted: boolean;
};

/** Where kept samples outlive the process, or not. */
export type SampleStore = {
  /** What an earlier run left unreceipted, oldest first. */
  readonly left: readonly KeptSample[];
  append(sample: KeptSample): void;
  /** Their receipts came. */
  forget(samples: readonly KeptSample[]): void;
  /** After this, everything appended survives a kill of the process; nothing is published before. */
  flush(): void;
  close(): void;
};

/** Nothing outlives the process. */
export function memoryStore(): SampleStore {
  return { left: [], append() {}, forget() {}, flush() {}, close() {} };
}
