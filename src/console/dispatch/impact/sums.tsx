/** All figures with what was not held and what it cost; targets and how far they are; SDG 4 with what it is and is not. */
import type { Impact, TargetProgress } from '@digitruck/contract/impact';
import { MEASURES } from '@digitruck/contract/impact-words';
import { PROBLEM_KINDS } from '@digitruck/contract/session-words';
import { Link } from 'wouter';
import { failureOf } from '../../shared/http.ts';
import { impactText } from '../../shared/i18n/impact.ts';
import { coverageText } from '../../shared/i18n/impact-coverage.ts';
import { filterText } from '../../shared/i18n/impact-filter.ts';
import { useFormat, useText } from '../../shared/i18n/language.tsx';
import { sessionsText } from '../../shared/i18n/sessions.ts';
import { useMay } from '../../shared/me.ts';
import { Badge } from '../../shared/ui/badge.tsx';
import { Card } from '../../shared/ui/card.tsx';
import { ErrorState, Skeleton } from '../../shared/ui/states.tsx';
import { useToday } from '../sites/today.ts';
import { Figure, Opens } from './figure.tsx';
import { type Asked, FILTERS } from './impact-filter.ts';
import { behindOf, type Opened, pathOf } from './opened.ts';
import { useProgress } from './queries.ts';
import { shareOver } from './stretch.ts';

type Part = { readonly answer: Impact; readonly asked: Asked; readonly onOpen: (opened: Opened) => void };

/** Costs are entered for trucks and funders only. */
const NO_COSTS_OF = ['county', 'siteId', 'courseId', 'sex', 'ageBand', 'role'] as const;

export function Targets({ answer, asked, onOpen }: Part) {
  const t = useText(impactText);
  const f = useText(filterText);
  const mayEnter = useMay('coordinator');
  const { data, isError, error, refetch, isFetching } = useProgress(asked);
  const { funder } = asked.only;
  const targets = data?.items.filter((one) => funder === undefined || one.funder === funder) ?? [];
  const isNarrowed = FILTERS.some((name) => name !== 'funder' && asked.only[name] !== undefined);
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
      ) : targets.length === 0 ? (
        <p className="muted">{t.noTargets}</p>
      ) : (
        <ul className="impact-targets">
          {targets.map((one) => (
            <TargetLine key={one.targetId} target={one} answer={answer} onOpen={onOpen} />
          ))}
        </ul>
      )}
      {isNarrowed && targets.length > 0 ? <p className="muted small impact-after">{f.targetsOfAll}</p> : null}
    </Card>
  );
}

/** How far it is, beside how much of its days is over: half of it in half of the time is on its way. */
function TargetLine({
  target: one,
  answer,
  onOpen,
}: { readonly target: TargetProgress } & Pick<Part, 'answer' | 'onOpen'>) {
  const t = useText(impactText);
  const format = useFormat();
  const today = useToday();
  const share = one.actual === null ? null : one.actual / one.target;
  const over = shareOver(one, today);
  const isMet = share !== null && share >= 1;
  const isMissed = !isMet && share !== null && over === 1;
  const title = `${format.number(one.actual)} ${t[one.indicator]}, ${t.targets}`;
  const ofTarget = t.ofTarget(format.number(one.actual), format.number(one.target));
  const open = () => {
    const { firstDay: from, lastDay: to, funder, indicator: measure } = one;
    const query = new URLSearchParams({ from, to, ...(funder === '' ? {} : { funder }), measure });
    const definition = answer.definitions.find(({ id }) => id === measure);
    const behind = behindOf(measure, { from, to });
    onOpen({ title, path: behind ? null : `/api/v1/impact/sessions?${query}`, definition, behind });
  };
  return (
    <li>
      <p className="impact-target-words">
        <strong>
          <Opens label={`${ofTarget} ${t[one.indicator]}, ${t.targets}`} onOpen={open}>
            {ofTarget}
          </Opens>{' '}
          {t[one.indicator]}
        </strong>
        <span>
          {isMet || isMissed ? (
            <Badge tone={isMet ? 'good' : 'warn'}>{isMet ? t.met : t.missed}</Badge>
          ) : null}{' '}
          {share === null ? t.notKnown : format.percent(Math.floor(100 * share))}
        </span>
      </p>
      <svg className="impact-meter" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
        <rect className="impact-meter-all" width="100" height="10" />
        <rect className="impact-meter-done" width={100 * Math.min(1, share ?? 0)} height="10" />
        {over > 0 && over < 1 ? (
          <rect className="impact-meter-now" x={100 * over - 0.4} width="0.8" height="10" />
        ) : null}
      </svg>
      <p className="muted small">
        {format.date(one.firstDay, 'UTC')} – {format.date(one.lastDay, 'UTC')}
        {one.funder === '' ? '' : ` · ${one.funder}`}
        {over > 0 && over < 1 ? ` · ${t.daysOver(format.percent(Math.floor(100 * over)))}` : ''}
      </p>
    </li>
  );
}

export function All({ answer, onOpen }: Part) {
  const t = useText(impactText);
  const format = useFormat();
  const mayEnter = useMay('coordinator');
  const f = useText(filterText);
  const hasNoCosts = NO_COSTS_OF.some((name) => answer.filter[name] !== undefined);
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
                  behind: {
                    what: 'costs',
                    from: answer.from,
                    to: answer.to,
                    currency,
                    truckId: answer.filter.truckId,
                    funder: answer.filter.funder,
                    people: answer.figures.find(({ id }) => id === 'people')?.value ?? null,
                  },
                })
              }
            >
              {format.number(perPerson, 2)} {currency}
            </Opens>
          </li>
        ))}
      </ul>
      {answer.cost.length > 0 ? null : hasNoCosts ? (
        <p className="muted small impact-after">{f.costsOf}</p>
      ) : (
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

export function Sdg({ answer, onOpen }: Part) {
  const t = useText(coverageText);
  const words = useText(impactText);
  const format = useFormat();
  return (
    <Card title={t.sdgTitle}>
      <ul className="impact-sdg">
        {answer.sdg.map(({ indicator, value, is, isNot }) => {
          const text = value === null ? words.notKnown : format.number(value, indicator === '4.5.1' ? 2 : 0);
          const title = `${text}, ${indicator} ${t[`sdg_${indicator}`]}`;
          const behind = indicator === '4.a.1' ? behindOf('schoolsConnected', answer) : undefined;
          const path = behind ? null : pathOf(answer, { sdg: indicator });
          const definition = { rule: is, why: '' };
          return (
            <li key={indicator}>
              <p className="impact-target-words">
                <strong>
                  {indicator} {t[`sdg_${indicator}`]}
                </strong>
                <span className="impact-sdg-value">
                  <Opens label={title} onOpen={() => onOpen({ title, path, definition, isNot, behind })}>
                    {text}
                  </Opens>
                </span>
              </p>
              <p>{is}</p>
              <p className="muted">{isNot}</p>
            </li>
          );
        })}
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
  const definition = answer.definitions.find(({ id }) => id === 'sessionsCancelled');
  if (answer.cancelled.length === 0) return null;
  return (
    <Card title={t.cancelled} actions={<Figure answer={answer} id="sessionsCancelled" onOpen={onOpen} />}>
      <ul className="impact-lines">
        {answer.cancelled.map(({ reason, sessions }) => {
          const text = format.number(sessions);
          const title = `${text} ${t.sessionsCancelled}, ${reasonOf(reason)}`;
          return (
            <li key={reason}>
              <span>{reasonOf(reason)}</span>
              <Opens
                label={title}
                onOpen={() => onOpen({ title, path: pathOf(answer, { reason }), definition })}
              >
                {text}
              </Opens>
            </li>
          );
        })}
      </ul>
    </Card>
  );
}
