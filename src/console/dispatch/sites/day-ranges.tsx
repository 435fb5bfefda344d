/** Stretches of days: any number of them, each from one day to another. */
import { useText } from '../../shared/i18n/language.tsx';
import { requestsText } from '../../shared/i18n/requests.ts';
import { Button } from '../../shared/ui/button.tsx';
import { Icon } from '../../shared/ui/icon.tsx';
import { type DayRange, readRanges, writeRanges } from './request-draft.ts';

export function DayRanges(props: {
  readonly label: string;
  readonly hint: string;
  readonly value: string;
  readonly error?: string;
  readonly onChange: (value: string) => void;
}) {
  const t = useText(requestsText);
  const ranges = readRanges(props.value);
  const set = (next: readonly DayRange[]) => props.onChange(writeRanges(next));
  const change = (index: number, part: Partial<DayRange>) =>
    set(ranges.map((range, i) => (i === index ? { ...range, ...part } : range)));
  return (
    <fieldset className="day-ranges">
      <legend className="field-label">{props.label}</legend>
      <p className="field-hint">{props.hint}</p>
      {ranges.map((range, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: they have nothing else, and are not put in another order
        <div key={index} className="day-range">
          <input
            type="date"
            className="input"
            aria-label={t.fromDay(index + 1)}
            value={range.from}
            onChange={(event) => change(index, { from: event.target.value })}
          />
          <span aria-hidden="true">–</span>
          <input
            type="date"
            className="input"
            aria-label={t.toDay(index + 1)}
            value={range.to}
            min={range.from}
            onChange={(event) => change(index, { to: event.target.value })}
          />
          <button
            type="button"
            className="icon-button"
            aria-label={t.removeDays(index + 1)}
            onClick={() => set(ranges.filter((_, i) => i !== index))}
          >
            <Icon name="close" />
          </button>
        </div>
      ))}
      {props.error === undefined ? null : <p className="field-error">{props.error}</p>}
      <Button small onClick={() => set([...ranges, { from: '', to: '' }])}>
        <Icon name="plus" size={13} />
        {t.addDays}
      </Button>
    </fieldset>
  );
}
