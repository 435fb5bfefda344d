/** The plan as lists by truck: what a phone shows instead of the board, and what is printed. */
import type { PlanVisit } from '@digitruck/contract/plans';
import { useFormat, useText } from '../../shared/i18n/language.tsx';
import { planText } from '../../shared/i18n/plan.ts';
import { Badge } from '../../shared/ui/badge.tsx';
import { Icon } from '../../shared/ui/icon.tsx';
import type { Board } from './board-model.ts';

export function TruckPlan({
  board,
  onOpen,
}: {
  readonly board: Board;
  readonly onOpen?: (visit: PlanVisit) => void;
}) {
  const t = useText(planText);
  const format = useFormat();
  const day = (date: string) => format.day(date, 'UTC');
  return (
    <div className="truck-plan" tabIndex={-1}>
      {board.rows.map(({ truckId, name, bars, km }) => (
        <section key={truckId} className="card truck-stops" aria-label={truckId}>
          <h2>
            {truckId} {name === truckId ? null : <span className="muted">{name}</span>}
            <span className="muted small">
              {bars.length === 0
                ? t.noVisits
                : t.truckSum(format.number(bars.length), format.unit(km, 'km', 0))}
            </span>
          </h2>
          {bars.length === 0 ? null : (
            <ol>
              {bars.map(({ visit }) => (
                <li key={visit.visitId}>
                  <p>
                    {onOpen === undefined ? (
                      <strong>{visit.site.name}</strong>
                    ) : (
                      <button
                        type="button"
                        className="stop-button"
                        data-visit={visit.visitId}
                        onClick={() => onOpen(visit)}
                      >
                        {visit.site.name}
                      </button>
                    )}{' '}
                    {visit.change === 'kept' ? null : (
                      <Badge tone={visit.change === 'new' ? 'info' : 'warn'}>
                        {visit.change === 'new' ? t.isNew : t.isMoved}
                      </Badge>
                    )}
                    {visit.pinned ? (
                      <Badge>
                        <Icon name="pin" size={12} /> {t.pinned}
                      </Badge>
                    ) : null}
                  </p>
                  <p className="small">{t.days(day(visit.firstDay), day(visit.lastDay))}</p>
                  <p className="small muted">
                    {[
                      visit.site.county,
                      visit.course,
                      t.learners(Math.round(visit.learners)),
                      t.travel(format.unit(visit.km, 'km', 0)),
                      visit.leastChargePct === null
                        ? t.chargeUnknown
                        : t.charge(format.percent(visit.leastChargePct)),
                    ].join(' · ')}
                  </p>
                </li>
              ))}
            </ol>
          )}
        </section>
      ))}
    </div>
  );
}
