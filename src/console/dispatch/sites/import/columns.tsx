/** Which column of the file is read as which field, and the way to correct that. */
import { useState } from 'react';
import { useText } from '../../../shared/i18n/language.tsx';
import { siteText } from '../../../shared/i18n/site-form.ts';
import { importText } from '../../../shared/i18n/site-import.ts';
import { Button } from '../../../shared/ui/button.tsx';
import { Card } from '../../../shared/ui/card.tsx';
import { SITE_FIELD_PATHS, type SiteFieldPath } from '../site-draft.ts';

/** Fields of a file that help to tell a site's kind, but are none of the site. */
const EXTRA_FIELDS = ['level', 'status'] as const;
type ImportField = SiteFieldPath | (typeof EXTRA_FIELDS)[number];
const FIELDS: readonly ImportField[] = [...SITE_FIELD_PATHS, ...EXTRA_FIELDS];
type Columns = Readonly<Record<string, string | null>>;

export function ImportColumns(props: {
  readonly read: Columns;
  readonly onCheckAgain: (changed: Columns) => void;
}) {
  const t = useText(importText);
  const words = useText(siteText);
  const [chosen, setChosen] = useState<Columns>({});
  const nameOf = (field: ImportField) => (field === 'level' || field === 'status' ? t[field] : words[field]);
  const fieldOf = (column: string) => (column in chosen ? chosen[column] : props.read[column]) ?? '';
  const columns = Object.keys(props.read);
  const taken = columns.filter((column) => fieldOf(column) !== '').length;
  if (columns.length === 0) return null;
  const choose = (column: string, field: string) => {
    const next: Record<string, string | null> = { ...chosen, [column]: field === '' ? null : field };
    // A field is read from one column (but for the district); who had it gives it up.
    for (const other of columns) {
      if (other !== column && field !== '' && field !== 'district' && fieldOf(other) === field)
        next[other] = null;
    }
    setChosen(next);
  };
  return (
    <Card
      flush
      title={t.columns(taken, columns.length)}
      actions={
        Object.keys(chosen).length === 0 ? (
          <span className="muted small">{t.columnsHint}</span>
        ) : (
          <Button kind="primary" small onClick={() => props.onCheckAgain(chosen)}>
            {t.checkAgain}
          </Button>
        )
      }
    >
      <ul className="import-columns">
        {columns.map((column) => (
          <li key={column}>
            <label>
              <span className="import-column">{column}</span>
              <span className="hidden-text">{t.readAs}</span>
              <select
                className="input"
                data-set={fieldOf(column) === '' ? undefined : ''}
                value={fieldOf(column)}
                onChange={(event) => choose(column, event.target.value)}
              >
                <option value="">{t.leftOut}</option>
                {FIELDS.map((field) => (
                  <option key={field} value={field}>
                    {nameOf(field)}
                  </option>
                ))}
              </select>
            </label>
          </li>
        ))}
      </ul>
    </Card>
  );
}
