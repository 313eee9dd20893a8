import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { copyDemoDatabase } from '@crossdesk/server/testing/demo-server.ts';
import { capture } from './capture.ts';

/**
 * The demo company that demo-template.ts prepares: `dataDir` is the data folder of a stopped
 * server, `databaseUrl` a running database with the same rows.
 */
export type PreparedDemo = { dataDir: string; databaseUrl: string };

/** The file of a template folder that says how its preparation ended. */
export const outcomeFile = (folder: string) => join(folder, 'outcome.json');

/** The database of a copied demo company; null if it is embedded. */
export type DemoCopy = { databaseUrl: string | null; drop(): Promise<void> };

export const notCopied: DemoCopy = { databaseUrl: null, drop: async () => undefined };

/** Waits until the demo company is prepared, if demo-template.ts was started. */
export async function preparedDemo(): Promise<PreparedDemo | null> {
  const folder = process.env.CROSSDESK_DEMO_TEMPLATE;
  if (!folder) return null;
  for (;;) {
    const text = await readFile(outcomeFile(folder), 'utf8').catch(() => '');
    const outcome = text ? (JSON.parse(text) as PreparedDemo | { error: string }) : null;
    if (outcome && 'error' in outcome) throw new Error(`the demo company was not created: ${outcome.error}`);
    if (outcome) return outcome;
    await pause(100);
  }
}

/**
 * Copies the prepared demo company into an empty data folder, and its database, which stays on the
 * shared server unless it is embedded.
 */
export async function copyDemo(dataDir: string, isEmbedded = false): Promise<DemoCopy> {
  const demo = await preparedDemo();
  if (!demo) return notCopied;
  const files = isEmbedded ? ['.'] : ['files', 'secret', 'demo-accounts.json'];
  // The system's `cp` keeps the owner, which PostgreSQL requires when the tests run as root.
  const from = files.map((name) => join(demo.dataDir, name, name === '.' ? '.' : ''));
  await capture(spawn('cp', ['-a', ...from, dataDir], { stdio: ['ignore', 'pipe', 'pipe'] }));
  if (isEmbedded) return notCopied;
  const { url, drop } = await copyDemoDatabase(demo.databaseUrl);
  return { databaseUrl: url, drop };
}
