/** A card that lists rows which people enter, change and take out, with all of its states; and the column of what can be done with one. */
import type { ComponentProps, ReactNode } from 'react';
import { type Result, send } from '../../shared/http.ts';
import { useAnnouncer } from '../../shared/ui/announcer.tsx';
import { Answered } from '../../shared/ui/answered.tsx';
import { Button } from '../../shared/ui/button.tsx';
import { Card } from '../../shared/ui/card.tsx';
import { type Column, DataTable, type Sort } from '../../shared/ui/data-table.tsx';
import { ConfirmButton } from '../../shared/ui/dialog.tsx';
import { Skeleton, useDescribe } from '../../shared/ui/states.tsx';
import './forms.css';

export function RowList<Row>(props: {
  readonly title: string;
  /** What the table lists, read out; the title when left out. */
  readonly caption?: string;
  readonly actions: ReactNode;
  readonly query: ComponentProps<typeof Answered<readonly Row[]>>['query'];
  readonly columns: readonly Column<Row>[];
  readonly rowKey: (row: Row) => string;
  readonly rowClass?: (row: Row) => string | undefined;
  readonly initialSort?: Sort;
  readonly empty?: ReactNode;
  /** The dialog that is open. */
  readonly children?: ReactNode;
}) {
  const { columns, rowKey, rowClass, initialSort, empty } = props;
  const skeleton = (
    <div className="card-loading">
      <Skeleton lines={4} height={28} />
    </div>
  );
  return (
    <Card flush title={props.title} actions={props.actions}>
      <Answered query={props.query} skeleton={skeleton}>
        {(rows) => (
          <DataTable
            caption={props.caption ?? props.title}
            columns={columns}
            rows={rows}
            rowKey={rowKey}
            rowClass={rowClass}
            initialSort={initialSort}
            empty={empty}
          />
        )}
      </Answered>
      {props.children}
    </Card>
  );
}

/** The column of what can be done with a row: edit it, or delete the version that is seen. */
export function useRowActs<Row extends { readonly version: number }>(options: {
  readonly words: {
    readonly change: string;
    readonly edit: string;
    readonly editOf: (name: string) => string;
    readonly remove: string;
    readonly removeTitle: (name: string) => string;
  };
  readonly nameOf: (row: Row) => string;
  readonly pathOf: (row: Row) => string;
  readonly onEdit: (row: Row) => void;
  /** What deleting it means. */
  readonly why: string;
  /** What is said when it is gone; `answer` is the service's. */
  readonly removed: (row: Row, answer: unknown) => string;
  /** Asks anew for what has changed. */
  readonly changed: () => Promise<unknown>;
}): Column<Row> {
  const { words: t, nameOf } = options;
  const describe = useDescribe();
  const { toast } = useAnnouncer();
  const remove = async (row: Row) => {
    const query = { version: row.version };
    const result: Result<unknown> = await send('DELETE', options.pathOf(row), { query });
    if (result.ok) toast(options.removed(row, result.value));
    else toast(describe(result.failure), 'danger');
    await options.changed();
  };
  return {
    key: 'change',
    header: t.change,
    align: 'end',
    cell: (row) => (
      <span className="row row-acts">
        <Button small aria-label={t.editOf(nameOf(row))} onClick={() => options.onEdit(row)}>
          {t.edit}
        </Button>
        <ConfirmButton
          small
          kind="danger"
          label={t.remove}
          title={t.removeTitle(nameOf(row))}
          description={options.why}
          confirmLabel={t.remove}
          onConfirm={() => remove(row)}
        />
      </span>
    ),
  };
}
