/** Two plans as boards one above the other, over the same days and trucks, scrolled in step; what differs is marked in both. */
import type { Plan, PlanDiff, PlanVisit } from '@digitruck/contract/plans';
import { type ReactNode, useMemo, useRef, useState } from 'react';
import { useFormat, useText } from '../../shared/i18n/language.tsx';
import { planText } from '../../shared/i18n/plan.ts';
import { useAnnouncer } from '../../shared/ui/announcer.tsx';
import { useToday } from '../sites/today.ts';
import { Board, type BoardHandle, type BoardHandlers } from './board.tsx';
import { boardOf, type NamedTruck } from './board-model.ts';
import { outcomeText } from './outcome-text.ts';

export type Difference = PlanDiff['differences'][number];
type What = Difference['what'];
type Side = {
  readonly plan: Plan;
  readonly name: string;
  readonly visitOf: (difference: Difference) => PlanVisit | null;
};

const NOTHING = () => {};

export function TwoBoards(props: {
  readonly sides: readonly [above: Side, below: Side];
  readonly differences: readonly Difference[];
  readonly trucks: readonly NamedTruck[];
  /** Stands between the two. */
  readonly children: ReactNode;
}) {
  const { sides, differences, trucks } = props;
  const t = useText(planText);
  const words = useText(outcomeText);
  const format = useFormat();
  const { announce } = useAnnouncer();
  const today = useToday();
  const place = useRef<HTMLDivElement>(null);
  const handles = useRef<(BoardHandle | null)[]>([]);
  const [weeks, setWeeks] = useState(12);
  const [above, below] = sides;
  const span = useMemo(() => {
    const plans = [above.plan, below.plan];
    return {
      from: plans.map(({ from }) => from).toSorted()[0] as string,
      to: plans
        .map(({ to }) => to)
        .toSorted()
        .at(-1) as string,
    };
  }, [above.plan, below.plan]);
  const boards = useMemo(() => {
    // A truck of one plan has its row in both, so that rows stand at the same height.
    const ids = [...above.plan.visits, ...below.plan.visits].map(({ truckId }) => truckId);
    const named = new Map(ids.map((truckId) => [truckId as string, truckId as string]));
    for (const { truckId, name } of trucks) if (named.has(truckId)) named.set(truckId, name);
    const rows = [...named].map(([truckId, name]) => ({ truckId, name }));
    return sides.map(({ plan, visitOf }) => {
      const marks = new Map<string, What>();
      for (const difference of differences) {
        const visit = visitOf(difference);
        if (visit !== null) marks.set(visit.visitId, difference.what);
      }
      return { plan, marks, board: boardOf({ ...span, visits: plan.visits }, rows) };
    });
  }, [sides, above, below, differences, trucks, span]);

  /** Whoever scrolls one scrolls the other; setting the same place again tells nothing. */
  const follow = (index: number) => () => {
    const [one, other] = scrollers(place.current, index);
    if (one === undefined || other === undefined) return;
    other.scrollLeft = one.scrollLeft;
    other.scrollTop = one.scrollTop;
  };
  const toOther = (index: number) => (visit: PlanVisit) => {
    const difference = differences.find((each) => sides[index]?.visitOf(each)?.visitId === visit.visitId);
    const other = difference === undefined ? null : (sides[1 - index]?.visitOf(difference) ?? null);
    const name = sides[1 - index]?.name ?? '';
    if (other === null) return announce(words.notThere(visit.site.name, name));
    handles.current[1 - index]?.focus(other.visitId);
    announce(words.there(visit.site.name, name, other.truckId, format.day(other.firstDay, 'UTC')));
  };
  const handlers = (index: number): BoardHandlers => ({
    onOpen: toOther(index),
    onMove: NOTHING,
    onPin: NOTHING,
    onDrop: NOTHING,
  });
  return (
    <div className="two-boards stack" ref={place}>
      {boards.map(({ plan, board, marks }, index) => (
        <div key={plan.planId} className="stack">
          <section className="card board-card" aria-label={sides[index]?.name}>
            <header className="two-boards-head">
              <h2>{sides[index]?.name}</h2>
              {index === 0 ? (
                <fieldset className="plan-zoom">
                  <legend className="hidden-text">{t.weeksShown}</legend>
                  {[4, 12, 26].map((n) => (
                    <label key={n}>
                      <input
                        type="radio"
                        name="weeks-compared"
                        checked={weeks === n}
                        onChange={() => setWeeks(n)}
                      />
                      <span>{t.weeksOf(n)}</span>
                    </label>
                  ))}
                </fieldset>
              ) : null}
            </header>
            <Board
              ref={(handle) => {
                handles.current[index] = handle;
              }}
              plan={plan}
              board={board}
              label={`${t.boardLabel}: ${sides[index]?.name}`}
              today={today}
              weeks={weeks}
              mayEdit={false}
              asked={undefined}
              marks={marks}
              help={words.boardsHelp}
              onScroll={follow(index)}
              {...handlers(index)}
            />
          </section>
          {index === 0 ? props.children : null}
        </div>
      ))}
    </div>
  );
}

/** The one at `index`, then the other. */
function scrollers(place: HTMLElement | null, index: number): readonly (HTMLElement | undefined)[] {
  const both = [...(place?.querySelectorAll<HTMLElement>('.board-scroll') ?? [])];
  return [both[index], both[1 - index]];
}
