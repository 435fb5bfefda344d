/** Writes the ledger (`@digitruck/contract/ledger`): gathered for a second at most, then appended in one write. */
import { closeSync, openSync, writeSync } from 'node:fs';
import type { LedgerLine } from '@digitruck/contract/ledger';
import { SeqRanges } from '@digitruck/contract/seq-ranges';

type Kind = 'puback' | 'receipt' | 'unfit';

export type LedgerWriter = {
  note(kind: Kind, truckId: string, bootId: string, seq: number): void;
  /** After this the lines are with the operating system, and survive a kill of this process. */
  flush(): void;
  close(): void;
};

export const NO_LEDGER: LedgerWriter = { note() {}, flush() {}, close() {} };

/** Opens the file for appending; throws when it cannot be written. */
export function ledgerWriter(
  file: string,
  run: { readonly at: string; readonly seed: string; readonly trucks: number },
): LedgerWriter {
  const fd = openSync(file, 'a');
  // A line cut short by a kill must not spoil the next one.
  write(`\n${JSON.stringify({ t: 'run', ...run } satisfies LedgerLine)}\n`);
  const gathered = new Map<string, { kind: Kind; truckId: string; bootId: string; seqs: SeqRanges }>();

  function write(text: string): void {
    const bytes = Buffer.from(text);
    for (let from = 0; from < bytes.length; ) from += writeSync(fd, bytes, from);
  }
  function flush(): void {
    if (gathered.size === 0) return;
    let text = '';
    for (const { kind, truckId, bootId, seqs } of gathered.values()) {
      const ids = `"truckId":${JSON.stringify(truckId)},"bootId":${JSON.stringify(bootId)}`;
      const why = kind === 'unfit' ? ',"why":"clock"' : '';
      text += `{"t":"${kind}",${ids},"seqs":${JSON.stringify(seqs.toArray())}${why}}\n`;
    }
    gathered.clear();
    write(text);
  }
  return {
    note(kind, truckId, bootId, seq) {
      const key = `${kind}/${truckId}/${bootId}`;
      let entry = gathered.get(key);
      if (entry === undefined) {
        entry = { kind, truckId, bootId, seqs: new SeqRanges() };
        gathered.set(key, entry);
      }
      entry.seqs.add(seq);
    },
    flush,
    close() {
      flush();
      closeSync(fd);
    },
  };
}
