/** A thumb that counts what it does: taps, and the keys of a phone's keyboard. */
import type { Locator, Page } from 'playwright-core';

export type Thumb = {
  readonly taps: number;
  readonly keystrokes: number;
  tap(target: Locator): Promise<void>;
  /** A tap into the field, then one key after the other over what is selected in it. */
  type(field: Locator, text: string): Promise<void>;
};

export function thumbOf(page: Page): Thumb {
  let taps = 0;
  let keystrokes = 0;
  return {
    get taps() {
      return taps;
    },
    get keystrokes() {
      return keystrokes;
    },
    async tap(target) {
      await target.tap();
      taps += 1;
    },
    async type(field, text) {
      await field.tap();
      taps += 1;
      for (const key of text) {
        await page.keyboard.press(key);
        keystrokes += 1;
      }
    },
  };
}
