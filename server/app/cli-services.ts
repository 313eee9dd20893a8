import { existsSync } from 'node:fs';
import type { Config } from '../platform/config.ts';
import type { Services } from '../platform/context.ts';
import { attachEmbeddedPostgres, startEmbeddedPostgres } from '../platform/embedded-postgres.ts';
import { openLog } from '../platform/log.ts';
import { openServices } from './services.ts';

/** What a command has to say besides its result goes to standard error. */
export const print = (sentence: string): void => {
  process.stderr.write(`${sentence}\n`);
};

/** How a command reached the database: the operator's own, that of the running server, or one started only for this command. */
export type DatabaseSource = 'own' | 'running' | 'started';

/** Gives the work a database: DATABASE_URL, else the one of the running server, else ours, started for it and stopped afterwards. */
export async function withDatabase<T>(
  config: Config,
  work: (databaseUrl: string, reached: DatabaseSource) => Promise<T>,
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

/** Runs the work with the services of the application on that database, after migration. Nothing is logged: an error is the answer of the command. */
export const withServices = <T>(config: Config, work: (services: Services) => Promise<T>): Promise<T> =>
  withDatabase(config, async (databaseUrl) => {
    const open = await openServices({ ...config, databaseUrl }, openLog('silent'));
    try {
      return await work(open.services);
    } finally {
      await open.close();
    }
  });
