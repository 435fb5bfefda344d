/** Whether the form of a disruption is open, and what it knows already: from a button here, or from a link (`/plan?mark=truck-out&truckId=DT-03`). */
import type { DisruptionKind } from '@digitruck/contract/plan-notes';
import { DISRUPTION_KINDS } from '@digitruck/contract/plan-words';
import { useState } from 'react';
import { useSearchParams } from 'wouter';
import type { Preset } from './draft.ts';

export function useMarking() {
  const [search, setSearch] = useSearchParams();
  const [preset, setPreset] = useState<Preset>();
  const kind = search.get('mark');
  const linked: Preset | undefined = isKind(kind)
    ? { kind, truckId: search.get('truckId') ?? '', reason: search.get('reason') ?? '' }
    : undefined;
  return {
    preset: preset ?? linked,
    open: setPreset,
    close: () => {
      setPreset(undefined);
      if (linked === undefined) return;
      setSearch(
        (old) => {
          const next = new URLSearchParams(old);
          for (const name of ['mark', 'truckId', 'reason']) next.delete(name);
          return next;
        },
        { replace: true },
      );
    },
  };
}

function isKind(text: string | null): text is DisruptionKind {
  return DISRUPTION_KINDS.some((kind) => kind === text);
}
