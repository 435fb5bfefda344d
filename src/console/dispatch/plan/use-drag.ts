/**
 * Dragging a bar with the pointer. What moves is a copy of the bar, a layer of its own that is only shifted; where it would land lights up.
 * No React, and no more than a frame needs: places are reckoned from the board's measures, not looked for on the page. What is let go of is
 * told once, as a place. A press without a move is a click, Escape and a lost pointer put it back. Near an edge the board scrolls by itself.
 * A finger scrolls the board as anywhere; held still on a bar for a moment it takes it up.
 */
import { type PointerEvent, type RefObject, useEffect, useRef } from 'react';
import { type Bar, type Board, barOn, landing, type Target } from './board-model.ts';
import { ROW_PX } from './board-window.ts';
import { dayNumber } from './days.ts';

const MOVED_AT_PX = 4;
/** A finger that stays so long means the bar, not the page. */
const HOLD_MS = 280;
const HOLD_WITHIN_PX = 10;
/** So near an edge the board scrolls, the faster the nearer. */
const EDGE_PX = 44;
const EDGE_PX_A_FRAME_MAX = 18;

type Drag = {
  readonly bar: Bar;
  readonly element: HTMLElement;
  readonly pointerId: number;
  readonly touch: boolean;
  readonly x: number;
  readonly y: number;
  /** Where in the bar it was taken. */
  readonly grabX: number;
  readonly grabY: number;
  readonly dayPx: number;
  /** Where the pointer is now, and whether that is not shown yet. */
  atX: number;
  atY: number;
  stale: boolean;
  /** Once it is begun: the copy that moves. */
  copy: HTMLElement | undefined;
  target: Target | undefined;
};

export type DragParts = {
  readonly scroller: RefObject<HTMLElement | null>;
  /** The area of the rows, and within it, over them: what holds the copy, and the place where it would land. */
  readonly rows: RefObject<HTMLElement | null>;
  readonly hand: RefObject<HTMLElement | null>;
  readonly landing: RefObject<HTMLElement | null>;
  /** Beside the pointer. */
  readonly hint: RefObject<HTMLElement | null>;
};

export function useDrag(
  options: DragParts & {
    readonly board: Board;
    readonly mayMove: (visitId: string) => boolean;
    /** The bar is over another place, or over none. */
    readonly onOver: (bar: Bar, target: Target | undefined) => void;
    readonly onDrop: (visitId: string, target: Target) => void;
    readonly onEnd: () => void;
  },
) {
  const drag = useRef<Drag>(undefined);
  /** The click that follows a drag opens nothing. */
  const dragged = useRef(false);
  const now = useRef(options);
  now.current = options;
  const timers = useRef<{ hold?: ReturnType<typeof setTimeout>; frame?: number }>({});

  const stop = () => {
    const current = drag.current;
    drag.current = undefined;
    clearTimeout(timers.current.hold);
    if (timers.current.frame !== undefined) cancelAnimationFrame(timers.current.frame);
    timers.current = {};
    if (current?.copy === undefined) return;
    current.copy.remove();
    current.element.classList.remove('bar-lifted');
    hide(now.current.hint, now.current.landing);
    now.current.onEnd();
  };
  const begin = (current: Drag) => {
    dragged.current = true;
    const { hand, rows } = now.current;
    const box = current.element.getBoundingClientRect();
    const copy = current.element.cloneNode(true) as HTMLElement;
    for (const name of ['role', 'tabindex', 'title', 'data-visit']) copy.removeAttribute(name);
    copy.className = 'bar-visit bar-dragged';
    copy.style.cssText = `width: ${box.width}px; height: ${box.height}px`;
    hand.current?.append(copy);
    current.copy = copy;
    current.element.classList.add('bar-lifted');
    // The bar's own element may go when its row scrolls out of view; the rows stay.
    rows.current?.setPointerCapture(current.pointerId);
    timers.current.frame = requestAnimationFrame(eachFrame);
  };
  const place = (current: Drag) => {
    const { scroller, rows, board, landing: light, hint, onOver } = now.current;
    const { atX, atY, bar, dayPx, copy } = current;
    current.stale = false;
    const area = rows.current?.getBoundingClientRect();
    const view = scroller.current?.getBoundingClientRect();
    if (area === undefined || view === undefined || copy === undefined) return;
    const left = atX - area.left - current.grabX;
    copy.style.transform = `translate(${left}px, ${atY - area.top - current.grabY}px)`;
    if (hint.current !== null) hint.current.style.transform = `translate(${atX + 14}px, ${atY + 16}px)`;
    const within = atX >= view.left && atX <= view.right && atY >= view.top && atY <= view.bottom;
    const rowAt = Math.floor((atY - area.top) / ROW_PX);
    const row = within ? board.rows[rowAt] : undefined;
    const target =
      row === undefined ? undefined : landing(board, bar, Math.round(left / dayPx) - bar.start, row.truckId);
    if (target?.truckId === current.target?.truckId && target?.firstDay === current.target?.firstDay) return;
    current.target = target;
    if (light.current !== null && target !== undefined) {
      const start = dayNumber(target.firstDay) - board.first;
      light.current.style.width = `${bar.length * dayPx}px`;
      light.current.style.transform = `translate(${start * dayPx}px, ${rowAt * ROW_PX}px)`;
    }
    for (const { current: part } of [hint, light]) if (part !== null) part.hidden = target === undefined;
    onOver(bar, target);
  };
  const eachFrame = () => {
    const current = drag.current;
    const scroller = now.current.scroller.current;
    if (current?.copy === undefined || scroller === null) return;
    const { left, right, top, bottom } = scroller.getBoundingClientRect();
    const byX = pull(current.atX, left, right);
    const byY = pull(current.atY, top, bottom);
    if (byX !== 0 || byY !== 0) {
      const { scrollLeft, scrollTop } = scroller;
      scroller.scrollLeft += byX;
      scroller.scrollTop += byY;
      current.stale ||= scroller.scrollLeft !== scrollLeft || scroller.scrollTop !== scrollTop;
    }
    if (current.stale) place(current);
    timers.current.frame = requestAnimationFrame(eachFrame);
  };
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== 'Escape' || drag.current?.copy === undefined) return;
      event.stopPropagation();
      stop();
    };
    window.addEventListener('keydown', onKey, true);
    return () => window.removeEventListener('keydown', onKey, true);
  });
  // Only a listener that is not passive keeps a finger's move from scrolling once the bar is taken up.
  useEffect(() => {
    const scroller = options.scroller.current;
    const onTouchMove = (event: TouchEvent) => {
      if (drag.current?.copy !== undefined && event.cancelable) event.preventDefault();
    };
    const onMenu = (event: Event) => {
      if (drag.current?.touch === true) event.preventDefault();
    };
    scroller?.addEventListener('touchmove', onTouchMove, { passive: false });
    scroller?.addEventListener('contextmenu', onMenu);
    return () => {
      scroller?.removeEventListener('touchmove', onTouchMove);
      scroller?.removeEventListener('contextmenu', onMenu);
    };
  }, [options.scroller]);

  return {
    wasDragged: () => dragged.current,
    onPointerDown(event: PointerEvent<HTMLElement>) {
      dragged.current = false;
      const element = (event.target as Element).closest<HTMLElement>('[data-visit]');
      const visitId = element?.dataset.visit;
      if (element === null || visitId === undefined || event.button !== 0) return;
      const { board, rows, mayMove } = now.current;
      const bar = barOn(board, visitId);
      if (bar === undefined || !mayMove(visitId) || rows.current === null) return;
      const box = element.getBoundingClientRect();
      const touch = event.pointerType === 'touch';
      const begun: Drag = {
        bar,
        element,
        pointerId: event.pointerId,
        touch,
        x: event.clientX,
        y: event.clientY,
        grabX: event.clientX - box.left,
        grabY: event.clientY - box.top,
        atX: event.clientX,
        atY: event.clientY,
        stale: true,
        dayPx: rows.current.getBoundingClientRect().width / board.days,
        copy: undefined,
        target: undefined,
      };
      drag.current = begun;
      if (!touch) return;
      timers.current.hold = setTimeout(() => {
        if (drag.current === begun) begin(begun);
      }, HOLD_MS);
    },
    onPointerMove(event: PointerEvent<HTMLElement>) {
      const current = drag.current;
      if (current === undefined || event.pointerId !== current.pointerId) return;
      current.atX = event.clientX;
      current.atY = event.clientY;
      current.stale = true;
      if (current.copy !== undefined) return;
      const moved = Math.hypot(current.atX - current.x, current.atY - current.y);
      if (current.touch && moved > HOLD_WITHIN_PX) stop();
      else if (!current.touch && moved >= MOVED_AT_PX) begin(current);
    },
    onPointerUp(event: PointerEvent<HTMLElement>) {
      const current = drag.current;
      if (current === undefined || event.pointerId !== current.pointerId) return;
      if (current.copy !== undefined && current.stale) place(current);
      const { copy, target } = current;
      const { visitId } = current.bar.visit;
      const visit = barOn(now.current.board, visitId)?.visit;
      if (copy === undefined || target === undefined || visit === undefined) return stop();
      if (target.truckId !== visit.truckId || target.firstDay !== visit.firstDay)
        now.current.onDrop(visitId, target);
      stop();
    },
    onPointerCancel: stop,
  };
}

function hide(...parts: readonly RefObject<HTMLElement | null>[]): void {
  for (const { current } of parts) if (current !== null) current.hidden = true;
}

/** How far to scroll in this frame: less than nothing towards the beginning. */
function pull(at: number, from: number, to: number): number {
  const near = (distance: number) => Math.min(1, Math.max(0, (EDGE_PX - distance) / EDGE_PX));
  return Math.round(EDGE_PX_A_FRAME_MAX * (near(to - at) - near(at - from)));
}
