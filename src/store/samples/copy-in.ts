/** `copy ... from stdin` on a connection of pg, which knows the messages of that protocol but not what to do with them. */
import type pg from 'pg';

/** pg's connection, and its callbacks for a statement under way. */
type Connection = {
  query(text: string): void;
  readonly stream: { write(bytes: Buffer): boolean };
  endCopyFrom(): void;
};

/**
 * Resolves with the number of rows; rejects with the database's error, as a query does.
 * @param message a CopyData message; written as it is, for pg would copy it once more
 */
export function copyIn(client: pg.ClientBase, text: string, message: Buffer): Promise<number> {
  return new Promise((resolve, reject) => {
    let rows = 0;
    const statement = {
      // By this name, so that pg can put its time limit in between.
      callback(error: unknown): void {
        if (error) reject(error);
        else resolve(rows);
      },
      submit(connection: unknown): void {
        (connection as Connection).query(text);
      },
      handleCopyInResponse(connection: Connection): void {
        connection.stream.write(message);
        connection.endCopyFrom();
      },
      handleCommandComplete(message: { text: string }): void {
        rows = Number(message.text.split(' ')[1]);
      },
      handleReadyForQuery(): void {
        this.callback(undefined);
      },
      handleError(error: unknown): void {
        this.callback(error);
      },
    };
    client.query(statement);
  });
}
