/** Somebody else saved first: what they changed, who and when, and the two ways on. */
import { useEffect, useRef } from 'react';
import { useFormat, useText } from '../../shared/i18n/language.tsx';
import { siteText } from '../../shared/i18n/site-form.ts';
import { useNow } from '../../shared/now.ts';
import { Button } from '../../shared/ui/button.tsx';
import { DataTable } from '../../shared/ui/data-table.tsx';
import { Icon } from '../../shared/ui/icon.tsx';
import { notBefore } from '../sites/today.ts';
import type { Clash } from './drafts.ts';
import type { Conflict } from './use-editor.ts';

export function ConflictPanel(props: {
  readonly conflict: Conflict;
  readonly busy: boolean;
  readonly labelOf: (field: string) => string;
  /** A field's text as people read it, e.g. "asked" as it is called in their language. */
  readonly wordOf?: (field: string, text: string) => string;
}) {
  const { conflict, busy, labelOf, wordOf } = props;
  const t = useText(siteText);
  const format = useFormat();
  const nowMs = useNow(10_000);
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  const word = (field: string, text: string | undefined) =>
    text === undefined ? '–' : text === '' ? t.empty : (wordOf?.(field, text) ?? text);
  const columns = [
    { key: 'field', header: t.field, primary: true, cell: (clash: Clash) => labelOf(clash.field) },
    { key: 'was', header: t.was, cell: ({ field, was }: Clash) => word(field, was) },
    { key: 'theirs', header: t.theirs, cell: ({ field, theirs }: Clash) => word(field, theirs) },
    { key: 'yours', header: t.yours, cell: ({ field, mine }: Clash) => word(field, mine) },
  ];
  return (
    <section className="conflict" aria-labelledby="conflict-title">
      <h2 id="conflict-title" ref={heading} tabIndex={-1}>
        <Icon name="warning" /> {t.conflict}
      </h2>
      <p>{t.conflictWho(conflict.who, format.ago(conflict.at, notBefore(nowMs, conflict.at)))}</p>
      {conflict.clashes.every(({ mine }) => mine === undefined) ? <p>{t.conflictAlone}</p> : null}
      <DataTable
        caption={t.conflict}
        columns={columns}
        rows={conflict.clashes}
        rowKey={({ field }) => field}
      />
      <div className="row">
        <Button kind="primary" busy={busy} onClick={conflict.putMineAgain}>
          {t.putMine}
        </Button>
        <Button onClick={conflict.takeTheirs}>{t.takeTheirs}</Button>
      </div>
    </section>
  );
}
