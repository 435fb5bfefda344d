/** A truck's row: its name, and its visits as bars placed in days by CSS, so that zooming draws nothing anew. Memoised: an edit redraws two rows. */
// biome-ignore-all lint/a11y/useSemanticElements: a grid with bars of any length is no table
import type { PlanDiff } from '@digitruck/contract/plans';
import { type CSSProperties, memo } from 'react';
import { useFormat, useText } from '../../shared/i18n/language.tsx';
import { planText } from '../../shared/i18n/plan.ts';
import { classes } from '../../shared/ui/button.tsx';
import { Icon } from '../../shared/ui/icon.tsx';
import type { Bar, Row } from './board-model.ts';
import { outcomeText } from './outcome-text.ts';
import { useVisitWords } from './visit-words.ts';

/** How a visit differs from the one of another plan. */
export type Mark = PlanDiff['differences'][number]['what'];

export const BoardRow = memo(function BoardRow(props: {
  readonly row: Row;
  /** The visit that Tab leads to, if it is in this row. */
  readonly activeId: string | undefined;
  /** The visit that stands here only for now, if it is in this row. */
  readonly ghostId: string | undefined;
  readonly movable: boolean;
  readonly marks: ReadonlyMap<string, Mark> | undefined;
}) {
  const { row, activeId, ghostId, marks } = props;
  const t = useText(planText);
  const format = useFormat();
  const sum = t.truckSum(format.number(row.bars.length), format.unit(row.km, 'km', 0));
  return (
    <div className="board-row" role="row" tabIndex={-1}>
      <div className="board-name" role="rowheader" tabIndex={-1}>
        <span className="board-truck">{row.truckId}</span>
        {row.name === row.truckId ? null : <span className="board-called">{row.name}</span>}
        <span className="board-sum">{row.bars.length === 0 ? t.noVisits : sum}</span>
      </div>
      <div className="board-lane" role="presentation" data-truck={row.truckId}>
        {row.bars.length === 0 ? <span className="hidden-text" role="gridcell" tabIndex={-1} /> : null}
        {row.bars.map((bar) => (
          <BoardBar
            key={bar.visit.visitId}
            bar={bar}
            active={bar.visit.visitId === activeId}
            ghost={bar.visit.visitId === ghostId}
            movable={props.movable && !bar.visit.frozen}
            mark={marks === undefined ? undefined : (marks.get(bar.visit.visitId) ?? 'same')}
          />
        ))}
      </div>
    </div>
  );
});

const CHANGES = { kept: 'same', moved: 'moved', new: 'new' } as const;
/** The least charge below which a bar warns: little above the reserve that trucks have by default. */
const LOW_PCT = 25;

const BoardBar = memo(function BoardBar(props: {
  readonly bar: Bar;
  readonly active: boolean;
  readonly ghost: boolean;
  readonly movable: boolean;
  /** Against another plan; undefined where there is none. */
  readonly mark: Mark | undefined;
}) {
  const { bar, active, ghost, movable, mark } = props;
  const { visit } = bar;
  const t = useText(planText);
  const words = useText(outcomeText);
  const format = useFormat();
  const names = { same: undefined, moved: t.isMoved, dropped: words.isDropped, new: t.isNew };
  const change = mark === undefined ? CHANGES[visit.change] : mark;
  const tag = names[change];
  const said = useVisitWords()(visit, mark === undefined ? undefined : (tag ?? words.isSame));
  const charge = visit.leastChargePct;
  const low = charge !== null && charge < LOW_PCT;
  return (
    <>
      {visit.km >= 1 ? (
        <span
          className="bar-way"
          style={span(bar.travelStart, bar.travelEnd - bar.travelStart)}
          aria-hidden="true"
        >
          <span>{format.number(visit.km)}</span>
        </span>
      ) : null}
      <div
        role="gridcell"
        className={classes(
          'bar-visit',
          `bar-${change}`,
          mark === 'same' && 'bar-pale',
          visit.frozen && 'bar-frozen',
          ghost && 'bar-ghost',
          movable && 'bar-movable',
        )}
        style={span(bar.start, bar.length)}
        tabIndex={active ? 0 : -1}
        title={said}
        data-visit={visit.visitId}
      >
        <span className="hidden-text">{said}</span>
        <span className="bar-site" aria-hidden="true">
          {visit.pinned ? <Icon name="pin" size={12} /> : null}
          {visit.site.name}
        </span>
        <span className="bar-facts" aria-hidden="true">
          <span className="bar-learners">{format.number(visit.learners)}</span>
          {charge === null ? null : (
            <span className={low ? 'bar-charge bar-low' : 'bar-charge'}>
              {low ? (
                <Icon name="warning" size={11} />
              ) : (
                <span className="bar-cell">
                  <span style={{ width: `${Math.max(0, Math.min(100, charge))}%` }} />
                </span>
              )}
              {format.percent(charge)}
            </span>
          )}
          {tag === undefined ? null : <span className="bar-change">{tag}</span>}
        </span>
      </div>
    </>
  );
});

function span(start: number, length: number): CSSProperties {
  return { '--at': start, '--long': length } as CSSProperties;
}
