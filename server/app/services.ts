import { join } from 'node:path';
import { scryptHasher } from '../identity/index.ts';
import type { Config } from '../platform/config.ts';
import type { Services } from '../platform/context.ts';
import { type Database, openDatabase } from '../platform/database.ts';
import { cachingResolver } from '../platform/dns-cache.ts';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../platform/embedded-postgres.ts';
import { bucketStore, folderStore } from '../platform/files.ts';
import type { Log } from '../platform/log.ts';
import { createMailSender } from '../platform/mail-sender.ts';
import { migrateDatabase } from '../platform/migrate.ts';
import { createSmsSender } from '../platform/sms-sender.ts';

export type OpenServices = { services: Services; database: Database; databaseUrl: string; close(): Promise<void> };

/**
 * Opens the services of a process: the migrated database (embedded if DATABASE_URL is not set) and
 * external services.
 */
export async function openServices(config: Config, log: Log): Promise<OpenServices> {
  const embedded: EmbeddedPostgres | null = config.databaseUrl
    ? null
    : await startEmbeddedPostgres({ dataDir: config.dataDir, log });
  const databaseUrl = config.databaseUrl ?? embedded?.url ?? '';
  try {
    await migrateDatabase(databaseUrl);
  } catch (error) {
    await embedded?.stop();
    throw error;
  }
  const database = openDatabase(databaseUrl, config.poolSize, log);
  const mail = createMailSender(config.smtpUrl, { timeoutMs: 30_000 });
  const sms = createSmsSender(config.twilio, { timeoutMs: 15_000 });
  const files = config.bucket ? bucketStore(config.bucket) : folderStore(join(config.dataDir, 'files'));
  return {
    services: {
      config,
      db: database.db,
      log,
      external: { mail, sms, files, resolver: cachingResolver(), passwords: scryptHasher },
      now: () => new Date(),
    },
    database,
    databaseUrl,
    close: async () => {
      mail.close();
      await database.close();
      await embedded?.stop();
    },
  };
}
