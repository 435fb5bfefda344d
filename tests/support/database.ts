/** A fresh, migrated database for a test file; dropped when the file is done. */
import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { inject } from 'vitest';
import { type Db, openDb } from '../../src/store/db.ts';
import { atEnd } from './at-end.ts';

export type TestDatabase = { readonly url: string; readonly db: Db };

async function onServer(sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: inject('postgresUrl') });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

/** Call it in `beforeAll` (or a test); it cleans up after the file by itself. */
export async function freshDatabase(): Promise<TestDatabase> {
  const name = `test_${randomBytes(6).toString('hex')}`;
  await onServer(`create database ${name} template ${inject('templateName')}`);
  const url = new URL(inject('postgresUrl'));
  url.pathname = `/${name}`;
  const db = openDb({ url: url.href, poolMax: 6, onIdleError: () => {} });
  atEnd(async () => {
    await db.$client.end();
    await onServer(`drop database if exists ${name} with (force)`);
  });
  return { url: url.href, db };
}
