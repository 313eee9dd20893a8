import { randomBytes } from 'node:crypto';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { migrations } from '../migrations/index.ts';
import { type Config, ConfigError, readConfig } from '../platform/config.ts';
import { bucketStore, folderStore, readAll } from '../platform/files.ts';
import { createMailSender } from '../platform/mail-sender.ts';
import { StartupError, startupMessage } from '../platform/startup-error.ts';
import type { DatabaseSource } from './cli-services.ts';
import { withUsablePorts } from './ports.ts';

type CheckResult = { name: string; isOk: boolean; detail: string };

const errorMessage = (error: unknown): string =>
  error instanceof AggregateError && error.message === ''
    ? error.errors.map(errorMessage).join('; ')
    : error instanceof Error
      ? error.message || error.name
      : String(error);

const runCheckWith =
  (config: Config) =>
  async (name: string, test: () => Promise<string>): Promise<CheckResult> => {
    try {
      return { name, isOk: true, detail: await test() };
    } catch (error) {
      const detail = startupMessage(error, config) ?? errorMessage(error);
      return { name, isOk: false, detail: detail.replace(/\s*\n\s*/g, ' ') };
    }
  };

const minPostgresVersion = 15;
const sourceNames: Record<DatabaseSource, string> = {
  own: 'DATABASE_URL',
  running: 'used by the running server',
  started: 'in the data folder, started for this check',
};

async function checkDatabase(config: Config): Promise<CheckResult[]> {
  const runCheck = runCheckWith(config);
  const { withDatabase } = await import('./cli-services.ts');
  const lines: CheckResult[] = [];
  const database = await runCheck('database', () =>
    withDatabase(config, async (url, source) => {
      const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
      await client.connect();
      try {
        const { rows } = await client.query<{ server_version: string }>('show server_version');
        const version = rows[0]?.server_version ?? '';
        if (Number.parseInt(version, 10) < minPostgresVersion)
          throw new StartupError(`PostgreSQL ${version} is older than ${minPostgresVersion}`);
        lines.push(await runCheck('migrations', () => checkMigrations(client)));
        return `PostgreSQL ${version} (${sourceNames[source]})`;
      } finally {
        await client.end();
      }
    }),
  );
  if (lines.length === 0)
    lines.push({ name: 'migrations', isOk: false, detail: 'not checked because the database is unavailable' });
  return [database, ...lines];
}

async function checkMigrations(client: pg.Client): Promise<string> {
  const table = await client.query("select to_regclass('kysely_migration') is not null as exists");
  const applied = table.rows[0]?.exists
    ? await client.query<{ name: string }>('select name from kysely_migration')
    : null;
  const known = new Set(applied?.rows.map((row) => row.name));
  const wanted = Object.keys(migrations);
  const missing = wanted.filter((name) => !known.has(name));
  if (missing.length > 0) throw new Error(`${missing.join(', ')} not applied: run "migrate" or start the server`);
  const newer = [...known].filter((name) => !wanted.includes(name));
  if (newer.length > 0) throw new Error(`the database is newer than this program: ${newer.join(', ')}`);
  return `${wanted.length} of ${wanted.length} applied`;
}

async function checkFolder(folder: string): Promise<string> {
  await mkdir(folder, { recursive: true });
  const file = join(folder, `check-${randomBytes(6).toString('hex')}`);
  await writeFile(file, 'check', { mode: 0o600 });
  await rm(file);
  return folder;
}

/** The ports are free, or used by a running Crossdesk. */
async function checkPorts(config: Config): Promise<string> {
  const host = ['0.0.0.0', '::'].includes(config.host) ? '127.0.0.1' : config.host;
  const health = await fetch(`http://${host}:${config.port}/healthz`, { signal: AbortSignal.timeout(2_000) })
    .then((response) => response.json() as Promise<{ name?: unknown }>)
    .catch(() => null);
  if (health?.name === 'crossdesk') return `${config.port}, used by the running server`;
  const { port, smtpInPort } = await withUsablePorts(config, 'all');
  return `${port} and ${smtpInPort} for email are free`;
}

async function checkMail(smtpUrl: string | null): Promise<string> {
  if (!smtpUrl) return 'SMTP_URL is not set; mail is kept in Settings › Outbox';
  const sender = createMailSender(smtpUrl, { timeoutMs: 10_000 });
  try {
    await sender.verify();
    return new URL(smtpUrl).host;
  } finally {
    sender.close();
  }
}

async function checkFiles(config: Config): Promise<string> {
  const store = config.bucket ? bucketStore(config.bucket) : folderStore(join(config.dataDir, 'files'));
  // The same content each time, so that repeated checks leave only one file.
  const content = Buffer.from('crossdesk check\n');
  const { hash } = await store.put(content, content.length);
  const back = await store.get(hash);
  if (!back || !(await readAll(back)).equals(content)) throw new Error('the written file could not be read back');
  return config.bucket ? `${config.bucket.endpoint}/${config.bucket.bucket}` : join(config.dataDir, 'files');
}

/**
 * Checks everything the server needs and prints a line for each to standard output. Returns the
 * exit code: 0 if all checks pass, otherwise 1.
 */
export async function check(env: NodeJS.ProcessEnv): Promise<number> {
  let failed = 0;
  const printResult = ({ name, isOk, detail }: CheckResult) => {
    if (!isOk) failed++;
    process.stdout.write(`${isOk ? 'ok    ' : 'failed'}  ${name}: ${detail}\n`);
  };
  let config: Config;
  try {
    config = readConfig(env);
  } catch (error) {
    const errors = error instanceof ConfigError ? error.message.split('\n') : [errorMessage(error)];
    printResult({ name: 'settings', isOk: false, detail: errors.join(' ') });
    return 1;
  }
  printResult({ name: 'settings', isOk: true, detail: config.isProduction ? 'production' : 'not production' });
  const runCheck = runCheckWith(config);
  printResult(await runCheck('data folder', () => checkFolder(config.dataDir)));
  for (const line of await checkDatabase(config)) printResult(line);
  printResult(await runCheck('ports', () => checkPorts(config)));
  printResult(await runCheck('outgoing mail', () => checkMail(config.smtpUrl)));
  printResult(await runCheck('file store', () => checkFiles(config)));
  return failed > 0 ? 1 : 0;
}
