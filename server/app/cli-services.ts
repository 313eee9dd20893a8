import { existsSync } from 'node:fs';
import type { Config } from '../platform/config.ts';
import type { Services } from '../platform/context.ts';
import { attachEmbeddedPostgres, startEmbeddedPostgres } from '../platform/embedded-postgres.ts';
import { openLog } from '../platform/log.ts';
import { openServices } from './services.ts';

/** Prints a message to standard error; standard output is for results only. */
export const print = (sentence: string): void => {
  process.stderr.write(`${sentence}\n`);
};

/**
 * The database a command uses: the operator's own, that of the running server, or one started for
 * this command.
 */
export type DatabaseSource = 'own' | 'running' | 'started';

/**
 * Runs `work` with a database: DATABASE_URL, that of the running server, or the embedded one, which
 * is stopped afterwards.
 */
export async function withDatabase<T>(
  config: Config,
  work: (databaseUrl: string, source: DatabaseSource) => Promise<T>,
): Promise<T> {
  if (config.databaseUrl) return work(config.databaseUrl, 'own');
  const running = existsSync(config.dataDir) ? await attachEmbeddedPostgres(config.dataDir) : null;
  if (running) return work(running, 'running');
  const started = await startEmbeddedPostgres({ dataDir: config.dataDir, log: { info: print, warn: print } });
  try {
    return await work(started.url, 'started');
  } finally {
    await started.stop();
  }
}

/**
 * Runs `work` with the application's services after migrating the database. Nothing is logged:
 * errors are reported by the command.
 */
export const withServices = <T>(config: Config, work: (services: Services) => Promise<T>): Promise<T> =>
  withDatabase(config, async (databaseUrl) => {
    const open = await openServices({ ...config, databaseUrl }, openLog('silent'));
    try {
      return await work(open.services);
    } finally {
      await open.close();
    }
  });
