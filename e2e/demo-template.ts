import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startDemoServer, waitUntilIdle } from '@crossdesk/server/testing/demo-server.ts';
import { browserPath } from './browser.ts';
import { outcomeFile, type PreparedDemo } from './demo-copy.ts';
import { type Desk, openDesk } from './desk.ts';

/**
 * Global setup of the end-to-end tests: creates the demo company once and starts a database server
 * with it, on which `openDesk` copies the database. So a test file starts in about two seconds and
 * still has its own server, database and files. Other tests run meanwhile: `openDesk` waits until
 * the company is prepared.
 */
export default async function prepareDemoTemplate(): Promise<() => Promise<void>> {
  // Unpacks the browser, which two test files must not do at once.
  await browserPath();
  const folder = await mkdtemp(join(tmpdir(), 'crossdesk-demo-'));
  // Test files run in separate processes, which inherit this environment.
  process.env.CROSSDESK_DEMO_TEMPLATE = folder;
  const preparing = prepare(folder);
  return async () => {
    const { desk, database } = await preparing;
    await database?.stop();
    await desk?.remove();
    await rm(folder, { recursive: true, force: true });
  };
}

type Prepared = { desk?: Desk; database?: Awaited<ReturnType<typeof startDemoServer>> };

async function prepare(folder: string): Promise<Prepared> {
  const prepared: Prepared = {};
  let outcome: PreparedDemo | { error: string };
  try {
    prepared.desk = await openDesk({}, { isNew: true });
    const { dataDir } = prepared.desk;
    await waitUntilIdle(await prepared.desk.databaseUrl());
    await prepared.desk.stop();
    prepared.database = await startDemoServer(dataDir);
    outcome = { dataDir, databaseUrl: prepared.database.url };
  } catch (error) {
    outcome = { error: error instanceof Error ? error.message : String(error) };
  }
  await writeFile(`${outcomeFile(folder)}.new`, JSON.stringify(outcome));
  await rename(`${outcomeFile(folder)}.new`, outcomeFile(folder));
  return prepared;
}
