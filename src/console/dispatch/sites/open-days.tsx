/** Days of the week on which a site lets classes be held, as boxes to tick; and their names. */
import { useFormat, useText } from '../../shared/i18n/language.tsx';
import { siteText } from '../../shared/i18n/site-form.ts';
import { CheckboxField } from '../../shared/ui/field.tsx';

const MONDAY_MS = Date.UTC(2024, 0, 1);
const DAY_MS = 86_400_000;
const WEEK = [1, 2, 3, 4, 5, 6, 7];

/** @returns names of days, 1 being Monday, e.g. "Mon, Tue" */
export function useDayNames(): (days: readonly number[]) => string {
  const { locale } = useFormat();
  const name = new Intl.DateTimeFormat(locale, { weekday: 'short', timeZone: 'UTC' });
  return (days) => days.map((day) => name.format(new Date(MONDAY_MS + (day - 1) * DAY_MS))).join(', ');
}

export function OpenDays(props: {
  /** "1 2 3": Monday to Wednesday. */
  readonly value: string;
  readonly error: string | undefined;
  readonly onChange: (value: string) => void;
}) {
  const t = useText(siteText);
  const names = useDayNames();
  const days = props.value.split(' ').filter(Boolean).map(Number);
  return (
    <fieldset className="open-days">
      <legend className="field-label">{t['opening.weekdays']}</legend>
      {WEEK.map((day) => (
        <CheckboxField
          key={day}
          label={names([day])}
          checked={days.includes(day)}
          onChange={({ target }) => {
            const rest = days.filter((one) => one !== day);
            props.onChange((target.checked ? [...rest, day] : rest).sort().join(' '));
          }}
        />
      ))}
      {props.error === undefined ? null : (
        <p className="field-error" role="alert">
          {props.error}
        </p>
      )}
    </fieldset>
  );
}
