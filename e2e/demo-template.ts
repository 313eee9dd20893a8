import { rm } from 'node:fs/promises';
import { openDesk } from './desk.ts';

/**
 * Global set-up of the journeys: makes the demo company once, in a folder with its embedded database. `openDesk` copies that
 * folder, so a journey starts in about two seconds and still has a server, a database and files of its own.
 */
export default async function prepareDemoTemplate(): Promise<() => Promise<void>> {
  const desk = await openDesk();
  await desk.stop();
  // Test files run in processes of their own, started after this and with this environment.
  process.env.CROSSDESK_DEMO_TEMPLATE = desk.dataDir;
  return () => rm(desk.dataDir, { recursive: true, force: true });
}
