/**
 * A truck's row: its visits as bars placed in days by CSS, so that zooming draws nothing anew. Memoised: an edit redraws two rows. A board
 * has hundreds of bars, so one is made of few elements and clips once.
 */
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

/** The axis is the first. */
const ROWS_BEFORE = 1;

export function useRowSum(row: Row): string {
  const t = useText(planText);
  const format = useFormat();
  if (row.bars.length === 0) return t.noVisits;
  return t.truckSum(format.number(row.bars.length), format.unit(row.km, 'km', 0));
}

export const BoardRow = memo(function BoardRow(props: {
  readonly row: Row;
  readonly index: number;
  /** The visit that Tab leads to, if it is in this row. */
  readonly activeId: string | undefined;
  /** The visit that stands here only for now, if it is in this row. */
  readonly ghostId: string | undefined;
  readonly movable: boolean;
  readonly marks: ReadonlyMap<string, Mark> | undefined;
}) {
  const { row, index, activeId, ghostId, marks } = props;
  const { truckId, name } = row;
  const sum = useRowSum(row);
  return (
    <div
      className={classes('board-row', ghostId !== undefined && 'board-row-raised')}
      role="row"
      tabIndex={-1}
      aria-rowindex={index + 1 + ROWS_BEFORE}
      style={{ '--row-at': index } as CSSProperties}
      data-truck={truckId}
    >
      <span className="hidden-text" role="rowheader" tabIndex={-1}>
        {name === truckId ? `${truckId}, ${sum}` : `${truckId} ${name}, ${sum}`}
      </span>
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
  const way = bar.travelEnd - bar.travelStart;
  return (
    <>
      {visit.km >= 1 ? (
        <span
          className={classes('bar-way', way <= 1 ? 'bar-way-short' : way <= 4 && 'bar-way-middling')}
          style={span(bar.travelStart, way)}
          aria-hidden="true"
        >
          {format.number(visit.km)}
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
          <Charge pct={visit.leastChargePct} />
          <span>{format.number(visit.learners)}</span>
          {tag === undefined ? null : <span className="bar-change">{tag}</span>}
        </span>
      </div>
    </>
  );
});

function Charge({ pct }: { readonly pct: number | null }) {
  const format = useFormat();
  if (pct === null) return null;
  if (pct < LOW_PCT) {
    return (
      <span className="bar-charge bar-low">
        <Icon name="warning" size={11} />
        {format.percent(pct)}
      </span>
    );
  }
  const full = { '--full': Math.max(0, Math.min(100, pct)) / 100 } as CSSProperties;
  return (
    <span className="bar-charge">
      <span className="bar-cell" style={full} />
      {format.percent(pct)}
    </span>
  );
}

function span(start: number, length: number): CSSProperties {
  return { '--at': start, '--long': length } as CSSProperties;
}
