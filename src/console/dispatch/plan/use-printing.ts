/** Whether the page is being printed: the lists by truck are drawn for that only. */
import { useSyncExternalStore } from 'react';

const PRINT = 'print';

export function usePrinting(): boolean {
  return useSyncExternalStore(
    (changed) => {
      const media = window.matchMedia(PRINT);
      media.addEventListener('change', changed);
      return () => media.removeEventListener('change', changed);
    },
    () => window.matchMedia(PRINT).matches,
  );
}
