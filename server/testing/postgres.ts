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
 * Vitest's global set-up: one PostgreSQL for the whole run and in it a migrated template database, which `testDatabase` clones.
 * With TEST_DATABASE_URL that server is used instead of a started one; its user must be allowed to create databases.
 */
export default async function startTestDatabase(): Promise<() => Promise<void>> {
  await removeLeftovers();
  const given = process.env.TEST_DATABASE_URL;
  const folder = mkdtempSync(join(tmpdir(), folderPrefix));
  // As root, PostgreSQL runs as another user, who must be able to enter.
  chmodSync(folder, 0o711);
  const started = given ? null : await startEmbeddedPostgres({ dataDir: folder, log: quiet, durability: 'test' });
  const url = started?.url ?? given ?? '';
  const template = `crossdesk_template_${process.pid}`;
  try {
    await createTemplate(url, template);
  } catch (error) {
    await started?.stop();
    throw error;
  }
  // Test files run in processes of their own, started after this and with this environment.
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

/** Folders of earlier runs that were killed before they could clean up; those of other users and of runs just starting stay. */
async function removeLeftovers(): Promise<void> {
  for (const name of readdirSync(tmpdir()).filter((one) => one.startsWith(folderPrefix))) {
    const folder = join(tmpdir(), name);
    const stat = statSync(folder, { throwIfNoEntry: false });
    const isOurs = stat?.uid === process.getuid?.();
    if (stat && isOurs && Date.now() - stat.mtimeMs > startupMs) await removeAbandonedDatabase(folder);
  }
}
