/** Closed periods: closing one, its files, what it became since and which reports made the difference; opening it again. */
import type { ImpactPeriod } from '@digitruck/contract/impact-periods';
import { useState } from 'react';
import { Link } from 'wouter';
import { apiUrl, type Failure, failureOf, fieldProblem, send } from '../../shared/http.ts';
import { impactText } from '../../shared/i18n/impact.ts';
import { filterText } from '../../shared/i18n/impact-filter.ts';
import { useFormat, useText } from '../../shared/i18n/language.tsx';
import { useMay } from '../../shared/me.ts';
import { useAnnouncer } from '../../shared/ui/announcer.tsx';
import { Badge } from '../../shared/ui/badge.tsx';
import { Button } from '../../shared/ui/button.tsx';
import { Card } from '../../shared/ui/card.tsx';
import { DataTable } from '../../shared/ui/data-table.tsx';
import { ConfirmButton, Dialog, DialogActions } from '../../shared/ui/dialog.tsx';
import { TextField } from '../../shared/ui/field.tsx';
import { ErrorState, Skeleton, useDescribe } from '../../shared/ui/states.tsx';
import { Opens } from './figure.tsx';
import type { Asked } from './impact-filter.ts';
import type { Opened } from './opened.ts';
import { useImpactChanged, usePeriods, useRestated } from './queries.ts';

const FILES = [
  ['PDF', '/exports/impact.pdf'],
  ['XLSX', '/exports/sessions.xlsx'],
  ['CSV', '/exports/sessions.csv'],
] as const;

const CHANGES_SHOWN = 50;
type Props = { readonly asked: Asked; readonly onOpen: (opened: Opened) => void };

export function PeriodsCard({ asked, onOpen }: Props) {
  const t = useText(impactText);
  const f = useText(filterText);
  const may = useMay('coordinator');
  const [closing, setClosing] = useState(false);
  const periods = usePeriods();
  const { from, to } = asked;
  return (
    <Card
      title={t.periods}
      actions={may ? <Button onClick={() => setClosing(true)}>{t.close}</Button> : null}
    >
      <div className="stack">
        <p className="no-print">
          {t.provisional}: <Files query={{ from, to }} of={t.provisional} />
        </p>
        {Object.keys(asked.only).length > 0 ? <p className="muted small">{f.filesOfAll}</p> : null}
        {periods.data === undefined ? (
          periods.isError ? (
            <ErrorState failure={failureOf(periods.error)} onRetry={() => void periods.refetch()} />
          ) : (
            <Skeleton lines={2} />
          )
        ) : periods.data.items.length === 0 ? (
          <p className="muted">{t.noPeriods}</p>
        ) : (
          periods.data.items
            .slice(0, 12)
            .map((period) => <Period key={period.periodId} period={period} onOpen={onOpen} />)
        )}
      </div>
      {closing ? <CloseDialog asked={asked} onClose={() => setClosing(false)} /> : null}
    </Card>
  );
}

function Files({ query, of }: { readonly query: Record<string, string>; readonly of: string }) {
  return (
    <span className="impact-files">
      {FILES.map(([name, path]) => (
        <a key={name} href={apiUrl(path, query)} aria-label={`${name}, ${of}`} download>
          {name}
        </a>
      ))}
    </span>
  );
}

function Period({ period, onOpen }: { readonly period: ImpactPeriod } & Pick<Props, 'onOpen'>) {
  const t = useText(impactText);
  const format = useFormat();
  const may = useMay('coordinator');
  const describe = useDescribe();
  const { toast } = useAnnouncer();
  const changed = useImpactChanged();
  const { data, isError } = useRestated(period.periodId);
  const different = data?.figures.filter(({ difference }) => difference !== null && difference !== 0) ?? [];
  const openAgain = async () => {
    const result = await send('DELETE', `/impact/periods/${period.periodId}`);
    toast(result.ok ? t.opened(period.name) : describe(result.failure), result.ok ? 'good' : 'danger');
    await changed();
  };
  return (
    <section className="impact-period" aria-label={period.name}>
      <h3>
        {period.name}{' '}
        {data === undefined ? (
          isError ? null : (
            <span className="number-waits" />
          )
        ) : (
          <Badge tone={data.changeCount === 0 ? 'good' : 'warn'}>
            {data.changeCount === 0 ? t.unchanged : t.restated(data.changeCount)}
          </Badge>
        )}
      </h3>
      <p className="muted">
        {format.date(period.firstDay, 'UTC')} – {format.date(period.lastDay, 'UTC')} ·{' '}
        {t.closedBy(period.frozenBy, format.dateTime(period.frozenAt))}
        {isError ? ` · ${t.differenceUnknown}` : ''}
      </p>
      <p className="row no-print">
        <Files query={{ periodId: period.periodId }} of={period.name} />
        <Link href={`/impact/exchange?period=${period.periodId}`}>{t.toOthers}</Link>
        {may ? (
          <ConfirmButton
            small
            label={t.openAgain}
            title={t.openAgainTitle(period.name)}
            description={t.openAgainWhy}
            confirmLabel={t.openAgain}
            onConfirm={openAgain}
          />
        ) : null}
      </p>
      {different.length === 0 ? null : (
        <DataTable
          caption={`${t.difference}, ${period.name}`}
          rows={different}
          rowKey={({ id }) => id}
          columns={[
            { key: 'id', header: t.figure, cell: ({ id }) => t[id], primary: true },
            { key: 'frozen', header: t.frozen, cell: ({ frozen }) => format.number(frozen, 2), align: 'end' },
            {
              key: 'now',
              header: t.now,
              align: 'end',
              cell: ({ id, now, open }) => {
                const text = format.number(now, 2);
                const title = `${text} ${t[id]}, ${period.name}`;
                return (
                  <Opens label={title} onOpen={() => onOpen({ title, path: open })}>
                    {text}
                  </Opens>
                );
              },
            },
            {
              key: 'difference',
              header: t.difference,
              cell: ({ difference }) => `${(difference ?? 0) > 0 ? '+' : ''}${format.number(difference, 2)}`,
              align: 'end',
            },
          ]}
        />
      )}
      {data === undefined || data.changes.length === 0 ? null : (
        <details>
          <summary>{t.changesOf(data.changeCount)}</summary>
          <ul className="impact-lines">
            {data.changes.slice(0, CHANGES_SHOWN).map((one) => (
              <li key={one.sessionId}>
                <Link href={`/sessions/${one.sessionId}`}>
                  {format.date(one.day, 'UTC')} · {one.truckId}
                </Link>
                <span>
                  {t[one.change]}: {format.number(one.before?.heads)} → {format.number(one.now?.heads)}
                  <span className="muted">
                    {' '}
                    · {one.by}, {format.dateTime(one.at)}
                  </span>
                </span>
              </li>
            ))}
          </ul>
          {data.changeCount > CHANGES_SHOWN ? (
            <p className="muted small">{t.firstOf(format.number(CHANGES_SHOWN))}</p>
          ) : null}
        </details>
      )}
    </section>
  );
}

function CloseDialog({ asked, onClose }: { readonly asked: Asked; readonly onClose: () => void }) {
  const t = useText(impactText);
  const changed = useImpactChanged();
  const describe = useDescribe();
  const { toast } = useAnnouncer();
  const [draft, setDraft] = useState({ name: '', firstDay: asked.from, lastDay: asked.to });
  const [failure, setFailure] = useState<Failure>();
  const [busy, setBusy] = useState(false);
  const close = async () => {
    setBusy(true);
    const result = await send('POST', '/impact/periods', { body: draft });
    setBusy(false);
    if (!result.ok) return setFailure(result.failure);
    toast(t.closed(draft.name));
    await changed();
    onClose();
  };
  return (
    <Dialog open onOpenChange={(open) => open || onClose()} title={t.close} description={t.closeWhy}>
      <form
        className="form"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void close();
        }}
      >
        <TextField
          label={t.name}
          required
          maxLength={120}
          hint={t.nameHint}
          error={fieldProblem(failure, 'name')}
          autoComplete="off"
          value={draft.name}
          onChange={(event) => setDraft({ ...draft, name: event.target.value })}
        />
        <TextField
          label={t.from}
          type="date"
          required
          error={fieldProblem(failure, 'firstDay')}
          value={draft.firstDay}
          onChange={(event) => setDraft({ ...draft, firstDay: event.target.value })}
        />
        <TextField
          label={t.to}
          type="date"
          required
          error={fieldProblem(failure, 'lastDay')}
          value={draft.lastDay}
          onChange={(event) => setDraft({ ...draft, lastDay: event.target.value })}
        />
        {failure === undefined || (failure.kind === 'problem' && failure.problem.errors?.length) ? null : (
          <p className="field-error" role="alert">
            {describe(failure)}
          </p>
        )}
        <DialogActions>
          <Button onClick={onClose}>{t.cancel}</Button>
          <Button kind="primary" type="submit" busy={busy}>
            {t.closeIt}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
