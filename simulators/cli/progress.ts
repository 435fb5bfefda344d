/** How far a command has come: a bar on a terminal, a line now and then elsewhere. Always on stderr. */
import { SingleBar } from 'cli-progress';
import type { Clock } from '../../src/kernel/clock.ts';

export type Progress = {
  /** `done` of `total`; `text` says the rest. */
  update(done: number, text: string): void;
  stop(): void;
};

const LINE_EVERY_MS = 5000;
const BAR_WIDTH = 24;

/** `total` undefined: no end in sight, so no bar. */
export function progressOf(clock: Clock, total: number | undefined, quiet: boolean): Progress {
  if (quiet) return { update() {}, stop() {} };
  const percent = (done: number) =>
    total === undefined ? '' : `${String(Math.floor((100 * done) / Math.max(1, total))).padStart(3)}%  `;
  if (!process.stderr.isTTY) {
    let lastMs = Number.NEGATIVE_INFINITY;
    let last = '';
    return {
      update(done, text) {
        last = `${percent(done)}${text}\n`;
        if (clock.monotonicMs() - lastMs < LINE_EVERY_MS) return;
        lastMs = clock.monotonicMs();
        process.stderr.write(last);
        last = '';
      },
      stop() {
        if (last !== '') process.stderr.write(last);
      },
    };
  }
  const bar = new SingleBar({
    format: (_options, params, payload: { text: string }) => {
      const full = Math.round(params.progress * BAR_WIDTH);
      const front =
        total === undefined
          ? ''
          : `${'█'.repeat(full)}${'░'.repeat(BAR_WIDTH - full)} ${percent(params.value)}`;
      return `${front}${payload.text}`.slice(0, (process.stderr.columns ?? 100) - 1);
    },
    hideCursor: true,
    clearOnComplete: false,
    gracefulExit: false,
    fps: 8,
    linewrap: false,
    stream: process.stderr,
  });
  bar.start(total ?? 1, 0, { text: '' });
  return {
    update: (done, text) => bar.update(Math.min(done, total ?? 0), { text }),
    stop: () => bar.stop(),
  };
}

/** 1234567 -> "1,234,567". */
export function count(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}
