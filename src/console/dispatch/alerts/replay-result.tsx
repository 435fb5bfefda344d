/** The difference between two runs of the rules over the same past: alerts new, gone, earlier, later. */
import type { RuleReplayResult } from '@digitruck/contract/alerts';
import { Link } from 'wouter';
import { alertRulesText } from '../../shared/i18n/alert-rules.ts';
import { alertsText } from '../../shared/i18n/alerts.ts';
import { useFormat, useText } from '../../shared/i18n/language.tsx';
import { Badge, type Tone } from '../../shared/ui/badge.tsx';
import { BigNumber, BigNumbers, Card } from '../../shared/ui/card.tsx';
import { type Column, DataTable } from '../../shared/ui/data-table.tsx';

type Line = RuleReplayResult['diff'][number];
const TONES: { readonly [Change in Line['change']]: Tone } = {
  new: 'warn',
  gone: 'good',
  earlier: 'info',
  later: 'info',
  same: 'neutral',
};
const SECOND_MS = 1000;

export function ReplayResult({ result }: { readonly result: RuleReplayResult }) {
  const t = useText(alertRulesText);
  const alerts = useText(alertsText);
  const format = useFormat();
  const different = result.diff.filter(({ change }) => change !== 'same');
  const same = result.diff.length - different.length;
  const count = (change: Line['change']) => different.filter((line) => line.change === change).length;
  const alertOf = (line: Line) => line.changed ?? line.asIs;
  const columns: Column<Line>[] = [
    {
      key: 'change',
      header: t.change,
      sortValue: ({ change }) => change,
      cell: ({ change, byS }) => (
        <>
          <Badge tone={TONES[change]}>{t[change]}</Badge>{' '}
          {byS === null || change === 'new' || change === 'gone' ? null : (
            <span className="small muted">{t.byTime(format.duration(Math.abs(byS) * SECOND_MS))}</span>
          )}
        </>
      ),
    },
    {
      key: 'alert',
      header: t.alert,
      primary: true,
      sortValue: (line) => alertOf(line)?.truckId,
      cell: (line) => {
        const alert = alertOf(line);
        return alert === null ? null : (
          <>
            <Link href={`/trucks/${alert.truckId}`}>{alert.truckId}</Link> {alerts[alert.kind]}
            {alert.subject === '' ? '' : ` (${alert.subject})`}
          </>
        );
      },
    },
    {
      key: 'raised',
      header: t.raised,
      sortValue: (line) => alertOf(line)?.raisedAt,
      cell: (line) => format.dateTime(alertOf(line)?.raisedAt),
    },
    {
      key: 'cleared',
      header: t.clearedAt,
      cell: (line) => {
        const alert = alertOf(line);
        return alert?.clearedAt == null ? t.stillOpen : format.dateTime(alert.clearedAt);
      },
    },
  ];
  return (
    <Card title={t.result(format.number(result.samples), format.number(result.trucks))}>
      <BigNumbers label={alerts.tabTry}>
        <BigNumber value={format.number(result.alertsAsIs)} label={t.asIs} />
        <BigNumber value={format.number(result.alertsChanged)} label={t.asChanged} />
        <BigNumber value={format.number(count('new'))} label={t.new} />
        <BigNumber value={format.number(count('gone'))} label={t.gone} />
        <BigNumber
          value={`${format.number(count('earlier'))} / ${format.number(count('later'))}`}
          label={`${t.earlier} / ${t.later}`}
        />
      </BigNumbers>
      {different.length === 0 ? (
        <p>{t.noDifference}</p>
      ) : (
        <DataTable
          caption={t.change}
          columns={columns}
          rows={different}
          rowKey={(line) => {
            const alert = alertOf(line);
            return `${line.change} ${alert?.truckId} ${alert?.kind} ${alert?.subject} ${alert?.raisedAt}`;
          }}
        />
      )}
      {same === 0 ? null : <p className="small muted">{t.sameHidden(same)}</p>}
    </Card>
  );
}
