/**
 * The board: trucks down, days across, visits as bars. One of the bars is reached by Tab, arrows go on from there. Moved by keyboard, a
 * visit stands in its new place for now, until Enter drops it or Escape puts it back; dragged, it is dropped when let go.
 */
// biome-ignore-all lint/a11y/useSemanticElements: a grid with bars of any length is no table
import './board.css';
import type { Plan, PlanVisit } from '@digitruck/contract/plans';
import {
  type CSSProperties,
  type KeyboardEvent,
  type Ref,
  useImperativeHandle,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import { useFormat, useText } from '../../shared/i18n/language.tsx';
import { planText } from '../../shared/i18n/plan.ts';
import { useAnnouncer } from '../../shared/ui/announcer.tsx';
import { BoardAxis } from './board-axis.tsx';
import {
  type Arrow,
  type Board as BoardModel,
  barOn,
  neighbour,
  stepFrom,
  type Target,
  withGhost,
} from './board-model.ts';
import type { Mark } from './board-row.tsx';
import { BoardRows } from './board-rows.tsx';
import { ROW_PX } from './board-window.ts';
import { dayNumber, weekdayOf } from './days.ts';
import { dragPeek, type Peek } from './drag-peek.ts';
import { useDrag } from './use-drag.ts';
import type { Answer } from './use-edits.ts';

const ARROWS: Readonly<Record<string, Arrow>> = {
  ArrowLeft: 'left',
  ArrowRight: 'right',
  ArrowUp: 'up',
  ArrowDown: 'down',
};
const SATURDAY = 5;
/** Up to so many days at a glance a day is wide enough for more words. */
const NEAR_DAYS_MAX = 42;
const MIDDLING_DAYS_MAX = 126;

/** What would follow from a move, told while the bar is still in the hand. */
export type Peeked = { readonly possible: boolean; readonly words: string; readonly answer: Answer };
export type BoardHandlers = {
  readonly onOpen: (visit: PlanVisit) => void;
  /** @param peeked what was told of this very move while it was dragged there */
  readonly onMove: (visit: PlanVisit, to: Target, peeked?: Peeked) => void;
  readonly onPin: (visit: PlanVisit) => void;
  readonly onDrop: (visit: PlanVisit) => void;
};

export type BoardHandle = {
  /** Brings a visit into view and gives it the focus. */
  readonly focus: (visitId: string) => void;
};

export function Board(
  props: BoardHandlers & {
    readonly plan: Plan;
    readonly board: BoardModel;
    readonly today: string;
    readonly weeks: number;
    readonly mayEdit: boolean;
    /** A visit that is being asked about: it is shown where it would stand. */
    readonly asked: { readonly visitId: string; readonly to: Target } | undefined;
    readonly label?: string;
    /** How each visit differs from another plan's; where given, those that don't are paler. */
    readonly marks?: ReadonlyMap<string, Mark>;
    readonly help?: string;
    readonly onScroll?: () => void;
    readonly peek?: (visit: PlanVisit, to: Target) => Promise<Peeked | undefined>;
    readonly ref?: Ref<BoardHandle>;
  },
) {
  const { plan, mayEdit, asked, weeks } = props;
  const t = useText(planText);
  const label = props.label ?? t.boardLabel;
  const format = useFormat();
  const { announce } = useAnnouncer();
  const grid = useRef<HTMLDivElement>(null);
  const scroller = useRef<HTMLDivElement>(null);
  const rows = useRef<HTMLDivElement>(null);
  const hand = useRef<HTMLDivElement>(null);
  const landing = useRef<HTMLDivElement>(null);
  const hint = useRef<HTMLDivElement>(null);
  const peeking = useRef<Peek<Peeked | undefined>>(undefined);
  const [activeId, setActiveId] = useState<string>();
  const [held, setHeld] = useState<{ readonly visitId: string; readonly to: Target }>();
  /** A bar that changes rows is another element, and one far off is drawn first: the focus follows it. */
  const follow = useRef<string>(undefined);

  const ghost = asked ?? held;
  const board = useMemo(
    () => (ghost === undefined ? props.board : withGhost(props.board, ghost.visitId, ghost.to)),
    [props.board, ghost],
  );
  const first = props.board.rows.find(({ bars }) => bars.length > 0)?.bars[0]?.visit.visitId;
  const active = activeId !== undefined && barOn(board, activeId) !== undefined ? activeId : first;
  const elementOf = (visitId: string) =>
    grid.current?.querySelector<HTMLElement>(`[data-visit="${visitId}"]`);

  const goTo = (visitId: string) => {
    const element = elementOf(visitId);
    if (element !== document.activeElement) element?.focus({ preventScroll: true });
    element?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: the board's change is what may have taken the focused element away
  useLayoutEffect(() => {
    if (follow.current !== undefined) goTo(follow.current);
  }, [board, active]);

  const day = (date: string) => format.day(date, 'UTC');
  const visitOf = (visitId: string) => barOn(props.board, visitId)?.visit;
  const mayMove = (visitId: string) => mayEdit && asked === undefined && visitOf(visitId)?.frozen === false;
  const tell = (part: 0 | 1, words: string, tone = '') => {
    const line = hint.current?.children[part];
    if (line === undefined) return;
    line.textContent = words;
    line.className = tone;
  };
  const drag = useDrag({
    board: props.board,
    rows,
    hand,
    landing,
    hint,
    scroller,
    mayMove,
    onOver: ({ visit }, to) => {
      if (to !== undefined) tell(0, `${to.truckId} · ${day(to.firstDay)}`);
      const { peek } = props;
      if (peek === undefined) return;
      peeking.current ??= dragPeek({
        ask: (there) => peek(visit, there),
        show: (peeked) => tell(1, peeked?.words ?? '', peeked?.possible === false ? 'hint-no' : 'hint-yes'),
      });
      const stays = to?.truckId === visit.truckId && to.firstDay === visit.firstDay;
      peeking.current.over(stays ? undefined : to);
    },
    onDrop: (visitId, to) => {
      const visit = visitOf(visitId);
      if (visit !== undefined) props.onMove(visit, to, peeking.current?.answerAt(to));
    },
    onEnd: () => {
      peeking.current?.end();
      peeking.current = undefined;
    },
  });

  const focus = (visitId: string) => {
    follow.current = elementOf(visitId) === null ? visitId : undefined;
    setActiveId(visitId);
    if (follow.current === undefined) goTo(visitId);
  };
  useImperativeHandle(props.ref, () => ({ focus }));
  const carry = (visit: PlanVisit, arrow: Arrow) => {
    if (visit.frozen) return announce(t.isFrozen(visit.site.name));
    if (!mayEdit) return announce(t.readOnly);
    const from =
      held?.visitId === visit.visitId ? held.to : { truckId: visit.truckId, firstDay: visit.firstDay };
    const to = stepFrom(props.board, from, arrow);
    if (to === undefined) return announce(t.outside);
    follow.current = visit.visitId;
    setHeld({ visitId: visit.visitId, to });
    announce(t.wouldStand(visit.site.name, to.truckId, day(to.firstDay)));
  };
  const letGo = (visit: PlanVisit) => {
    setHeld(undefined);
    if (held === undefined) return;
    const { to } = held;
    if (to.truckId === visit.truckId && to.firstDay === visit.firstDay) announce(t.putBack(visit.site.name));
    else props.onMove(visit, to);
  };

  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    const visitId = (event.target as HTMLElement).dataset.visit;
    const visit = visitId === undefined ? undefined : visitOf(visitId);
    if (visit === undefined) return;
    const arrow = ARROWS[event.key];
    const holds = held?.visitId === visit.visitId;
    if (arrow !== undefined && event.altKey) carry(visit, arrow);
    else if (arrow !== undefined) {
      if (holds) setHeld(undefined);
      const next = neighbour(props.board, visit.visitId, arrow);
      if (next !== undefined) focus(next);
    } else if (event.key === 'Enter' || event.key === ' ') {
      if (holds) letGo(visit);
      else props.onOpen(visit);
    } else if (event.key === 'Escape' && holds) {
      setHeld(undefined);
      announce(t.putBack(visit.site.name));
    } else if (event.key.toLowerCase() === 'p' && mayEdit && !event.ctrlKey && !event.metaKey)
      props.onPin(visit);
    else if (event.key === 'Delete' && mayEdit) {
      if (visit.frozen) announce(t.isFrozen(visit.site.name));
      else props.onDrop(visit);
    } else return;
    event.preventDefault();
  };

  const { days } = props.board;
  const shown = Math.min(days, weeks * 7);
  const style = {
    '--row': `${ROW_PX}px`,
    '--days': days,
    '--shown': shown,
    '--saturday': (SATURDAY - weekdayOf(props.board.first) + 7) % 7,
    '--today': dayNumber(props.today) - props.board.first,
    '--frozen': Math.max(0, Math.min(days, dayNumber(plan.frozenBefore) - props.board.first)),
  } as CSSProperties;
  const over = useMemo(
    () => (
      <div aria-hidden="true">
        <div ref={landing} className="board-landing" hidden />
        <div ref={hand} />
      </div>
    ),
    [],
  );
  return (
    <div className="board">
      <div
        ref={scroller}
        className="board-scroll"
        role="region"
        aria-label={label}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is scrolled by the keyboard too
        tabIndex={0}
        onScroll={props.onScroll}
      >
        <div
          ref={grid}
          className="board-grid"
          style={style}
          data-zoom={shown <= NEAR_DAYS_MAX ? 'near' : shown <= MIDDLING_DAYS_MAX ? 'middling' : 'far'}
          role="grid"
          tabIndex={-1}
          aria-label={label}
          aria-rowcount={board.rows.length + 1}
          aria-readonly={!mayEdit}
          onKeyDown={onKeyDown}
          onFocus={({ target }) => {
            const visitId = target.dataset.visit;
            if (visitId === undefined) return;
            // Who goes elsewhere is not led back.
            if (follow.current !== visitId) follow.current = undefined;
            setActiveId(visitId);
          }}
          onClick={({ target }) => {
            const visitId = (target as Element).closest<HTMLElement>('[data-visit]')?.dataset.visit;
            const visit = visitId === undefined || drag.wasDragged() ? undefined : visitOf(visitId);
            if (visit !== undefined) props.onOpen(visit);
          }}
          onPointerDown={drag.onPointerDown}
          onPointerMove={drag.onPointerMove}
          onPointerUp={drag.onPointerUp}
          onPointerCancel={drag.onPointerCancel}
        >
          <BoardAxis board={props.board} today={props.today} weeks={weeks} />
          <BoardRows
            rows={board.rows}
            scroller={scroller}
            rowsRef={rows}
            over={over}
            activeId={active}
            ghostId={ghost?.visitId}
            movable={mayEdit}
            marks={props.marks}
          />
        </div>
      </div>
      <div ref={hint} className="board-hint" hidden aria-hidden="true">
        <p />
        <p />
      </div>
      <p className="board-help muted small no-print">
        {plan.frozenBefore > plan.from ? `${capital(t.frozenUntil(day(plan.frozenBefore)))}. ` : ''}
        {props.help ?? (mayEdit ? t.boardHelp : t.boardReadOnly)}
      </p>
    </div>
  );
}

function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
