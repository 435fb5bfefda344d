/** People by month as bars, the certified within them; each opens, and all of it stands as words and as a table for who cannot see it. */
import type { Impact } from '@digitruck/contract/impact';
import { failureOf } from '../../shared/http.ts';
import { impactText } from '../../shared/i18n/impact.ts';
import { useFormat, useText } from '../../shared/i18n/language.tsx';
import { Card } from '../../shared/ui/card.tsx';
import { ErrorState, Skeleton } from '../../shared/ui/states.tsx';
import type { Asked } from './impact-filter.ts';
import { useGroupLabel } from './labels.ts';
import { type MonthBar, monthBars, monthsPerTick, roundEnd } from './month-bars.ts';
import type { Opened } from './opened.ts';
import { useImpact } from './queries.ts';

/** The bars with their names and words, so that nothing moves when they come. */
const CARD_PX = 322;
/** Numbers above the bars as long as there is room for them. */
const NUMBERS_UP_TO = 12;
/** Wider than a bar when it is written out. */
const SHORT_FROM = 10_000;

type Part = { readonly answer: Impact; readonly asked: Asked; readonly onOpen: (opened: Opened) => void };

export function Months({ asked, onOpen }: Pick<Part, 'asked' | 'onOpen'>) {
  const t = useText(impactText);
  const { data, isError, error, refetch, isFetching } = useImpact({ ...asked, groupBy: 'month' });
  const bars = monthBars(data?.groupBy === 'month' ? data.rows : []);
  return (
    <Card title={t.months}>
      {isError && data === undefined ? (
        <ErrorState failure={failureOf(error)} onRetry={() => void refetch()} retrying={isFetching} />
      ) : data?.groupBy !== 'month' ? (
        <Skeleton height={CARD_PX} />
      ) : bars.length === 0 ? (
        <p className="muted">{t.emptyTitle}</p>
      ) : (
        <Bars bars={bars} answer={data} onOpen={onOpen} />
      )}
    </Card>
  );
}

function Bars({
  bars,
  answer,
  onOpen,
}: Pick<Part, 'answer' | 'onOpen'> & { readonly bars: readonly MonthBar[] }) {
  const t = useText(impactText);
  const format = useFormat();
  const label = useGroupLabel();
  const end = roundEnd(Math.max(...bars.map(({ people, certified }) => Math.max(people, certified ?? 0))));
  const short = new Intl.DateTimeFormat(format.locale, { month: 'short', timeZone: 'UTC' });
  const few = new Intl.NumberFormat(format.locale, { notation: 'compact', maximumSignificantDigits: 3 });
  const every = monthsPerTick(bars.length);
  const wordsOf = ({ month, people, certified }: MonthBar) =>
    `${format.number(people)} ${t.people}, ${format.number(certified)} ${t.certified}, ${label('month', month)}`;
  const definition = answer.definitions.find(({ id }) => id === 'people');
  return (
    <figure className="months">
      <ul className="months-legend small">
        <li>
          <Swatch kind="people" />
          {t.people}
        </li>
        <li>
          <Swatch kind="certified" />
          {t.certified}
        </li>
      </ul>
      <div className="months-plot">
        <div className="months-scale small muted" aria-hidden="true">
          {[end, end / 2, 0].map((value) => (
            <span key={value}>{format.number(value)}</span>
          ))}
        </div>
        <ol className="months-bars">
          {bars.map((bar, index) => {
            const { month, people, certified, open } = bar;
            const isNamed = isTick(month, index, every);
            const drawing = (
              <>
                {bars.length > NUMBERS_UP_TO ? null : (
                  <span className="months-number" style={{ bottom: `${(100 * people) / end}%` }}>
                    {people < SHORT_FROM ? format.number(people) : few.format(people)}
                  </span>
                )}
                {/* Drawn, not painted as a background: what prints leaves backgrounds out. */}
                <svg viewBox="0 0 10 100" preserveAspectRatio="none" aria-hidden="true" focusable="false">
                  <Drawn kind="people" share={people / end} />
                  <Drawn kind="certified" share={(certified ?? 0) / end} />
                </svg>
              </>
            );
            return (
              <li key={month}>
                {open === undefined ? (
                  <span className="months-bar">
                    <span className="hidden-text">{wordsOf(bar)}</span>
                    {drawing}
                  </span>
                ) : (
                  <button
                    type="button"
                    className="months-bar"
                    aria-label={wordsOf(bar)}
                    title={wordsOf(bar)}
                    onClick={() =>
                      onOpen({
                        title: `${format.number(people)} ${t.people}, ${label('month', month)}`,
                        path: `${open}&measure=people`,
                        definition,
                      })
                    }
                  >
                    {drawing}
                  </button>
                )}
                <span className="months-tick small muted" aria-hidden="true">
                  {isNamed ? short.format(new Date(`${month}-01`)) : ''}
                  {isNamed && (index === 0 || month.endsWith('-01') || every === 12) ? (
                    <b>{month.slice(0, 4)}</b>
                  ) : null}
                </span>
              </li>
            );
          })}
        </ol>
      </div>
    </figure>
  );
}

/** Months of a year are named at the same places each year. */
function isTick(month: string, index: number, every: number): boolean {
  return every === 1 || (Number(month.slice(5)) - 1) % every === 0 || (index === 0 && every < 3);
}

function Drawn({ kind, share }: { readonly kind: 'people' | 'certified'; readonly share: number }) {
  const height = 100 * share;
  // The narrower one stands in front of the other.
  const [x, width] = kind === 'people' ? [0, 10] : [2.5, 5];
  return <rect className={`months-${kind}`} x={x} width={width} y={100 - height} height={height} />;
}

function Swatch({ kind }: { readonly kind: 'people' | 'certified' }) {
  return (
    <svg width="11" height="11" aria-hidden="true" focusable="false">
      <rect className={`months-${kind}`} width="11" height="11" />
    </svg>
  );
}
