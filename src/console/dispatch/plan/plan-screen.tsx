/** One plan: its numbers, the board (on a phone lists by truck), what is left out, the map, a comparison, and the way to publish it. */
import type { Plan, PlanVisit } from '@digitruck/contract/plans';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useSearchParams } from 'wouter';
import { failureOf } from '../../shared/http.ts';
import { useText } from '../../shared/i18n/language.tsx';
import { planText } from '../../shared/i18n/plan.ts';
import { useLive } from '../../shared/live.tsx';
import { useMay } from '../../shared/me.ts';
import { ErrorState, Skeleton } from '../../shared/ui/states.tsx';
import { type Tab, Tabs } from '../../shared/ui/tabs.tsx';
import { useWide } from '../../shared/use-wide.ts';
import { useToday } from '../sites/today.ts';
import { Board } from './board.tsx';
import { type Board as BoardModel, boardOf, type NamedTruck } from './board-model.ts';
import { Compare } from './compare.tsx';
import { MarkDialog } from './disruptions/mark-dialog.tsx';
import { NotObeyed } from './disruptions/not-obeyed.tsx';
import { useMarking } from './disruptions/use-marking.ts';
import { EditDialog } from './edit-dialog.tsx';
import { Headline, Progress } from './headline.tsx';
import { Hosts } from './hosts.tsx';
import { LeftOut } from './left-out.tsx';
import { Notes } from './notes.tsx';
import { Head } from './plan-head.tsx';
import { PublishDialog } from './publish-dialog.tsx';
import { isSolving, usePlan } from './queries.ts';
import { RouteMap } from './route-map.tsx';
import { TruckPlan } from './truck-plan.tsx';
import { type Edits, useEdits } from './use-edits.ts';
import { usePeek } from './use-peek.ts';
import { usePrinting } from './use-printing.ts';
import { VisitDialog } from './visit-dialog.tsx';

const WEEKS_SHOWN = [4, 12, 26] as const;

export function PlanScreen({ planId }: { readonly planId: string }) {
  const t = useText(planText);
  const plan = usePlan(planId);
  if (plan.data !== undefined) return <LoadedPlan plan={plan.data} />;
  return (
    <div className="page">
      <h1 className="hidden-text">{t.title}</h1>
      {plan.isError ? (
        <ErrorState
          level={2}
          failure={failureOf(plan.error)}
          stillWorks={t.stillWorks}
          onRetry={() => plan.refetch()}
          retrying={plan.isFetching}
        />
      ) : (
        <>
          <Skeleton height={30} />
          <Skeleton height={66} />
          <Skeleton lines={9} height={40} />
        </>
      )}
    </div>
  );
}

function LoadedPlan({ plan }: { readonly plan: Plan }) {
  const t = useText(planText);
  const edits = useEdits(plan);
  const mayPlan = useMay('coordinator');
  const mayEdit = mayPlan && plan.state === 'draft' && !isSolving(plan) && plan.job.state !== 'failed';
  const trucks = useTrucks(plan);
  const drawn = useRef<BoardModel>(undefined);
  const board = useMemo(() => {
    drawn.current = boardOf(plan, trucks, drawn.current);
    return drawn.current;
  }, [plan, trucks]);
  const [search, setSearch] = useSearchParams();
  const [opened, setOpened] = useState<string>();
  const [publishing, setPublishing] = useState(false);
  const marking = useMarking();
  const visit = plan.visits.find(({ visitId }) => visitId === opened);
  const set = (name: string, value: string) =>
    setSearch(
      (old) => {
        const next = new URLSearchParams(old);
        if (value === '') next.delete(name);
        else next.set(name, value);
        return next;
      },
      { replace: true },
    );
  useUndoKeys(plan, edits, mayEdit);
  const made = plan.visits.length > 0 || (!isSolving(plan) && plan.job.state !== 'failed');
  const tabs: Tab[] = [
    {
      key: 'board',
      label: t.board,
      content: (
        <BoardTab
          plan={plan}
          board={board}
          trucks={trucks}
          mayEdit={mayEdit}
          edits={edits}
          onOpen={({ visitId }) => setOpened(visitId)}
        />
      ),
    },
    { key: 'map', label: t.map, content: <RouteMap board={board} /> },
    {
      key: 'compare',
      label: t.compare,
      content: (
        <Compare
          plan={plan}
          otherId={search.get('with')}
          trucks={trucks}
          onChoose={(planId) => set('with', planId)}
          onPublish={mayEdit ? () => setPublishing(true) : undefined}
        />
      ),
    },
    {
      key: 'hosts',
      label: t.hosts,
      content: (
        <div className="stack">
          <Hosts planId={plan.planId} version={plan.version} />
        </div>
      ),
    },
  ];
  const view = search.get('view');
  return (
    <div className="page plan-page">
      <Head
        plan={plan}
        edits={edits}
        mayEdit={mayEdit}
        mayPlan={mayPlan}
        onHappened={() => marking.open({})}
        onPublish={() => setPublishing(true)}
      />
      {plan.state === 'draft' && !isSolving(plan) ? <NotObeyed plan={plan} /> : null}
      <Progress plan={plan} mayStop={mayPlan} />
      {plan.job.state === 'failed' && plan.visits.length === 0 ? null : <Headline plan={plan} />}
      {made ? (
        <Tabs
          label={t.views}
          tabs={tabs}
          value={tabs.some(({ key }) => key === view) ? (view ?? undefined) : 'board'}
          onChange={(key) => set('view', key === 'board' ? '' : key)}
        />
      ) : isSolving(plan) ? (
        <Skeleton lines={6} height={40} label={t.searching} />
      ) : null}
      <Notes notes={plan.notes} />
      {visit === undefined ? null : (
        <VisitDialog
          plan={plan}
          visit={visit}
          trucks={trucks}
          mayEdit={mayEdit}
          edits={edits}
          onCancels={() => {
            setOpened(undefined);
            marking.open({
              kind: 'site-cancels',
              visit: { visitId: visit.visitId, site: visit.site.name },
            });
          }}
          onClose={() => setOpened(undefined)}
        />
      )}
      {marking.preset === undefined || !mayPlan ? null : (
        <MarkDialog preset={marking.preset} onClose={marking.close} />
      )}
      {edits.asked === undefined ? null : <EditDialog asked={edits.asked} edits={edits} />}
      {publishing ? (
        <PublishDialog
          plan={plan}
          onClose={() => setPublishing(false)}
          onPublished={() => {
            setPublishing(false);
            set('view', 'hosts');
          }}
        />
      ) : null}
    </div>
  );
}

function BoardTab(props: {
  readonly plan: Plan;
  readonly board: BoardModel;
  readonly trucks: readonly NamedTruck[];
  readonly mayEdit: boolean;
  readonly edits: Edits;
  readonly onOpen: (visit: PlanVisit) => void;
}) {
  const { plan, board, edits, mayEdit } = props;
  const t = useText(planText);
  const today = useToday();
  const wide = useWide();
  const printing = usePrinting();
  const [weeks, setWeeks] = useState<number>(12);
  const question = edits.asked?.question;
  const peek = usePeek(edits);
  const asked = useMemo(
    () => (question?.kind === 'move' ? { visitId: question.visit.visitId, to: question.to } : undefined),
    [question],
  );
  if (printing) return <TruckPlan board={board} />;
  return (
    <div className="plan-columns">
      {wide ? (
        <section className="card board-card" aria-label={t.board}>
          <fieldset className="plan-zoom">
            <legend className="hidden-text">{t.weeksShown}</legend>
            {WEEKS_SHOWN.map((n) => (
              <label key={n}>
                <input type="radio" name="weeks" checked={weeks === n} onChange={() => setWeeks(n)} />
                <span>{t.weeksOf(n)}</span>
              </label>
            ))}
          </fieldset>
          <Board
            plan={plan}
            board={board}
            today={today}
            weeks={weeks}
            mayEdit={mayEdit}
            asked={asked}
            onOpen={props.onOpen}
            onMove={(visit, to, peeked) => void edits.ask({ kind: 'move', visit, to }, peeked?.answer)}
            peek={mayEdit ? peek : undefined}
            onPin={(visit) => void edits.pin(visit, !visit.pinned)}
            onDrop={(visit) => void edits.ask({ kind: 'drop', visit })}
          />
        </section>
      ) : (
        <TruckPlan board={board} onOpen={props.onOpen} />
      )}
      <LeftOut plan={plan} trucks={props.trucks} mayEdit={mayEdit} edits={edits} />
    </div>
  );
}

/** Every truck of the fleet and of the plan; kept the same object while nothing about them changes, so that the board is not made anew. */
function useTrucks(plan: Plan): readonly NamedTruck[] {
  const fleet = useLive().fleet?.trucks;
  const key = JSON.stringify([
    ...(fleet ?? []).map(({ truckId, name }) => [truckId, name]),
    ...new Set(plan.visits.map(({ truckId }) => truckId)),
  ]);
  return useMemo(() => {
    const named = new Map<string, string>();
    for (const entry of JSON.parse(key) as (string | [string, string])[]) {
      const [truckId, name] = typeof entry === 'string' ? [entry, entry] : entry;
      if (!named.has(truckId)) named.set(truckId, name);
    }
    return [...named]
      .map(([truckId, name]) => ({ truckId, name }))
      .sort((a, b) => a.truckId.localeCompare(b.truckId, 'en', { numeric: true }));
  }, [key]);
}

/** Ctrl+Z and Ctrl+Shift+Z, but not while somebody writes. */
function useUndoKeys(plan: Plan, edits: Edits, mayEdit: boolean): void {
  useEffect(() => {
    if (!mayEdit) return;
    const onKey = (event: KeyboardEvent) => {
      const within =
        event.target instanceof Element ? event.target.closest('input, textarea, [role="dialog"]') : null;
      if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== 'z' || within !== null) return;
      event.preventDefault();
      if (event.shiftKey ? plan.canRedo : plan.canUndo) void edits.step(event.shiftKey ? 'redo' : 'undo');
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [plan.canUndo, plan.canRedo, edits, mayEdit]);
}
