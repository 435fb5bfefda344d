/** Writes samples until it is killed, and prints each batch's last number once it is committed: a process for tests to kill. */
import { systemClock } from '../../src/kernel/clock.ts';
import { sampleWriter } from '../../src/store/samples/samples.ts';
import { batchOf, rowOf } from '../store/sample-rows.ts';

const [, , url = '', from = '0'] = process.argv;
const BATCH_ROWS = 200;
const writer = sampleWriter({ url, clock: systemClock, onIdleError: () => {} });
for (let first = Number(from); ; first += BATCH_ROWS) {
  await writer.write(
    batchOf(...Array.from({ length: BATCH_ROWS }, (_, i) => rowOf('DT-01', 'a', first + i))),
  );
  process.stdout.write(`${first + BATCH_ROWS - 1}\n`);
}
