/**
 * The rows of the board, as far as they are near the view; who scrolls draws only rows that come near. Their names stand in one column of
 * their own that sticks to the edge: a sticky name in each row would be a layer of the picture each.
 */
// biome-ignore-all lint/a11y/useSemanticElements: a grid with bars of any length is no table
import { type CSSProperties, memo, type ReactNode, type RefObject, useEffect, useState } from 'react';
import type { Row } from './board-model.ts';
import { BoardRow, type Mark, useRowSum } from './board-row.tsx';
import { drawnRows, type RowWindow, rowsNear } from './board-window.ts';

/** Before anything was measured. */
const FIRST_VIEW_PX = 800;

export function BoardRows(props: {
  readonly rows: readonly Row[];
  readonly scroller: RefObject<HTMLElement | null>;
  /** What lies over the rows: a bar in the hand, and where it would land. */
  readonly over: ReactNode;
  readonly rowsRef: RefObject<HTMLDivElement | null>;
  /** The visit that Tab leads to, and the one that stands where it is only for now: their rows are always drawn. */
  readonly activeId: string | undefined;
  readonly ghostId: string | undefined;
  readonly movable: boolean;
  readonly marks: ReadonlyMap<string, Mark> | undefined;
}) {
  const { rows, activeId, ghostId } = props;
  const near = useRowWindow(props.scroller, rows.length);
  const kept = [rowWith(rows, activeId), rowWith(rows, ghostId)];
  const drawn = drawnRows(near, rows.length, kept);
  return (
    <div className="board-body" style={{ '--rows': rows.length } as CSSProperties}>
      <div className="board-names" aria-hidden="true">
        {drawn.map((index) => {
          const row = rows[index];
          return row === undefined ? null : <BoardName key={row.truckId} row={row} index={index} />;
        })}
      </div>
      <div ref={props.rowsRef} className="board-rows" role="rowgroup">
        {drawn.map((index) => {
          const row = rows[index];
          if (row === undefined) return null;
          return (
            <BoardRow
              key={row.truckId}
              row={row}
              index={index}
              activeId={kept[0] === index ? activeId : undefined}
              ghostId={kept[1] === index ? ghostId : undefined}
              movable={props.movable}
              marks={props.marks}
            />
          );
        })}
        {props.over}
      </div>
    </div>
  );
}

const BoardName = memo(function BoardName({ row, index }: { readonly row: Row; readonly index: number }) {
  const sum = useRowSum(row);
  return (
    <div className="board-name" style={{ '--row-at': index } as CSSProperties}>
      <span className="board-truck">{row.truckId}</span>
      <span className="board-sum">{sum}</span>
    </div>
  );
});

function rowWith(rows: readonly Row[], visitId: string | undefined): number {
  if (visitId === undefined) return -1;
  return rows.findIndex(({ bars }) => bars.some(({ visit }) => visit.visitId === visitId));
}

/** The rows near what is in view; the same object until another row comes near. */
function useRowWindow(scroller: RefObject<HTMLElement | null>, rows: number): RowWindow {
  const [near, setNear] = useState<RowWindow>(() => rowsNear(0, FIRST_VIEW_PX, rows));
  useEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    const look = () =>
      setNear((before) => {
        const now = rowsNear(element.scrollTop, element.clientHeight, rows);
        return now.from === before.from && now.to === before.to ? before : now;
      });
    look();
    element.addEventListener('scroll', look, { passive: true });
    const resized = new ResizeObserver(look);
    resized.observe(element);
    return () => {
      element.removeEventListener('scroll', look);
      resized.disconnect();
    };
  }, [scroller, rows]);
  return near;
}
