import { rm } from 'node:fs/promises';
import { openDesk } from './desk.ts';

/**
 * Global setup of the end-to-end tests: creates the demo company once, in a folder with its
 * embedded database. `openDesk` copies the folder, so a test file starts in about two seconds and
 * still has its own server, database and files.
 */
export default async function prepareDemoTemplate(): Promise<() => Promise<void>> {
  const desk = await openDesk();
  await desk.stop();
  // Test files run in separate processes, which inherit this environment.
  process.env.CROSSDESK_DEMO_TEMPLATE = desk.dataDir;
  return () => rm(desk.dataDir, { recursive: true, force: true });
}
