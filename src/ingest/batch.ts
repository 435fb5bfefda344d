/**
 * Natural batching: what comes in while one batch is being written is the next one.
 *
 * A message's promise resolves when the batch with all of its rows is committed. While the database is away the batch is
 * kept and tried again; nothing is acknowledged meanwhile, and no more is taken than memory is set aside for.
 */
import type { NewQuarantine } from '../store/samples/quarantine.ts';
import type { SampleRow, WriteBatch, WriteResult } from '../store/samples/samples.ts';

export type PendingMessage = { truckId: SampleRow['truckId']; seenMs: number; held: boolean };

/** A sample of a truck, by its name. */
export type SampleKey = Pick<SampleRow, 'truckId' | 'bootId' | 'seq'>;

export type Entry = {
  readonly rows: readonly SampleRow[];
  readonly refusals: readonly NewQuarantine[];
  /** Samples among the refusals: kept in quarantine, so the truck may forget them too. */
  readonly settled: readonly SampleKey[];
  readonly pending?: PendingMessage | undefined;
  /** What it takes in memory, about. */
  readonly bytes: number;
};

export type BatcherLimits = {
  /** Rows in one transaction, about: a message is never split. */
  readonly rowsMax: number;
  /** Waiting and being written; take() waits beyond. */
  readonly bytesMax: number;
  readonly messagesMax: number;
};

export const DEFAULT_LIMITS: BatcherLimits = {
  rowsMax: 5000,
  bytesMax: 96 * 1024 * 1024,
  messagesMax: 40_000,
};

const LINGER_MS = 5;
/** Below this many rows a busy writer waits a little for more. */
const LINGER_BELOW_ROWS = 500;
const RETRY_MIN_MS = 200;
const RETRY_MAX_MS = 5000;

type Waiting = { entry: Entry; done: () => void };

export type Batcher = {
  /** Resolves when the entry is committed. */
  take(entry: Entry): Promise<void>;
  /** Writes what is waiting; what can't be written by then stays unacknowledged. */
  stop(): Promise<void>;
  waiting(): { messages: number; bytes: number };
};

export function batcher(options: {
  write: (batch: WriteBatch) => Promise<WriteResult>;
  limits: BatcherLimits;
  onWritten: (entries: readonly Entry[], result: WriteResult, ms: number) => void;
  onFault: (error: unknown) => void;
  monotonicMs: () => number;
}): Batcher {
  const { limits } = options;
  let queue: Waiting[] = [];
  let queuedRows = 0;
  let messages = 0;
  let bytes = 0;
  let room: (() => void)[] = [];
  let running = false;
  let stopping = false;
  let wake: (() => void) | undefined;
  let busyUntilMs = 0;

  const isFull = () => messages >= limits.messagesMax || bytes >= limits.bytesMax;

  function take(entry: Entry): Promise<void> {
    return isFull() ? takeWhenThereIsRoom(entry) : takeNow(entry);
  }

  async function takeWhenThereIsRoom(entry: Entry): Promise<void> {
    while (isFull()) await new Promise<void>((resolve) => room.push(resolve));
    return takeNow(entry);
  }

  function takeNow(entry: Entry): Promise<void> {
    messages++;
    bytes += entry.bytes;
    return new Promise((done) => {
      queue.push({ entry, done });
      queuedRows += entry.rows.length;
      if (!running) void run();
    });
  }

  /** The next messages, up to the rows of one transaction. */
  function cut(): Waiting[] {
    let rows = 0;
    let end = 0;
    while (end < queue.length && (end === 0 || rows < limits.rowsMax)) {
      rows += queue[end]?.entry.rows.length ?? 0;
      end++;
    }
    const part = queue.slice(0, end);
    queue = queue.slice(end);
    queuedRows -= rows;
    return part;
  }

  async function run(): Promise<void> {
    running = true;
    while (queue.length > 0) {
      if (options.monotonicMs() < busyUntilMs && queuedRows < LINGER_BELOW_ROWS && !stopping) {
        await new Promise((resolve) => setTimeout(resolve, LINGER_MS));
      }
      const part = cut();
      if (!(await writeUntilDone(part.map(({ entry }) => entry)))) break;
      busyUntilMs = options.monotonicMs() + 2 * LINGER_MS;
      for (const { entry, done } of part) {
        messages--;
        bytes -= entry.bytes;
        done();
      }
      if (!isFull() && room.length > 0) {
        const waiters = room;
        room = [];
        for (const resume of waiters) resume();
      }
    }
    running = false;
  }

  /** False when we are stopping and the database does not answer. */
  async function writeUntilDone(entries: readonly Entry[]): Promise<boolean> {
    const batch = toBatch(entries);
    for (let retryMs = RETRY_MIN_MS; ; retryMs = Math.min(RETRY_MAX_MS, retryMs * 2)) {
      try {
        const beginMs = options.monotonicMs();
        const result = await options.write(batch);
        options.onWritten(entries, result, options.monotonicMs() - beginMs);
        return true;
      } catch (error) {
        options.onFault(error);
        if (stopping) return false;
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, retryMs);
          wake = () => {
            clearTimeout(timer);
            resolve();
          };
        });
        wake = undefined;
      }
    }
  }

  return {
    take,
    async stop() {
      stopping = true;
      wake?.();
      while (running) await new Promise((resolve) => setTimeout(resolve, 10));
    },
    waiting: () => ({ messages, bytes }),
  };
}

function toBatch(entries: readonly Entry[]): WriteBatch {
  const rows: SampleRow[] = [];
  const refusals: NewQuarantine[] = [];
  const pending = new Map<
    string,
    { truckId: SampleRow['truckId']; seenMs: number; messages: number; held: number }
  >();
  for (const entry of entries) {
    for (const row of entry.rows) rows.push(row);
    for (const item of entry.refusals) refusals.push(item);
    if (entry.pending === undefined) continue;
    const { truckId, seenMs, held } = entry.pending;
    const known = pending.get(truckId) ?? { truckId, seenMs, messages: 0, held: 0 };
    known.seenMs = seenMs;
    known.messages++;
    if (held) known.held++;
    pending.set(truckId, known);
  }
  return { rows, refusals, pending: [...pending.values()] };
}
