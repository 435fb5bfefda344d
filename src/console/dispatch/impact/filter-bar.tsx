/** The head of the figures: which days, told by what, and only of whom and where. All of it stands in the address. */
import { IMPACT_GROUPS, type ImpactGroup } from '@digitruck/contract/impact-words';
import { type RefObject, useState } from 'react';
import { impactText } from '../../shared/i18n/impact.ts';
import { filterText } from '../../shared/i18n/impact-filter.ts';
import { useText } from '../../shared/i18n/language.tsx';
import { Button } from '../../shared/ui/button.tsx';
import { SelectField, TextField } from '../../shared/ui/field.tsx';
import { useWide } from '../../shared/use-wide.ts';
import { FilterMenu } from './filter-menu.tsx';
import { type Asked, FILTERS, type FilterName, without } from './impact-filter.ts';
import { useChosen } from './labels.ts';
import { stretchOf } from './stretch.ts';

type Props = {
  readonly asked: Asked;
  readonly today: string;
  readonly onAsk: (next: Partial<Asked>) => void;
  /** Takes the keyboard when what was pressed goes away. */
  readonly home: RefObject<HTMLElement | null>;
};

export function FilterBar(props: Props) {
  const { asked, today, onAsk, home } = props;
  const t = useText(impactText);
  const f = useText(filterText);
  const isDay = (value: string) => value !== '';
  const stretches = [
    [t.thisMonth, stretchOf(today, 1)],
    [t.thisQuarter, stretchOf(today, 3)],
    [t.thisYear, stretchOf(today, 12)],
  ] as const;
  return (
    <search className="impact-bar no-print" aria-label={f.filter} ref={home} tabIndex={-1}>
      <div className="impact-head">
        <TextField
          label={t.from}
          type="date"
          value={asked.from}
          onChange={({ target }) => isDay(target.value) && onAsk({ from: target.value })}
        />
        <TextField
          label={t.to}
          type="date"
          value={asked.to}
          onChange={({ target }) => isDay(target.value) && onAsk({ to: target.value })}
        />
        <div className="row impact-stretches">
          {stretches.map(([label, days]) => (
            <Button
              key={label}
              aria-pressed={days.from === asked.from && days.to === asked.to}
              onClick={() => onAsk(days)}
            >
              {label}
            </Button>
          ))}
        </div>
        <SelectField
          label={f.by}
          value={asked.groupBy}
          onChange={({ target }) => onAsk({ groupBy: target.value as ImpactGroup })}
        >
          {IMPACT_GROUPS.map((one) => (
            <option key={one} value={one}>
              {t[one]}
            </option>
          ))}
        </SelectField>
        <Button onClick={() => window.print()}>{t.print}</Button>
      </div>
      <Filters {...props} />
    </search>
  );
}

/** On a phone only what is chosen stands there, until somebody asks for the rest. */
function Filters({ asked, onAsk, home }: Props) {
  const f = useText(filterText);
  const wide = useWide();
  const [open, setOpen] = useState(false);
  const chosen = useChosen(asked.only);
  const choose = (name: FilterName, value: string | undefined) => {
    const rest = without(asked.only, name);
    onAsk({ only: value === undefined ? rest : { ...rest, [name]: value } });
  };
  const names = FILTERS.filter((name) => wide || open || asked.only[name] !== undefined);
  return (
    <div className="impact-filters">
      {wide ? (
        <span className="impact-filters-title">{f.filters}</span>
      ) : (
        <Button aria-expanded={open} onClick={() => setOpen(!open)}>
          {chosen.length === 0 ? f.filter : f.chosen(chosen.length)}
        </Button>
      )}
      {names.map((name) => (
        <FilterMenu
          key={name}
          name={name}
          asked={asked}
          chosen={chosen.find((one) => one.name === name)?.value}
          onChoose={(value) => choose(name, value)}
        />
      ))}
      {chosen.length === 0 ? null : (
        <Button
          kind="quiet"
          onClick={() => {
            onAsk({ only: {} });
            home.current?.focus();
          }}
        >
          {f.clear}
        </Button>
      )}
    </div>
  );
}
