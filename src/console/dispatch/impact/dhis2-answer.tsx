/** What DHIS2 said, row by row: counts on top, those with problems first, all of them as a file. */
import type { Dhis2Answer } from '@digitruck/contract/impact-exports';
import { useState } from 'react';
import { apiUrl } from '../../shared/http.ts';
import { impactText } from '../../shared/i18n/impact.ts';
import { exchangeText } from '../../shared/i18n/impact-exchange.ts';
import { useFormat, useText } from '../../shared/i18n/language.tsx';
import { Badge } from '../../shared/ui/badge.tsx';
import { Button } from '../../shared/ui/button.tsx';
import { DataTable } from '../../shared/ui/data-table.tsx';
import { mappedName } from './dhis2-names.ts';

const ROWS_FIRST = 20;
const TONES = { success: 'good', warning: 'warn', error: 'danger' } as const;

export function Dhis2Said({ said }: { readonly said: Dhis2Answer }) {
  const t = useText(exchangeText);
  const words = useText(impactText);
  const format = useFormat();
  const [all, setAll] = useState(false);
  const n = (value: number) => format.number(value);
  const rows = all ? said.rows : said.rows.slice(0, ROWS_FIRST);
  return (
    <div className="stack" role="status">
      <p>
        <Badge tone={TONES[said.status]}>{t[`status_${said.status}`]}</Badge>{' '}
        <strong>{t.counts(n(said.imported), n(said.updated), n(said.ignored))}</strong>
      </p>
      <p className="muted">
        {said.dryRun ? t.dryRunSaid : t.sent} · {format.dateTime(said.at)} · {said.message}
      </p>
      {said.unmapped.length === 0 ? null : (
        <p>{t.unmapped(format.list(said.unmapped.map((key) => mappedName(key, words))))}</p>
      )}
      {said.otherProblems.length === 0 ? null : (
        <ul>
          {said.otherProblems.map((problem) => (
            <li key={problem}>{problem}</li>
          ))}
        </ul>
      )}
      {said.rows.length === 0 ? null : (
        <>
          <div className="impact-behind-table">
            <DataTable
              caption={t.rows}
              showCaption
              rows={rows}
              rowKey={(row) => `${row.dataElement} ${row.orgUnit} ${row.categoryOptionCombo}`}
              columns={[
                { key: 'what', header: t.what, primary: true, cell: ({ what }) => what },
                { key: 'value', header: t.value, align: 'end', cell: ({ value }) => value },
                {
                  key: 'code',
                  header: t.code,
                  cell: ({ dataElement, orgUnit, categoryOptionCombo }) => (
                    <code className="small">
                      {[dataElement, orgUnit, categoryOptionCombo].filter(Boolean).join(' ')}
                    </code>
                  ),
                },
                {
                  key: 'problem',
                  header: t.problem,
                  cell: ({ problem }) => problem ?? <span className="muted">{t.fine}</span>,
                },
              ]}
            />
          </div>
          <p className="row">
            {rows.length < said.rows.length ? (
              <Button small onClick={() => setAll(true)}>
                {t.showAll(n(said.rows.length))}
              </Button>
            ) : null}
            <a href={apiUrl(`/exports/dhis2/sends/${said.sendId}/rows`, { format: 'csv' })} download>
              {t.allRows(n(said.rowCount))}
            </a>
          </p>
        </>
      )}
    </div>
  );
}
