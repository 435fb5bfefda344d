/** A menu behind a button (Radix: arrow keys, typing, Escape, focus given back). */
import { DropdownMenu as Radix } from 'radix-ui';
import { type ReactNode, type RefObject, useState } from 'react';
import { Icon } from './icon.tsx';

export function Menu(props: {
  readonly label: string;
  readonly trigger: ReactNode;
  readonly className?: string;
  /** Holds the menu's button: the `home` of a dialog that an item opens. */
  readonly button?: RefObject<HTMLElement | null>;
  readonly children: ReactNode;
}) {
  const [trigger, setTrigger] = useState<HTMLElement | null>(null);
  const keep = (element: HTMLElement | null) => {
    setTrigger(element);
    if (props.button !== undefined) props.button.current = element;
  };
  return (
    <Radix.Root modal={false}>
      <Radix.Trigger ref={keep} className={props.className ?? 'button button-plain'} aria-label={props.label}>
        {props.trigger}
      </Radix.Trigger>
      <Radix.Portal container={landmarkOf(trigger)}>
        <Radix.Content className="menu" align="end" sideOffset={6} collisionPadding={8}>
          {props.children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

/** What opens over the page stays within the landmark it belongs to, where screen readers look for it. */
export function landmarkOf(element: HTMLElement | null): HTMLElement | undefined {
  return element?.closest<HTMLElement>('header, main, [role="dialog"]') ?? undefined;
}

export function MenuItem(props: { readonly onSelect: () => void; readonly children: ReactNode }) {
  return (
    <Radix.Item className="menu-item" onSelect={props.onSelect}>
      {props.children}
    </Radix.Item>
  );
}

/** A heading inside a menu, not to be chosen. */
export function MenuLabel({ children }: { readonly children: ReactNode }) {
  return <Radix.Label className="menu-label">{children}</Radix.Label>;
}

export function MenuSeparator() {
  return <Radix.Separator className="menu-separator" />;
}

export type MenuChoice<Value extends string> = {
  readonly value: Value;
  readonly label: string;
  readonly note?: string;
};
/** One of several, with a tick at the chosen one. */
export function MenuChoices<Value extends string>(props: {
  readonly value: Value;
  readonly choices: readonly MenuChoice<Value>[];
  readonly onChoose: (value: Value) => void;
}) {
  return (
    <Radix.RadioGroup value={props.value} onValueChange={(value) => props.onChoose(value as Value)}>
      {props.choices.map(({ value, label, note }) => (
        <Radix.RadioItem key={value} value={value} className="menu-item menu-choice">
          <Radix.ItemIndicator className="menu-tick">
            <Icon name="check" />
          </Radix.ItemIndicator>
          <span lang={value}>{label}</span>
          {note === undefined ? null : <span className="menu-note">{note}</span>}
        </Radix.RadioItem>
      ))}
    </Radix.RadioGroup>
  );
}
