/** Closed periods: closing one, what it became since, and its exports; DHIS2 as a dry run first. */
import type { Dhis2Answer } from '@digitruck/contract/impact-exports';
import type { ImpactPeriod } from '@digitruck/contract/impact-periods';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { apiUrl, send } from '../../shared/http.ts';
import { impactText } from '../../shared/i18n/impact.ts';
import { useFormat, useText } from '../../shared/i18n/language.tsx';
import { useMay } from '../../shared/me.ts';
import { keys } from '../../shared/query.ts';
import { Button } from '../../shared/ui/button.tsx';
import { Card } from '../../shared/ui/card.tsx';
import { DataTable } from '../../shared/ui/data-table.tsx';
import { Dialog, DialogActions } from '../../shared/ui/dialog.tsx';
import { TextField } from '../../shared/ui/field.tsx';
import { Skeleton, useDescribe } from '../../shared/ui/states.tsx';
import { type Asked, usePeriods, useRestated } from './queries.ts';

const FILES = [
  ['PDF', '/exports/impact.pdf'],
  ['XLSX', '/exports/sessions.xlsx'],
  ['CSV', '/exports/sessions.csv'],
  ['IATI', '/exports/iati'],
  ['Giga', '/exports/giga'],
] as const;

export function PeriodsCard({ asked }: { readonly asked: Asked }) {
  const t = useText(impactText);
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
        <p>
          {t.provisional}: <Files query={{ from, to }} of={`${from} ${to}`} />
        </p>
        {periods.data === undefined ? (
          periods.isError ? null : (
            <Skeleton lines={2} />
          )
        ) : periods.data.items.length === 0 ? (
          <p className="muted">{t.noPeriods}</p>
        ) : (
          periods.data.items.slice(0, 12).map((period) => <Period key={period.periodId} period={period} />)
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

function Period({ period }: { readonly period: ImpactPeriod }) {
  const t = useText(impactText);
  const format = useFormat();
  const may = useMay('coordinator');
  const describe = useDescribe();
  const restated = useRestated(period.periodId);
  const [said, setSaid] = useState<Dhis2Answer | string>();
  const [busy, setBusy] = useState(false);
  const sendOff = async (dryRun: boolean) => {
    setBusy(true);
    const result = await send<Dhis2Answer>('POST', '/exports/dhis2/send', {
      body: { periodId: period.periodId, dryRun },
    });
    setBusy(false);
    setSaid(result.ok ? result.value : describe(result.failure));
  };
  const { data } = restated;
  const different = data?.figures.filter(({ difference }) => difference !== null && difference !== 0) ?? [];
  return (
    <section className="impact-period" aria-label={period.name}>
      <h3>{period.name}</h3>
      <p className="muted">
        {period.firstDay} – {period.lastDay} · {t.asOf(format.dateTime(period.frozenAt))} · {period.frozenBy}
        {data === undefined ? null : ` · ${t.restated(data.changeCount)}`}
      </p>
      <p className="row">
        <Files query={{ periodId: period.periodId }} of={period.name} />
        {may ? (
          <>
            <Button small busy={busy} onClick={() => sendOff(true)}>
              {t.tryDhis2}
            </Button>
            <Button small busy={busy} onClick={() => sendOff(false)}>
              {t.sendDhis2}
            </Button>
          </>
        ) : null}
      </p>
      {said === undefined ? null : <Said said={said} />}
      {different.length === 0 ? null : (
        <DataTable
          caption={`${t.difference}, ${period.name}`}
          rows={different}
          rowKey={({ id }) => id}
          columns={[
            { key: 'id', header: t.figure, cell: ({ id }) => t[id], primary: true },
            { key: 'frozen', header: t.frozen, cell: ({ frozen }) => format.number(frozen, 2), align: 'end' },
            { key: 'now', header: t.now, cell: ({ now }) => format.number(now, 2), align: 'end' },
            {
              key: 'difference',
              header: t.difference,
              cell: (row) => format.number(row.difference, 2),
              align: 'end',
            },
          ]}
        />
      )}
      {data === undefined || data.changes.length === 0 ? null : (
        <details>
          <summary>{t.restated(data.changeCount)}</summary>
          <ul className="impact-behind">
            {data.changes.slice(0, 50).map((one) => (
              <li key={one.sessionId}>
                <a href={`/sessions/${one.sessionId}`}>
                  {one.day} · {one.truckId}
                </a>
                <span>
                  {t[one.change]}: {format.number(one.before?.heads)} → {format.number(one.now?.heads)}
                </span>
              </li>
            ))}
          </ul>
        </details>
      )}
    </section>
  );
}

function Said({ said }: { readonly said: Dhis2Answer | string }) {
  const t = useText(impactText);
  if (typeof said === 'string') return <p role="alert">{said}</p>;
  const wrong = said.rows.filter(({ problem }) => problem !== null);
  return (
    <div role="status" className="stack">
      <p>
        <strong>{t.dhis2Said(said.imported, said.updated, said.ignored)}</strong>{' '}
        {said.dryRun ? t.dryRun : null} {said.message}
      </p>
      {said.unmapped.length > 0 ? <p>{t.unmapped(said.unmapped.join(', '))}</p> : null}
      {wrong.length + said.otherProblems.length === 0 ? null : (
        <ul>
          {wrong.map((row) => (
            <li key={`${row.dataElement} ${row.orgUnit} ${row.categoryOptionCombo}`}>
              {row.what} ({row.value}): {row.problem}
            </li>
          ))}
          {said.otherProblems.map((problem) => (
            <li key={problem}>{problem}</li>
          ))}
        </ul>
      )}
    </div>
  );
}

function CloseDialog({ asked, onClose }: { readonly asked: Asked; readonly onClose: () => void }) {
  const t = useText(impactText);
  const client = useQueryClient();
  const describe = useDescribe();
  const [draft, setDraft] = useState({ name: '', firstDay: asked.from, lastDay: asked.to });
  const [fault, setFault] = useState<string>();
  const [busy, setBusy] = useState(false);
  const close = async () => {
    setBusy(true);
    const result = await send('POST', '/impact/periods', { body: draft });
    setBusy(false);
    if (!result.ok) return setFault(describe(result.failure));
    await client.invalidateQueries({ queryKey: keys.sessions });
    onClose();
  };
  return (
    <Dialog open onOpenChange={(open) => open || onClose()} title={t.close} description={t.closeWhy}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void close();
        }}
      >
        <TextField
          label={t.name}
          required
          maxLength={120}
          error={fault}
          value={draft.name}
          onChange={(event) => setDraft({ ...draft, name: event.target.value })}
        />
        <TextField
          label={t.from}
          type="date"
          required
          value={draft.firstDay}
          onChange={(event) => setDraft({ ...draft, firstDay: event.target.value })}
        />
        <TextField
          label={t.to}
          type="date"
          required
          value={draft.lastDay}
          onChange={(event) => setDraft({ ...draft, lastDay: event.target.value })}
        />
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
