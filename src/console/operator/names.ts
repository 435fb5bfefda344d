/**
 * Names leave the phone as soon as nobody needs them here: a shared phone in a pocket is no place for a list of who learns what. A cohort's
 * roster stays while it has a class to come, one whose report is not counted yet, or exam results to be sent. Pure.
 */
import type { OperatorPack } from '@digitruck/contract/operator';
import { classesOf } from '../../energy/timetable.ts';
import { addDays, localDayOf } from '../../kernel/zone.ts';
import { type Kept, stepOf } from './outbox/kept.ts';

/** A roster this old has been learnt by heart, or is of another truck by now. */
const OLD_DAYS = 14;
/** A class may be reported so long after it. */
const LATE_DAYS = 3;

export function withoutNames(
  pack: OperatorPack,
  kept: readonly Kept[],
  nowMs: number,
  /** Cohorts whose exam results have not been sent. */
  examsWait: readonly string[] = [],
): OperatorPack {
  const today = localDayOf(nowMs, pack.timeZone);
  const old = Date.parse(pack.madeAt) < nowMs - OLD_DAYS * 86_400_000;
  let changed = false;
  const cohorts = pack.cohorts.map((cohort) => {
    if (cohort.roster === null || cohort.roster.length === 0) return cohort;
    const mine = kept.filter(({ report }) => report.cohortId === cohort.cohortId);
    const uncounted = mine.some((each) => stepOf(each) !== 'counted' && each.report.state !== 'withdrawn');
    const visit = pack.visits.find(({ visitId }) => visitId === cohort.visitId);
    const counted = new Set(mine.map(({ report }) => Date.parse(report.plannedStartsAt ?? '')));
    const toCome =
      visit !== undefined &&
      classesOf(visit, addDays(today, -LATE_DAYS), visit.lastDay, pack.timeZone).some(
        ({ startsAt }) => !counted.has(Date.parse(startsAt)),
      );
    if (uncounted || (toCome && !old) || examsWait.includes(cohort.cohortId)) return cohort;
    changed = true;
    return { ...cohort, roster: [] };
  });
  return changed ? { ...pack, cohorts } : pack;
}
