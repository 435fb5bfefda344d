/**
 * Dragging a bar with the pointer. While it moves only the bar's own element and a hint are touched, no React; what is let go of is told
 * once, as a place. A press without a move is a click, Escape and a lost pointer put it back.
 */
import { type PointerEvent, type RefObject, useEffect, useRef } from 'react';
import { type Board, barOn, landing, type Target } from './board-model.ts';

const MOVED_AT_PX = 4;

type Drag = {
  readonly visitId: string;
  readonly element: HTMLElement;
  readonly pointerId: number;
  readonly x: number;
  readonly y: number;
  readonly dayPx: number;
  begun: boolean;
  target: Target | undefined;
};

export function useDrag(options: {
  readonly board: Board;
  readonly hint: RefObject<HTMLElement | null>;
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

  const stop = () => {
    const current = drag.current;
    drag.current = undefined;
    if (current === undefined) return;
    current.element.style.translate = '';
    current.element.classList.remove('bar-dragged');
    const hint = now.current.hint.current;
    if (hint !== null) hint.hidden = true;
    lightLane(undefined);
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
      drag.current = {
        visitId,
        element,
        pointerId: event.pointerId,
        x: event.clientX,
        y: event.clientY,
        dayPx: lane.getBoundingClientRect().width / now.current.board.days,
        begun: false,
        target: undefined,
      };
    },
    onPointerMove(event: PointerEvent<HTMLElement>) {
      const current = drag.current;
      if (current === undefined || event.pointerId !== current.pointerId) return;
      const dx = event.clientX - current.x;
      const dy = event.clientY - current.y;
      if (!current.begun) {
        if (Math.hypot(dx, dy) < MOVED_AT_PX) return;
        current.begun = true;
        current.element.classList.add('bar-dragged');
        current.element.setPointerCapture(current.pointerId);
      }
      current.element.style.translate = `${dx}px ${dy}px`;
      const lane = laneAt(event.clientX, event.clientY);
      const bar = barOn(now.current.board, current.visitId);
      current.target =
        lane?.dataset.truck === undefined || bar === undefined
          ? undefined
          : landing(now.current.board, bar, Math.round(dx / current.dayPx), lane.dataset.truck);
      lightLane(current.target === undefined ? undefined : lane);
      const hint = now.current.hint.current;
      if (hint === null) return;
      hint.hidden = current.target === undefined;
      hint.style.translate = `${event.clientX + 14}px ${event.clientY + 16}px`;
      if (current.target !== undefined) hint.textContent = now.current.sayAt(current.target);
    },
    onPointerUp(event: PointerEvent<HTMLElement>) {
      const current = drag.current;
      if (current === undefined || event.pointerId !== current.pointerId) return;
      const { begun, target, visitId } = current;
      dragged.current = begun;
      stop();
      const visit = barOn(now.current.board, visitId)?.visit;
      if (!begun || target === undefined || visit === undefined) return;
      if (target.truckId === visit.truckId && target.firstDay === visit.firstDay) return;
      now.current.onDrop(visitId, target);
    },
    onPointerCancel: stop,
  };
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
