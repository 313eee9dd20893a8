import { randomBytes } from 'node:crypto';
import { Client } from 'pg';

/** A database of its own for one test file: `url` for any client, `drop` when the file is done. */
export type TestDatabase = { url: string; drop(): Promise<void> };

/**
 * Clones the migrated template database: every table, no rows but those of the migrations. Call it once per file, in `beforeAll`,
 * and `drop` in `afterAll`; drop ends sessions that are still open.
 */
export async function createTestDatabase(): Promise<TestDatabase> {
  const server = requireSetupVariable('CROSSDESK_TEST_SERVER_URL');
  const template = requireSetupVariable('CROSSDESK_TEST_TEMPLATE');
  const name = `crossdesk_test_${process.pid}_${randomBytes(4).toString('hex')}`;
  await runOnServer(server, `create database ${name} template ${template} strategy file_copy`);
  return {
    url: withDatabaseName(server, name),
    drop: () => runOnServer(server, `drop database if exists ${name} with (force)`),
  };
}

/** The same server and user, another database. */
export function withDatabaseName(url: string, name: string): string {
  const changed = new URL(url);
  changed.pathname = `/${name}`;
  return changed.href;
}

/** Runs one statement in a connection of its own, for what cannot run inside a transaction. */
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
    throw new Error(`${name} is not set: run the tests through vitest.config.ts, whose set-up starts PostgreSQL.`);
  return value;
}
