/** One filter: a button that opens its values, the most people first, and beside it, once one is chosen, the way to take it out. */
import { DropdownMenu as Radix } from 'radix-ui';
import { useState } from 'react';
import { impactText } from '../../shared/i18n/impact.ts';
import { filterText } from '../../shared/i18n/impact-filter.ts';
import { useFormat, useText } from '../../shared/i18n/language.tsx';
import { classes } from '../../shared/ui/button.tsx';
import { Icon } from '../../shared/ui/icon.tsx';
import { landmarkOf } from '../../shared/ui/menu.tsx';
import { Skeleton } from '../../shared/ui/states.tsx';
import { type Asked, type FilterName, GROUP_OF, without } from './impact-filter.ts';
import { byAge, useGroupLabel } from './labels.ts';
import { useImpact } from './queries.ts';

/** More than anybody looks through; all of them stand in the table. */
const VALUES_MAX = 200;
const ALL = 'all of them';

export function FilterMenu(props: {
  readonly name: FilterName;
  readonly asked: Asked;
  /** How the chosen value is called; undefined where none is chosen. */
  readonly chosen: string | undefined;
  readonly onChoose: (value: string | undefined) => void;
}) {
  const { name, asked, chosen, onChoose } = props;
  const t = useText(impactText);
  const f = useText(filterText);
  const [trigger, setTrigger] = useState<HTMLElement | null>(null);
  const title = t[GROUP_OF[name]];
  return (
    <span className={classes('impact-filter', chosen !== undefined && 'impact-filter-set')}>
      <Radix.Root modal={false}>
        <Radix.Trigger ref={setTrigger} className="impact-filter-button">
          <span>{chosen === undefined ? title : f.is(title, chosen)}</span>
          <Icon name="down" size={12} />
        </Radix.Trigger>
        <Radix.Portal container={landmarkOf(trigger)}>
          <Radix.Content
            className="menu impact-values"
            align="start"
            sideOffset={6}
            collisionPadding={8}
            aria-label={title}
          >
            <Values name={name} asked={asked} onChoose={onChoose} />
          </Radix.Content>
        </Radix.Portal>
      </Radix.Root>
      {chosen === undefined ? null : (
        <button
          type="button"
          className="impact-filter-out"
          aria-label={f.takeOut(f.is(title, chosen))}
          onClick={() => {
            onChoose(undefined);
            // The button goes away; the keyboard stays at its filter.
            trigger?.focus();
          }}
        >
          <Icon name="close" size={12} />
        </button>
      )}
    </span>
  );
}

/** What there is of it in these days, with all other filters kept: nothing is offered that leads nowhere. */
function Values({
  name,
  asked,
  onChoose,
}: Pick<Parameters<typeof FilterMenu>[0], 'name' | 'asked' | 'onChoose'>) {
  const f = useText(filterText);
  const t = useText(impactText);
  const format = useFormat();
  const label = useGroupLabel();
  const groupBy = GROUP_OF[name];
  const { data, isError, isPlaceholderData, refetch } = useImpact({
    ...asked,
    groupBy,
    only: without(asked.only, name),
  });
  if (isError)
    return (
      <>
        <Radix.Label className="menu-label">{f.failed}</Radix.Label>
        <Radix.Item
          className="menu-item"
          onSelect={(event) => {
            event.preventDefault();
            void refetch();
          }}
        >
          {f.tryAgain}
        </Radix.Item>
      </>
    );
  if (data === undefined || isPlaceholderData || data.groupBy !== groupBy)
    return (
      <div className="impact-values-wait">
        <Skeleton lines={5} height={22} />
      </div>
    );
  const rows = groupBy === 'ageBand' ? data.rows.toSorted((a, b) => byAge(a.key, b.key)) : data.rows;
  return (
    <>
      <Radix.RadioGroup
        value={asked.only[name] ?? ALL}
        onValueChange={(value) => onChoose(value === ALL ? undefined : value)}
      >
        <Value value={ALL} text={f.any} />
        {rows.slice(0, VALUES_MAX).map((row) => (
          <Value
            key={row.key}
            value={row.key}
            text={label(groupBy, row.key, row.label)}
            people={format.number(row.values.people)}
            says={`${label(groupBy, row.key, row.label)}, ${format.number(row.values.people)} ${t.people}`}
          />
        ))}
      </Radix.RadioGroup>
      {rows.length === 0 ? <Radix.Label className="menu-label">{f.nothing}</Radix.Label> : null}
      {rows.length > VALUES_MAX ? (
        <Radix.Label className="menu-label">{f.firstOf(format.number(VALUES_MAX))}</Radix.Label>
      ) : null}
    </>
  );
}

function Value(props: {
  readonly value: string;
  readonly text: string;
  readonly people?: string;
  readonly says?: string;
}) {
  const { value, text, people, says } = props;
  return (
    <Radix.RadioItem
      value={value}
      className="menu-item menu-choice impact-value"
      textValue={text}
      aria-label={says}
    >
      <Radix.ItemIndicator className="menu-tick">
        <Icon name="check" />
      </Radix.ItemIndicator>
      <span>{text}</span>
      {people === undefined ? null : <span className="impact-value-people">{people}</span>}
    </Radix.RadioItem>
  );
}
