import { randomBytes } from 'node:crypto';
import { Client } from 'pg';

/** A database for one test file: `url` for any client, `drop` when the file is done. */
export type TestDatabase = { url: string; drop(): Promise<void> };

/**
 * Clones the migrated template database, with no rows but those of the migrations. Call once per
 * file in `beforeAll`, and `drop` in `afterAll`; drop ends open sessions.
 */
export const createTestDatabase = (): Promise<TestDatabase> =>
  createDatabase(`template ${requireSetupVariable('CROSSDESK_TEST_TEMPLATE')} strategy file_copy`);

/** A database without any table, to be dropped likewise. */
export const createEmptyDatabase = (): Promise<TestDatabase> => createDatabase('');

async function createDatabase(options: string): Promise<TestDatabase> {
  const server = requireSetupVariable('CROSSDESK_TEST_SERVER_URL');
  const name = `crossdesk_test_${process.pid}_${randomBytes(4).toString('hex')}`;
  await runOnServer(server, `create database ${name} ${options}`);
  return {
    url: withDatabaseName(server, name),
    drop: () => runOnServer(server, `drop database if exists ${name} with (force)`),
  };
}

/** The same server and user with another database. */
export function withDatabaseName(url: string, name: string): string {
  const changed = new URL(url);
  changed.pathname = `/${name}`;
  return changed.href;
}

/** Runs one statement in its own connection, for statements that cannot run in a transaction. */
export async function runOnServer(url: string, sql: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

function requireSetupVariable(name: string): string {
  const value = process.env[name];
  if (!value)
    throw new Error(`${name} is not set: run the tests with vitest.config.ts, whose setup starts PostgreSQL.`);
  return value;
}
