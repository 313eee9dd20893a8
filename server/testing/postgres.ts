import { removeAbandonedDatabase, startEmbeddedPostgres } from '../platform/embedded-postgres.ts';
import { migrateDatabase } from '../platform/migrate.ts';
import { runOnServer, withDatabaseName } from './database.ts';
import { createDatabaseFolder, removeOldDatabaseFolders } from './database-folder.ts';

const quiet = { info() {}, warn() {} };

/**
 * Vitest's global setup: one PostgreSQL for the whole run with a migrated template database, which
 * `createTestDatabase` clones; the projects of one run share it. TEST_DATABASE_URL uses that server
 * instead; its user must be allowed to create databases.
 */
export default async function startTestDatabase(): Promise<() => Promise<void>> {
  if (process.env.CROSSDESK_TEST_SERVER_URL) return async () => undefined;
  await removeOldDatabaseFolders();
  const serverUrl = process.env.TEST_DATABASE_URL;
  const folder = createDatabaseFolder();
  const started = serverUrl ? null : await startEmbeddedPostgres({ dataDir: folder, log: quiet, durability: 'test' });
  const url = started?.url ?? serverUrl ?? '';
  const template = `crossdesk_template_${process.pid}`;
  try {
    await createTemplate(url, template);
  } catch (error) {
    await started?.stop();
    throw error;
  }
  // Test files run in processes started after this, which inherit this environment.
  process.env.CROSSDESK_TEST_SERVER_URL = url;
  process.env.CROSSDESK_TEST_TEMPLATE = template;
  return async () => {
    if (!started) await runOnServer(url, `drop database if exists ${template}`);
    await started?.stop();
    await removeAbandonedDatabase(folder);
  };
}

async function createTemplate(url: string, template: string): Promise<void> {
  await runOnServer(url, `drop database if exists ${template}`);
  await runOnServer(url, `create database ${template}`);
  await migrateDatabase(withDatabaseName(url, template));
}
