/** What would follow from an edit, before it is made; or why it cannot be made. Leaving it puts the visit back. */
import type { PlanEdited } from '@digitruck/contract/plans';
import { useMemo } from 'react';
import { useFormat, useText } from '../../shared/i18n/language.tsx';
import { planText } from '../../shared/i18n/plan.ts';
import { uiText } from '../../shared/i18n/ui.ts';
import { Button } from '../../shared/ui/button.tsx';
import { Dialog, DialogActions } from '../../shared/ui/dialog.tsx';
import { Icon } from '../../shared/ui/icon.tsx';
import { Skeleton, useDescribe } from '../../shared/ui/states.tsx';
import { ReasonList } from './reason-list.tsx';
import { ScoreTable } from './score-table.tsx';
import type { Asked, Edits, Question } from './use-edits.ts';

export function EditDialog({ asked, edits }: { readonly asked: Asked; readonly edits: Edits }) {
  const t = useText(planText);
  const ui = useText(uiText);
  const format = useFormat();
  const describe = useDescribe();
  const { question, answer } = asked;
  const home = useHome(question);
  const site = question.kind === 'add' ? question.request.site.name : question.visit.site.name;
  const titles = { move: t.moveTitle(site), drop: t.dropTitle(site), add: t.addTitle(site) };
  const verbs = { move: t.doMove, drop: t.doDrop, add: t.doAdd };
  const day = (date: string) => format.day(date, 'UTC');
  const refused = answer.state === 'refused';
  return (
    <Dialog
      open
      onOpenChange={(open) => open || edits.leave()}
      title={refused ? t.notPossible : titles[question.kind]}
      home={home}
    >
      {question.kind === 'drop' ? null : (
        <p className="plan-target">
          <strong>{t.toTruck(question.to.truckId, day(question.to.firstDay))}</strong>
          {question.kind === 'move' ? (
            <span className="muted">
              {' '}
              {t.fromTruck(question.visit.truckId, day(question.visit.firstDay))}
            </span>
          ) : null}
        </p>
      )}
      {answer.state === 'checking' ? <Skeleton lines={4} label={t.checking} /> : null}
      {answer.state === 'possible' ? <Consequences edited={answer.edited} /> : null}
      {answer.state === 'refused' ? (
        <>
          {answer.reasons.length === 0 ? (
            <p>{describe(answer.failure)}</p>
          ) : (
            <ReasonList reasons={answer.reasons} />
          )}
          {question.kind === 'add' ? null : <p className="muted">{t.itStays}</p>}
        </>
      ) : null}
      <DialogActions>
        <Button onClick={edits.leave}>{refused ? ui.close : ui.cancel}</Button>
        {refused ? null : (
          <Button
            kind={question.kind === 'drop' ? 'danger' : 'primary'}
            busy={edits.busy || answer.state === 'checking'}
            onClick={edits.confirm}
          >
            {verbs[question.kind]}
          </Button>
        )}
      </DialogActions>
    </Dialog>
  );
}

function Consequences({ edited }: { readonly edited: PlanEdited }) {
  const t = useText(planText);
  const format = useFormat();
  const { affected } = edited;
  return (
    <section className="stack" aria-label={t.consequences}>
      {affected.length === 0 ? (
        <p className="plan-calm">
          <Icon name="check" /> {t.noOthers}
        </p>
      ) : (
        <div>
          <p>
            <Icon name="warning" /> {t.othersMove(affected.length)}
          </p>
          <ul className="plan-affected">
            {affected.map(({ visitId, site, what, firstDay }) => {
              const day = format.day(firstDay, 'UTC');
              return (
                <li key={visitId}>
                  {what === 'moved'
                    ? t.wouldMove(site, day)
                    : what === 'dropped'
                      ? t.wouldDrop(site)
                      : t.wouldAdd(site, day)}
                </li>
              );
            })}
          </ul>
        </div>
      )}
      <ScoreTable caption={t.consequences} before={edited.before} after={edited.after} />
    </section>
  );
}

/** Where the focus goes afterwards: to the visit, wherever its bar is by then. */
function useHome(question: Question) {
  const visitId = question.kind === 'add' ? undefined : question.visit.visitId;
  const requestId = question.kind === 'add' ? question.request.requestId : question.visit.requestId;
  return useMemo(
    () => ({
      get current(): HTMLElement | null {
        const bar =
          visitId === undefined ? null : document.querySelector<HTMLElement>(`[data-visit="${visitId}"]`);
        return (
          bar ??
          document.querySelector<HTMLElement>(`[data-request="${requestId}"]`) ??
          document.querySelector<HTMLElement>('.board-scroll, .truck-plan')
        );
      },
    }),
    [visitId, requestId],
  );
}
