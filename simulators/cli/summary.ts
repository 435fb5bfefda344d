/** A table of two columns at the end of a command. */
import Table from 'cli-table3';

/** Rows of [what, figure, remark]. */
export function summaryTable(rows: readonly (readonly [string, string, string?])[]): string {
  const table = new Table({
    head: [],
    colAligns: ['left', 'right', 'left'],
    style: { head: [], border: process.stdout.isTTY ? ['grey'] : [], compact: true },
  });
  for (const [what, figure, remark] of rows) table.push([what, figure, remark ?? '']);
  return `${table.toString()}\n`;
}
