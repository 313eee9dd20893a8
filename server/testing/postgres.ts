import { chmodSync, mkdtempSync, readdirSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { removeAbandonedDatabase, startEmbeddedPostgres } from '../platform/embedded-postgres.ts';
import { migrateDatabase } from '../platform/migrate.ts';
import { runOnServer, withDatabaseName } from './database.ts';

const quiet = { info() {}, warn() {} };
const startupMs = 60_000;
const folderPrefix = 'crossdesk-test-';

/**
 * Vitest's global setup: one PostgreSQL for the whole run with a migrated template database, which
 * `createTestDatabase` clones; the projects of one run share it. TEST_DATABASE_URL uses that server
 * instead; its user must be allowed to create databases.
 */
export default async function startTestDatabase(): Promise<() => Promise<void>> {
  if (process.env.CROSSDESK_TEST_SERVER_URL) return async () => undefined;
  await removeLeftovers();
  const serverUrl = process.env.TEST_DATABASE_URL;
  const folder = mkdtempSync(join(tmpdir(), folderPrefix));
  // When started as root, PostgreSQL runs as another user, who must be able to enter the folder.
  chmodSync(folder, 0o711);
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

/**
 * Removes folders of earlier runs that were killed; those of other users and of runs just starting
 * are kept.
 */
async function removeLeftovers(): Promise<void> {
  for (const name of readdirSync(tmpdir()).filter((one) => one.startsWith(folderPrefix))) {
    const folder = join(tmpdir(), name);
    const stat = statSync(folder, { throwIfNoEntry: false });
    const isOurs = stat?.uid === process.getuid?.();
    if (stat && isOurs && Date.now() - stat.mtimeMs > startupMs) await removeAbandonedDatabase(folder);
  }
}
