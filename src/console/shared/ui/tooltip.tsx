/** A word more on hover or focus. Never the only place where something is said: a phone has no hover. */
import { Tooltip as Radix } from 'radix-ui';
import { type ReactElement, type ReactNode, useState } from 'react';
import { landmarkOf } from './menu.tsx';

export function Tooltip({ text, children }: { readonly text: ReactNode; readonly children: ReactElement }) {
  const [trigger, setTrigger] = useState<HTMLElement | null>(null);
  return (
    <Radix.Provider delayDuration={300}>
      <Radix.Root>
        <Radix.Trigger asChild ref={setTrigger as (element: HTMLButtonElement | null) => void}>
          {children}
        </Radix.Trigger>
        <Radix.Portal container={landmarkOf(trigger)}>
          <Radix.Content className="tooltip" sideOffset={5} collisionPadding={8}>
            {text}
          </Radix.Content>
        </Radix.Portal>
      </Radix.Root>
    </Radix.Provider>
  );
}
