/** Whether there is room for two columns, where what is shown, and not only how, depends on it. The stylesheets have the same width. */
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
