/** How a report came in: when, by which way, by whom, and what is known of the clock that it was made by. */
import type { Session } from '@digitruck/contract/sessions';
import { useFormat, useText } from '../../shared/i18n/language.tsx';
import { sessionsText } from '../../shared/i18n/sessions.ts';
import { Badge } from '../../shared/ui/badge.tsx';
import { Card } from '../../shared/ui/card.tsx';
import { Fact } from './session-screen.tsx';
import { LATE_H } from './session-table.tsx';

const HOUR_MS = 3_600_000;

export function HowItCame({ session }: { readonly session: Session }) {
  const t = useText(sessionsText);
  const format = useFormat();
  const { state, countedAt, receivedAt, receivedVia, lateBy, reportedBy, clock } = session;
  const isNowhere = state === 'withdrawn' || state === 'started';
  const isLate = lateBy !== null && lateBy >= LATE_H;
  return (
    <Card title={t.howItCame}>
      <dl className="facts">
        <Fact term={t.step}>
          {isNowhere ? t.notCounted : countedAt === null ? t.received : t.counted(format.dateTime(countedAt))}
        </Fact>
        <Fact term={t.receivedAt}>
          {format.dateTime(receivedAt)}{' '}
          {lateBy === null ? null : isLate ? (
            <Badge tone="warn">{t.late(format.duration(lateBy * HOUR_MS))}</Badge>
          ) : (
            <span className="muted">({t.onTime})</span>
          )}
        </Fact>
        <Fact term={t.via}>{format.list(receivedVia.map((via) => t[via]))}</Fact>
        <Fact term={t.reportedBy}>
          {reportedBy === '' ? <span className="muted">{t.reporterHidden}</span> : reportedBy}
        </Fact>
        <Fact term={t.deviceClock}>
          {clock.verdict === 'good'
            ? t.clockGood
            : clock.verdict === 'unknown'
              ? t.clockUnknown
              : t.clockCorrected(format.duration(Math.abs(clock.skewMs ?? 0)))}
          {clock.verdict === 'good' ? null : (
            <span className="session-under small muted">
              {t.deviceSaid(
                format.dateTime(clock.deviceStartedAt),
                clock.deviceEndedAt === null ? '–' : format.time(clock.deviceEndedAt),
              )}
            </span>
          )}
        </Fact>
      </dl>
    </Card>
  );
}
