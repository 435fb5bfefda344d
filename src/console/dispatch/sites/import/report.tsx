/** What an import would do or did: counts, the rows it refuses with their reasons, and what is worth a look. */
import type { SiteImportResult } from '@digitruck/contract/registry';
import { useState } from 'react';
import { useFormat, useText } from '../../../shared/i18n/language.tsx';
import { importText } from '../../../shared/i18n/site-import.ts';
import { Button } from '../../../shared/ui/button.tsx';
import { BigNumber, BigNumbers, Card } from '../../../shared/ui/card.tsx';
import { type Column, DataTable } from '../../../shared/ui/data-table.tsx';
import { Icon } from '../../../shared/ui/icon.tsx';
import { LoadMore } from '../../../shared/ui/load-more.tsx';
import { saveText } from '../download.ts';
import { problemCsv, textOf } from './problem-csv.ts';

type RowProblem = SiteImportResult['problems'][number];
const SHOWN_AT_ONCE = 50;

export function ImportReport({
  result,
  fileName,
}: {
  readonly result: SiteImportResult;
  readonly fileName: string;
}) {
  const t = useText(importText);
  const format = useFormat();
  const { bad, problems, warnings, warningCount } = result;
  return (
    <>
      {result.committed ? null : (
        <div className="import-counts">
          <BigNumbers label={t.counts}>
            <BigNumber value={format.number(result.rows)} label={t.rows} />
            <BigNumber value={format.number(result.create)} label={t.create} />
            <BigNumber value={format.number(result.update)} label={t.update} />
            <BigNumber value={format.number(result.unchanged)} label={t.unchanged} />
            <BigNumber value={format.number(bad)} label={bad === 0 ? t.bad : <strong>{t.bad}</strong>} />
          </BigNumbers>
        </div>
      )}
      {bad === 0 ? null : (
        <Rows
          title={t.badRows(bad)}
          rows={problems}
          cut={problems.length < bad ? t.cut(format.number(problems.length)) : undefined}
          fileName={`${stem(fileName)}-bad-rows.csv`}
        />
      )}
      {warningCount === 0 ? null : (
        <details className="import-warnings">
          <summary>{t.warnings(warningCount)}</summary>
          <Rows
            title={t.warningsWhat}
            rows={warnings}
            cut={warnings.length < warningCount ? t.cut(format.number(warnings.length)) : undefined}
            fileName={`${stem(fileName)}-warnings.csv`}
          />
        </details>
      )}
    </>
  );
}

function Rows(props: {
  readonly title: string;
  readonly rows: readonly RowProblem[];
  readonly cut: string | undefined;
  readonly fileName: string;
}) {
  const t = useText(importText);
  const format = useFormat();
  const [shown, setShown] = useState(SHOWN_AT_ONCE);
  const { rows } = props;
  const columns: readonly Column<RowProblem & { key: string }>[] = [
    { key: 'row', header: t.line, align: 'end', cell: ({ row }) => format.number(row) },
    { key: 'field', header: t.field, cell: ({ field }) => <code>{field}</code> },
    {
      key: 'value',
      header: t.value,
      cell: ({ value }) =>
        textOf(value) === '' ? <span className="muted">{t.nothing}</span> : textOf(value),
    },
    { key: 'problem', header: t.reason, primary: true, cell: ({ problem }) => problem },
  ];
  const save = () =>
    saveText(problemCsv(rows, [t.line, t.field, t.value, t.reason]), 'text/csv', props.fileName);
  return (
    <Card
      flush
      title={props.title}
      actions={
        <Button small onClick={save}>
          <Icon name="download" size={13} />
          {t.saveCsv}
        </Button>
      }
    >
      {props.cut === undefined ? null : <p className="muted small import-cut">{props.cut}</p>}
      <div className="import-rows">
        <DataTable
          caption={props.title}
          columns={columns}
          rows={rows.slice(0, shown).map((row, index) => ({ ...row, key: String(index) }))}
          rowKey={({ key }) => key}
        />
      </div>
      {rows.length <= SHOWN_AT_ONCE ? null : (
        <LoadMore
          shown={Math.min(shown, rows.length)}
          total={rows.length}
          hasMore={shown < rows.length}
          onMore={() => setShown(shown + 4 * SHOWN_AT_ONCE)}
        />
      )}
    </Card>
  );
}

function stem(fileName: string): string {
  return fileName.replace(/\.[^.]*$/, '');
}
