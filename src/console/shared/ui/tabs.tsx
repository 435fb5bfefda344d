/** Tabs (Radix: arrow keys between them). The chosen one may be the caller's, e.g. from the address. */
import { Tabs as Radix } from 'radix-ui';
import type { ReactNode } from 'react';

export type Tab = { readonly key: string; readonly label: ReactNode; readonly content: ReactNode };

export function Tabs(props: {
  readonly label: string;
  readonly tabs: readonly Tab[];
  readonly value?: string;
  readonly onChange?: (key: string) => void;
}) {
  const { label, tabs, value, onChange } = props;
  return (
    <Radix.Root className="tabs" value={value} defaultValue={tabs[0]?.key} onValueChange={onChange}>
      <Radix.List className="tab-list" aria-label={label}>
        {tabs.map((tab) => (
          <Radix.Trigger key={tab.key} value={tab.key} className="tab">
            {tab.label}
          </Radix.Trigger>
        ))}
      </Radix.List>
      {tabs.map((tab) => (
        <Radix.Content key={tab.key} value={tab.key} className="tab-content">
          {tab.content}
        </Radix.Content>
      ))}
    </Radix.Root>
  );
}
