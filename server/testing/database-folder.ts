import { chmodSync, existsSync, mkdtempSync, readdirSync, statfsSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { removeAbandonedDatabase } from '../platform/embedded-postgres.ts';

const memoryFolder = '/dev/shm';
const enoughBytes = 8 * 2 ** 30;
const startupMs = 60_000;
const folderPrefix = 'crossdesk-test-';

function hasEnoughMemory(): boolean {
  if (!existsSync(memoryFolder) || process.availableMemory() < enoughBytes) return false;
  const { bavail, bsize } = statfsSync(memoryFolder);
  return bavail * bsize >= enoughBytes;
}

/**
 * Creates a folder for a test database: in memory if there is plenty, because every test file
 * copies a database, which on disk takes a fifth of the processor's time.
 */
export function createDatabaseFolder(): string {
  const folder = mkdtempSync(join(hasEnoughMemory() ? memoryFolder : tmpdir(), folderPrefix));
  // When started as root, PostgreSQL runs as another user, who must be able to enter the folder.
  chmodSync(folder, 0o711);
  return folder;
}

/**
 * Removes folders of earlier runs that were killed; those of other users and of runs just starting
 * are kept.
 */
export async function removeOldDatabaseFolders(): Promise<void> {
  for (const parent of [tmpdir(), memoryFolder].filter(existsSync)) {
    for (const name of readdirSync(parent).filter((one) => one.startsWith(folderPrefix))) {
      const folder = join(parent, name);
      const stat = statSync(folder, { throwIfNoEntry: false });
      const isOurs = stat?.uid === process.getuid?.();
      if (stat && isOurs && Date.now() - stat.mtimeMs > startupMs) await removeAbandonedDatabase(folder);
    }
  }
}
