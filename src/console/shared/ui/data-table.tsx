/** A dense table that sorts by its headings and, on a phone, becomes a list of cards with the headings as labels and a choice of the order. */
import { type ReactNode, useMemo, useState } from 'react';
import { useFormat, useText } from '../i18n/language.tsx';
import { uiText } from '../i18n/ui.ts';
import { classes } from './button.tsx';
import { Icon } from './icon.tsx';
import { type Direction, type SortValue, sortedBy } from './sort.ts';

export type Column<Row> = {
  readonly key: string;
  readonly header: string;
  readonly cell: (row: Row) => ReactNode;
  /** Without it the column does not sort. */
  readonly sortValue?: (row: Row) => SortValue;
  readonly align?: 'end';
  /** Names the row: its header cell, and the title of its card on a phone. */
  readonly primary?: boolean;
  /** Left out on a phone. */
  readonly wideOnly?: boolean;
};
export type Sort = { readonly key: string; readonly direction: Direction };

type DataTableProps<Row> = {
  /** Says what the table lists; read out, and shown when `showCaption`. */
  readonly caption: string;
  readonly showCaption?: boolean;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly rowKey: (row: Row) => string;
  readonly initialSort?: Sort;
  /** For lists that the service sorts: the sort is the caller's, and the rows are shown as they come. */
  readonly sort?: Sort;
  readonly onSortChange?: (sort: Sort) => void;
  /** A class for the row, e.g. `row-stale` or `row-danger`. */
  readonly rowClass?: (row: Row) => string | undefined;
  /** Instead of the rows, when there are none. */
  readonly empty?: ReactNode;
};

export function DataTable<Row>(props: DataTableProps<Row>) {
  const { caption, columns, rows, rowKey, rowClass, empty } = props;
  const { locale } = useFormat();
  const [ownSort, setOwnSort] = useState<Sort | undefined>(props.initialSort);
  const sort = props.sort ?? ownSort;
  const sortedRows = useMemo(() => {
    const column = columns.find(({ key }) => key === sort?.key);
    if (props.sort !== undefined || sort === undefined || column?.sortValue === undefined) return rows;
    return sortedBy(rows, column.sortValue, sort.direction, locale);
  }, [rows, columns, sort, props.sort, locale]);
  const order = (next: Sort) => {
    setOwnSort(next);
    props.onSortChange?.(next);
  };
  const sortBy = (key: string) => {
    const turned = sort?.key === key && sort.direction === 'ascending';
    order({ key, direction: turned ? 'descending' : 'ascending' });
  };
  if (rows.length === 0 && empty !== undefined) return <>{empty}</>;
  return (
    // Explicit roles: on a phone the table is laid out as cards, and then browsers forget what it was.
    <div className="table-frame">
      <PhoneSort caption={caption} columns={columns} sort={sort} onOrder={order} />
      {/* biome-ignore lint/a11y/noRedundantRoles: see above */}
      <table className="table" role="table">
        <caption className={props.showCaption ? 'table-caption' : 'hidden-text'}>{caption}</caption>
        {/* biome-ignore lint/a11y/noRedundantRoles: see above */}
        <thead role="rowgroup">
          {/* biome-ignore lint/a11y/noRedundantRoles: see above */}
          <tr role="row">
            {columns.map((column) => (
              <HeadCell key={column.key} column={column} sort={sort} onSort={sortBy} />
            ))}
          </tr>
        </thead>
        {/* biome-ignore lint/a11y/noRedundantRoles: see above */}
        <tbody role="rowgroup">
          {sortedRows.map((row) => (
            // biome-ignore lint/a11y/noRedundantRoles: see above
            <tr key={rowKey(row)} className={rowClass?.(row)} role="row">
              {columns.map((column) => (
                <BodyCell key={column.key} column={column} row={row} />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** On a phone, instead of the headings: a row of them is wider than the screen. */
function PhoneSort<Row>(props: {
  readonly caption: string;
  readonly columns: readonly Column<Row>[];
  readonly sort: Sort | undefined;
  readonly onOrder: (sort: Sort) => void;
}) {
  const t = useText(uiText);
  const { sort, onOrder } = props;
  const sorting = props.columns.filter(({ sortValue }) => sortValue !== undefined);
  if (sorting.length < 2) return null;
  const direction = sort?.direction ?? 'ascending';
  return (
    <div className="table-sort">
      <label>
        {t.sortBy}
        <span className="hidden-text">: {props.caption}</span>{' '}
        <select
          className="input"
          value={sort?.key ?? ''}
          onChange={({ target }) => onOrder({ key: target.value, direction: 'ascending' })}
        >
          {sort === undefined ? <option value="">–</option> : null}
          {sorting.map(({ key, header }) => (
            <option key={key} value={key}>
              {header}
            </option>
          ))}
        </select>
      </label>
      {sort === undefined ? null : (
        <button
          type="button"
          className="icon-button"
          aria-label={t[direction]}
          title={t[direction]}
          onClick={() =>
            onOrder({ key: sort.key, direction: direction === 'ascending' ? 'descending' : 'ascending' })
          }
        >
          <Icon name={direction === 'ascending' ? 'up' : 'down'} />
        </button>
      )}
    </div>
  );
}

function HeadCell<Row>(props: {
  readonly column: Column<Row>;
  readonly sort: Sort | undefined;
  readonly onSort: (key: string) => void;
}) {
  const { column, sort } = props;
  const sorted = sort?.key === column.key ? sort.direction : undefined;
  return (
    <th
      scope="col"
      // biome-ignore lint/a11y/noRedundantRoles: laid out as a card on a phone
      role="columnheader"
      aria-sort={sorted ?? (column.sortValue === undefined ? undefined : 'none')}
      className={cellClass(column)}
    >
      {column.sortValue === undefined ? (
        column.header
      ) : (
        <button type="button" className="sort-button" onClick={() => props.onSort(column.key)}>
          {column.header}
          <Icon name={sorted === 'ascending' ? 'up' : sorted === 'descending' ? 'down' : 'sort'} size={12} />
        </button>
      )}
    </th>
  );
}

function BodyCell<Row>({ column, row }: { readonly column: Column<Row>; readonly row: Row }) {
  if (column.primary) {
    return (
      // biome-ignore lint/a11y/noRedundantRoles: laid out as a card on a phone
      <th scope="row" role="rowheader" className={classes('cell-primary', cellClass(column))}>
        {column.cell(row)}
      </th>
    );
  }
  return (
    // biome-ignore lint/a11y/noRedundantRoles: laid out as a card on a phone
    <td role="cell" data-label={column.header} className={cellClass(column)}>
      {column.cell(row)}
    </td>
  );
}

function cellClass<Row>(column: Column<Row>): string | undefined {
  const names = classes(column.align === 'end' && 'align-end', column.wideOnly && 'wide-only');
  return names === '' ? undefined : names;
}
