/** The numbers of two plans, or of one before and after an edit, with what differs. */
import type { PlanScore } from '@digitruck/contract/plans';
import type { Format } from '../../shared/format.ts';
import { useFormat, useText } from '../../shared/i18n/language.tsx';
import { planText } from '../../shared/i18n/plan.ts';
import { outcomeText } from './outcome-text.ts';

type Line = {
  readonly key: string;
  readonly label: string;
  readonly value: (score: PlanScore) => number | null;
  readonly write: (value: number | null, format: Format) => string;
  /** Whether more is better; what is neither is shown without a colour. */
  readonly better: 'more' | 'less';
};

export function ScoreTable(props: {
  readonly caption: string;
  readonly before: PlanScore | null;
  readonly after: PlanScore | null;
  readonly names?: readonly [before: string, after: string];
}) {
  const { before, after, names } = props;
  const t = useText(planText);
  const words = useText(outcomeText);
  const format = useFormat();
  const whole = (value: number | null) => format.number(value);
  const lines: readonly Line[] = [
    { key: 'people', label: t.people, value: (s) => s.learners, write: whole, better: 'more' },
    { key: 'visits', label: t.visits, value: (s) => s.visits, write: whole, better: 'more' },
    { key: 'km', label: t.km, value: (s) => s.km, write: (v) => format.unit(v, 'km', 0), better: 'less' },
    {
      key: 'charge',
      label: t.leastCharge,
      value: (s) => s.leastChargePct,
      write: (v) => format.percent(v),
      better: 'more',
    },
    {
      key: 'gini',
      label: words.gini,
      value: (s) => s.gini,
      write: (v) => format.number(v, 3),
      better: 'less',
    },
  ];
  return (
    <div className="table-frame">
      <table className="plan-numbers">
        <caption className="hidden-text">{props.caption}</caption>
        {names === undefined ? null : (
          <thead>
            <tr>
              <td />
              <th scope="col">{names[0]}</th>
              <th scope="col">{names[1]}</th>
              <th scope="col">{words.difference}</th>
            </tr>
          </thead>
        )}
        <tbody>
          {lines.map(({ key, label, value, write, better }) => {
            const was = before === null ? null : value(before);
            const is = after === null ? null : value(after);
            const difference = was === null || is === null ? null : is - was;
            const text = difference === null ? '–' : signed(difference, (v) => write(v, format));
            const tone =
              text === '=' || text === '–'
                ? 'same'
                : (difference ?? 0) > 0 === (better === 'more')
                  ? 'better'
                  : 'worse';
            return (
              <tr key={key}>
                <th scope="row">{label}</th>
                <td>{write(was, format)}</td>
                <td>{write(is, format)}</td>
                <td className={`plan-${tone}`}>{text}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

/** "+30", "−12", or "=" when nobody could see the difference. */
export function signed(difference: number, write: (value: number) => string): string {
  const size = write(Math.abs(difference));
  if (size === write(0)) return '=';
  return `${difference > 0 ? '+' : '−'}${size}`;
}
