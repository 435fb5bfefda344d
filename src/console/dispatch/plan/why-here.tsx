/** Why a visit stands where it does: who put or keeps it there, and what that is left out it beat, by how much. */
import type { PlanVisit } from '@digitruck/contract/plans';
import { useFormat, useText } from '../../shared/i18n/language.tsx';
import { planNotesText } from '../../shared/i18n/plan-notes.ts';
import { Answered } from '../../shared/ui/answered.tsx';
import { Skeleton } from '../../shared/ui/states.tsx';
import { useWhyHere } from './queries.ts';

const SHOWN_MAX = 4;

export function WhyHere(props: {
  readonly planId: string;
  readonly version: number;
  readonly visit: PlanVisit;
}) {
  const { visit } = props;
  const t = useText(planNotesText);
  const format = useFormat();
  const why = useWhyHere(props.planId, visit.visitId, props.version);
  const stays = visit.frozen ? t.isFrozen : visit.pinned ? t.isPinned : undefined;
  return (
    <div className="stack">
      <h3>{t.beatTitle}</h3>
      {stays === undefined ? null : <p>{stays}</p>}
      <Answered query={why} skeleton={<Skeleton lines={2} />}>
        {(data) =>
          data.beat.length === 0 ? (
            <p>{data.alone ? t.alone : t.nothingBeaten}</p>
          ) : (
            <>
              <ul className="plan-reasons">
                {data.beat.slice(0, SHOWN_MAX).map(({ requestId, site, learnersExpected, lessBy }) => (
                  <li key={requestId}>{t.beat(site.name, learnersExpected, format.number(lessBy, 1))}</li>
                ))}
              </ul>
              <p className="muted small">{t.beatWhy}</p>
            </>
          )
        }
      </Answered>
    </div>
  );
}
