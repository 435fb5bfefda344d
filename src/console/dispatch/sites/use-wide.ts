/** Whether list and map stand side by side; a map without a size can't know what to show. The stylesheet has the same width. */
import { useSyncExternalStore } from 'react';

const WIDE = '(min-width: 861px)';

export function useWide(): boolean {
  return useSyncExternalStore(
    (changed) => {
      const media = window.matchMedia(WIDE);
      media.addEventListener('change', changed);
      return () => media.removeEventListener('change', changed);
    },
    () => window.matchMedia(WIDE).matches,
  );
}
