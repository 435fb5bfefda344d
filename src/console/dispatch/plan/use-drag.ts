/**
 * Dragging a bar with the pointer. While it moves only the bar's own element and a hint are touched, no React; what is let go of is told
 * once, as a place. A press without a move is a click, Escape and a lost pointer put it back. Near an edge the board scrolls by itself.
 * A finger scrolls the board as anywhere; held still on a bar for a moment it takes it up.
 */
import { type PointerEvent, type RefObject, useEffect, useRef } from 'react';
import { type Board, barOn, landing, type Target } from './board-model.ts';

const MOVED_AT_PX = 4;
/** A finger that stays so long means the bar, not the page. */
const HOLD_MS = 280;
const HOLD_WITHIN_PX = 10;
/** So near an edge the board scrolls, the faster the nearer. */
const EDGE_PX = 44;
const EDGE_PX_A_FRAME_MAX = 18;

type Drag = {
  readonly visitId: string;
  readonly element: HTMLElement;
  readonly pointerId: number;
  readonly touch: boolean;
  readonly x: number;
  readonly y: number;
  readonly scrollLeft: number;
  readonly scrollTop: number;
  readonly dayPx: number;
  /** Where the pointer is now. */
  atX: number;
  atY: number;
  begun: boolean;
  target: Target | undefined;
};

export function useDrag(options: {
  readonly board: Board;
  readonly hint: RefObject<HTMLElement | null>;
  readonly scroller: RefObject<HTMLElement | null>;
  readonly mayMove: (visitId: string) => boolean;
  /** What the hint says while the bar is over a place. */
  readonly sayAt: (target: Target) => string;
  readonly onDrop: (visitId: string, target: Target) => void;
}) {
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
    if (current === undefined) return;
    current.element.style.translate = '';
    current.element.classList.remove('bar-dragged');
    const hint = now.current.hint.current;
    if (hint !== null) hint.hidden = true;
    lightLane(undefined);
  };
  const begin = (current: Drag) => {
    current.begun = true;
    dragged.current = true;
    current.element.classList.add('bar-dragged');
    current.element.setPointerCapture(current.pointerId);
    timers.current.frame = requestAnimationFrame(scrollAtEdge);
  };
  const place = (current: Drag) => {
    const { scroller, board, hint, sayAt } = now.current;
    const { atX, atY, visitId } = current;
    const dx = atX - current.x + (scroller.current?.scrollLeft ?? 0) - current.scrollLeft;
    const dy = atY - current.y + (scroller.current?.scrollTop ?? 0) - current.scrollTop;
    current.element.style.translate = `${dx}px ${dy}px`;
    const lane = laneAt(atX, atY);
    const bar = barOn(board, visitId);
    current.target =
      lane?.dataset.truck === undefined || bar === undefined
        ? undefined
        : landing(board, bar, Math.round(dx / current.dayPx), lane.dataset.truck);
    lightLane(current.target === undefined ? undefined : lane);
    if (hint.current === null) return;
    hint.current.hidden = current.target === undefined;
    hint.current.style.translate = `${atX + 14}px ${atY + 16}px`;
    if (current.target !== undefined) hint.current.textContent = sayAt(current.target);
  };
  const scrollAtEdge = () => {
    const current = drag.current;
    const scroller = now.current.scroller.current;
    if (current?.begun !== true || scroller === null) return;
    const { left, right, top, bottom } = scroller.getBoundingClientRect();
    const byX = pull(current.atX, left, right);
    const byY = pull(current.atY, top, bottom);
    if (byX !== 0 || byY !== 0) {
      const { scrollLeft, scrollTop } = scroller;
      scroller.scrollLeft += byX;
      scroller.scrollTop += byY;
      if (scroller.scrollLeft !== scrollLeft || scroller.scrollTop !== scrollTop) place(current);
    }
    timers.current.frame = requestAnimationFrame(scrollAtEdge);
  };
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== 'Escape' || drag.current?.begun !== true) return;
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
      if (drag.current?.begun === true && event.cancelable) event.preventDefault();
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
      if (!now.current.mayMove(visitId)) return;
      const lane = element.closest<HTMLElement>('[data-truck]');
      if (lane === null) return;
      const { current: scroller } = now.current.scroller;
      const touch = event.pointerType === 'touch';
      const begun: Drag = {
        visitId,
        element,
        pointerId: event.pointerId,
        touch,
        x: event.clientX,
        y: event.clientY,
        atX: event.clientX,
        atY: event.clientY,
        scrollLeft: scroller?.scrollLeft ?? 0,
        scrollTop: scroller?.scrollTop ?? 0,
        dayPx: lane.getBoundingClientRect().width / now.current.board.days,
        begun: false,
        target: undefined,
      };
      drag.current = begun;
      if (!touch) return;
      timers.current.hold = setTimeout(() => {
        if (drag.current !== begun) return;
        begin(begun);
        place(begun);
      }, HOLD_MS);
    },
    onPointerMove(event: PointerEvent<HTMLElement>) {
      const current = drag.current;
      if (current === undefined || event.pointerId !== current.pointerId) return;
      current.atX = event.clientX;
      current.atY = event.clientY;
      if (!current.begun) {
        const moved = Math.hypot(current.atX - current.x, current.atY - current.y);
        if (current.touch) {
          if (moved > HOLD_WITHIN_PX) stop();
          return;
        }
        if (moved < MOVED_AT_PX) return;
        begin(current);
      }
      place(current);
    },
    onPointerUp(event: PointerEvent<HTMLElement>) {
      const current = drag.current;
      if (current === undefined || event.pointerId !== current.pointerId) return;
      const { begun, target, visitId } = current;
      stop();
      const visit = barOn(now.current.board, visitId)?.visit;
      if (!begun || target === undefined || visit === undefined) return;
      if (target.truckId === visit.truckId && target.firstDay === visit.firstDay) return;
      now.current.onDrop(visitId, target);
    },
    onPointerCancel: stop,
  };
}

/** How far to scroll in this frame: less than nothing towards the beginning. */
function pull(at: number, from: number, to: number): number {
  const near = (distance: number) => Math.min(1, Math.max(0, (EDGE_PX - distance) / EDGE_PX));
  return Math.round(EDGE_PX_A_FRAME_MAX * (near(to - at) - near(at - from)));
}

function laneAt(x: number, y: number): HTMLElement | undefined {
  for (const element of document.elementsFromPoint(x, y)) {
    if (element instanceof HTMLElement && element.dataset.truck !== undefined) return element;
  }
  return undefined;
}

let lit: HTMLElement | undefined;
function lightLane(lane: HTMLElement | undefined): void {
  if (lit === lane) return;
  lit?.classList.remove('board-lane-lit');
  lit = lane;
  lane?.classList.add('board-lane-lit');
}
