/** The board's top: months, the Mondays beneath them, and where today is. For sighted people; each bar says its own dates. */
// biome-ignore-all lint/a11y/useSemanticElements: a grid with bars of any length is no table
import type { CSSProperties } from 'react';
import { useFormat, useText } from '../../shared/i18n/language.tsx';
import { planText } from '../../shared/i18n/plan.ts';
import { type Board, monthStarts } from './board-model.ts';
import { dateOf, dayNumber, weekdayOf } from './days.ts';

/** Beyond this many weeks on the screen there is no room for a number at each Monday. */
const EACH_MONDAY_UP_TO_WEEKS = 13;

export function BoardAxis(props: { readonly board: Board; readonly today: string; readonly weeks: number }) {
  const { board, today, weeks } = props;
  const t = useText(planText);
  const { locale } = useFormat();
  const month = new Intl.DateTimeFormat(locale, { month: 'short', year: 'numeric', timeZone: 'UTC' });
  const starts = monthStarts(board);
  const mondays = Array.from({ length: board.days }, (_, day) => day).filter(
    (day) => weekdayOf(board.first + day) === 0,
  );
  const every = Math.min(weeks * 7, board.days) > EACH_MONDAY_UP_TO_WEEKS * 7 ? 2 : 1;
  const now = dayNumber(today) - board.first;
  return (
    <div className="board-axis" role="row" tabIndex={-1} aria-rowindex={1}>
      <div className="axis-name" role="columnheader" tabIndex={-1}>
        {t.truck}
      </div>
      <div className="axis-days" role="columnheader" tabIndex={-1}>
        <span className="hidden-text">
          {t.days(dateOf(board.first), dateOf(board.first + board.days - 1))}
        </span>
        <div aria-hidden="true">
          {starts.map((start, index) => (
            <span
              key={start}
              className="axis-month"
              style={at(start, (starts[index + 1] ?? board.days) - start)}
            >
              {month.format(new Date(`${dateOf(board.first + start)}T00:00:00Z`))}
            </span>
          ))}
          {mondays
            .filter((_, index) => index % every === 0)
            .map((day) => (
              <span key={day} className="axis-monday" style={at(day, 7)}>
                {Number(dateOf(board.first + day).slice(8))}
              </span>
            ))}
          {now >= 0 && now < board.days ? (
            <span className="axis-today" style={at(now, 1)}>
              {t.today}
            </span>
          ) : null}
        </div>
      </div>
    </div>
  );
}

function at(start: number, length: number): CSSProperties {
  return { '--at': start, '--long': length } as CSSProperties;
}
