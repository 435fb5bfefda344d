/** What the rules say of this truck now. */
import { Link } from 'wouter';
import { failureOf } from '../../shared/http.ts';
import { alertsText } from '../../shared/i18n/alerts.ts';
import { useText } from '../../shared/i18n/language.tsx';
import { Card } from '../../shared/ui/card.tsx';
import { ErrorState, Skeleton } from '../../shared/ui/states.tsx';
import { AlertFactsLine } from '../alerts/alert-item.tsx';
import { inTrees } from '../alerts/grouped.ts';
import { useAlerts } from '../alerts/queries.ts';
import { SeveritySign } from '../alerts/severity-sign.tsx';

const SHOWN_MAX = 20;

export function AlertsCard({ truckId, nowMs }: { readonly truckId: string; readonly nowMs: number }) {
  const t = useText(alertsText);
  const alerts = useAlerts({ state: 'open', truckId: truckId as never }, { limit: SHOWN_MAX });
  return (
    <Card
      title={t.ofTruck}
      actions={
        <Link className="small" href={`/alerts?tab=past&truckId=${truckId}`}>
          {t.allOfTruck}
        </Link>
      }
    >
      {alerts.data === undefined ? (
        alerts.isError ? (
          <ErrorState
            title={t.failed}
            failure={failureOf(alerts.error)}
            onRetry={() => alerts.refetch()}
            retrying={alerts.isFetching}
          />
        ) : (
          <Skeleton lines={2} />
        )
      ) : alerts.data.items.length === 0 ? (
        <p className="muted small">{t.noneOfTruckWhy}</p>
      ) : (
        <ul className="plain-list">
          {inTrees(alerts.data.items).flatMap(({ alert, explained }) =>
            [alert, ...explained].map((each) => (
              <li key={each.alertId} className="truck-alert">
                <SeveritySign severity={each.severity} />
                <div>
                  <p>
                    <Link href={`/alerts/${each.alertId}`}>
                      <strong>{each.words.title}</strong>
                    </Link>
                  </p>
                  <AlertFactsLine alert={each} nowMs={nowMs} />
                </div>
              </li>
            )),
          )}
        </ul>
      )}
    </Card>
  );
}
