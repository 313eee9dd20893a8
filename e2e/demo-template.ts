import { rm } from 'node:fs/promises';
import { browserPath } from './browser.ts';
import { openDesk } from './desk.ts';

/**
 * Global setup of the end-to-end tests: creates the demo company once, in a folder with its
 * embedded database. `openDesk` copies the folder, so a test file starts in about two seconds and
 * still has its own server, database and files.
 */
export default async function prepareDemoTemplate(): Promise<() => Promise<void>> {
  // Unpacks the browser, which two test files must not do at once.
  await browserPath();
  const desk = await openDesk();
  await desk.stop();
  // Test files run in separate processes, which inherit this environment.
  process.env.CROSSDESK_DEMO_TEMPLATE = desk.dataDir;
  return () => rm(desk.dataDir, { recursive: true, force: true });
}
