/** All figures with what was not held and what it cost; targets and how far they are; SDG 4 with what it is and is not. */
import type { Impact } from '@digitruck/contract/impact';
import { MEASURES } from '@digitruck/contract/impact-words';
import { PROBLEM_KINDS } from '@digitruck/contract/session-words';
import { Link } from 'wouter';
import { failureOf } from '../../shared/http.ts';
import { impactText } from '../../shared/i18n/impact.ts';
import { coverageText } from '../../shared/i18n/impact-coverage.ts';
import { useFormat, useText } from '../../shared/i18n/language.tsx';
import { sessionsText } from '../../shared/i18n/sessions.ts';
import { useMay } from '../../shared/me.ts';
import { Card } from '../../shared/ui/card.tsx';
import { ErrorState, Skeleton } from '../../shared/ui/states.tsx';
import type { Opened } from './behind-dialog.tsx';
import { Figure, Opens } from './figure.tsx';
import { type Asked, useProgress } from './queries.ts';

type Part = { readonly answer: Impact; readonly asked: Asked; readonly onOpen: (opened: Opened) => void };

export function Targets({ asked }: Pick<Part, 'asked'>) {
  const t = useText(impactText);
  const format = useFormat();
  const mayEnter = useMay('coordinator');
  const { data, isError, error, refetch, isFetching } = useProgress(asked);
  const day = (date: string) => format.date(date, 'UTC');
  return (
    <Card
      title={t.targets}
      actions={
        mayEnter ? (
          <Link href="/impact/entries" className="no-print">
            {t.setTargets}
          </Link>
        ) : undefined
      }
    >
      {isError ? (
        <ErrorState failure={failureOf(error)} onRetry={() => void refetch()} retrying={isFetching} />
      ) : data === undefined ? (
        <Skeleton lines={3} height={24} />
      ) : data.items.length === 0 ? (
        <p className="muted">{t.noTargets}</p>
      ) : (
        <ul className="impact-targets">
          {data.items.map((one) => {
            const share = one.actual === null ? null : (100 * one.actual) / one.target;
            return (
              <li key={one.targetId}>
                <p className="impact-target-words">
                  <strong>
                    {t.ofTarget(format.number(one.actual), format.number(one.target))} {t[one.indicator]}
                  </strong>
                  <span>{format.percent(share)}</span>
                </p>
                <meter min={0} max={one.target} value={one.actual ?? 0} aria-label={t[one.indicator]} />
                <p className="muted small">
                  {day(one.firstDay)} – {day(one.lastDay)}
                  {one.funder === '' ? '' : ` · ${one.funder}`}
                </p>
              </li>
            );
          })}
        </ul>
      )}
    </Card>
  );
}

export function All({ answer, onOpen }: Part) {
  const t = useText(impactText);
  const format = useFormat();
  const mayEnter = useMay('coordinator');
  const costs = answer.definitions.find(({ id }) => id === 'costPerPerson');
  return (
    <Card title={t.allFigures}>
      <ul className="impact-lines">
        {MEASURES.filter((id) => id !== 'costPerPerson').map((id) => (
          <li key={id}>
            <span>{t[id]}</span>
            <Figure answer={answer} id={id} onOpen={onOpen} />
          </li>
        ))}
        {answer.cost.map(({ currency, amount, perPerson }) => (
          <li key={currency}>
            <span>
              {t.costPerPerson}{' '}
              <span className="muted small">({t.costOf(`${format.number(amount)} ${currency}`)})</span>
            </span>
            <Opens
              label={`${format.number(perPerson, 2)} ${currency}, ${t.costPerPerson}`}
              onOpen={() =>
                onOpen({
                  title: `${format.number(perPerson, 2)} ${currency}, ${t.costPerPerson}`,
                  path: null,
                  definition: costs,
                })
              }
            >
              {format.number(perPerson, 2)} {currency}
            </Opens>
          </li>
        ))}
      </ul>
      {answer.cost.length > 0 ? null : (
        <p className="muted small impact-after">
          {t.noCosts}{' '}
          {mayEnter ? (
            <Link href="/impact/entries" className="no-print">
              {t.enterCosts}
            </Link>
          ) : null}
        </p>
      )}
    </Card>
  );
}

export function Sdg({ answer }: Part) {
  const t = useText(coverageText);
  const words = useText(impactText);
  const format = useFormat();
  return (
    <Card title={t.sdgTitle}>
      <ul className="impact-sdg">
        {answer.sdg.map(({ indicator, value, is, isNot }) => (
          <li key={indicator}>
            <p className="impact-target-words">
              <strong>
                {indicator} {t[`sdg_${indicator}`]}
              </strong>
              <span className="impact-sdg-value">
                {value === null ? words.notKnown : format.number(value, indicator === '4.5.1' ? 2 : 0)}
              </span>
            </p>
            <p>{is}</p>
            <p className="muted">{isNot}</p>
          </li>
        ))}
      </ul>
      <p className="muted small impact-after">{words.notPopulation}</p>
    </Card>
  );
}

export function NotHeld({ answer, onOpen }: Part) {
  const t = useText(impactText);
  const problems = useText(sessionsText);
  const format = useFormat();
  const reasonOf = (reason: string) => {
    const kind = PROBLEM_KINDS.find((one) => one === reason);
    return kind === undefined ? reason : problems[`p_${kind}`];
  };
  if (answer.cancelled.length === 0) return null;
  return (
    <Card title={t.cancelled} actions={<Figure answer={answer} id="sessionsCancelled" onOpen={onOpen} />}>
      <ul className="impact-lines">
        {answer.cancelled.map(({ reason, sessions }) => (
          <li key={reason}>
            <span>{reasonOf(reason)}</span>
            <span>{format.number(sessions)}</span>
          </li>
        ))}
      </ul>
    </Card>
  );
}
