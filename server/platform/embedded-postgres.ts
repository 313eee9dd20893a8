import { spawn } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, realpathSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { totalmem } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Client, DatabaseError } from 'pg';
import {
  type Credentials,
  cleanEnvironment,
  createCluster,
  databaseUser,
  readCredentials,
  writeCredentials,
} from './embedded-postgres-cluster.ts';
import { dataFolderOwner, type FolderLock, lockDataFolder } from './embedded-postgres-lock.ts';
import { findPaths, type PostgresPaths, removeFolder } from './embedded-postgres-paths.ts';
import {
  identifyProcess,
  isAlive,
  isPostgresIn,
  type ProcessIdentity,
  signalProcess,
  waitUntilGone,
} from './embedded-postgres-process.ts';
import { type Supervisor, superviseProcess } from './embedded-postgres-supervisor.ts';
import { databaseProgramMessage, StartupError } from './startup-error.ts';

type Log = { info(message: string): void; warn(message: string): void };

const database = 'crossdesk';
const stopMs = 10_000;
const slowStartMs = 10_000;
const maxLogBytes = 5_000_000;

/**
 * A sixteenth of the machine's memory. PostgreSQL allocates it on demand; the system cache does the
 * rest.
 */
const bufferMegabytes = Math.max(128, Math.min(2048, Math.floor(totalmem() / 16 / 2 ** 20)));

/** `safe` keeps every committed row after a power failure; `test` trades that for speed. */
const settings: Record<'safe' | 'test', Record<string, string>> = {
  safe: { fsync: 'on', synchronous_commit: 'on', max_connections: '120', shared_buffers: `${bufferMegabytes}MB` },
  test: {
    fsync: 'off',
    synchronous_commit: 'off',
    full_page_writes: 'off',
    // Several servers share it, each with its own database.
    max_connections: '300',
    shared_buffers: '128MB',
  },
};

/**
 * A running database: `url` for any PostgreSQL client, `stop` for a clean shutdown. If the database
 * ends by itself, it is started again with the same `url`.
 */
export type EmbeddedPostgres = { url: string; stop(): Promise<void> };

/**
 * Starts the bundled PostgreSQL, so that nothing else has to be installed. Data is stored in
 * `<dataDir>/postgres`, password and port (127.0.0.1 only) in `<dataDir>/postgres.json`, the log in
 * `<dataDir>/postgres.log`. A database left running by a killed server is taken over. Throws if
 * another process still holds the folder after `waitMs`, which allows for a server that is
 * stopping. `stop` resolves when PostgreSQL has ended.
 */
export async function startEmbeddedPostgres(options: {
  dataDir: string;
  log: Log;
  port?: number;
  durability?: 'safe' | 'test';
  waitMs?: number;
}): Promise<EmbeddedPostgres> {
  const dataDir = resolve(options.dataDir);
  mkdirSync(dataDir, { recursive: true });
  const lock = await waitForLock(dataDir, options.log, options.waitMs ?? stopMs);
  try {
    const access = readCredentials(dataDir);
    const paths = await findPaths(dataDir, options.log);
    await createCluster(paths, access.password, options.log);
    const start = { ...options, dataDir, paths, access, lock };
    const running = (await takeOverOrphan(paths.folder, access.password, options.log)) ?? (await launchPostgres(start));
    const { port } = running;
    await createDatabase(port, access.password);
    const supervisor = superviseProcess(running.identity, options.log, async () => {
      const orphan = await takeOverOrphan(paths.folder, access.password, options.log);
      return (orphan ?? (await launchPostgres({ ...start, port }))).identity;
    });
    return createHandle(supervisor, connectionUrl(port, access.password, database), lock);
  } catch (error) {
    lock.release();
    throw error;
  }
}

/**
 * The URL of the database that a running server uses in this data folder, for command-line
 * commands; null if no server is running. Waits at most `waitMs` for a server that is starting.
 */
export async function attachEmbeddedPostgres(dataDir: string, waitMs = slowStartMs): Promise<string | null> {
  const folderPath = resolve(dataDir);
  const deadline = Date.now() + waitMs;
  for (let owner = dataFolderOwner(folderPath); owner !== null; owner = dataFolderOwner(folderPath)) {
    const folder = join(folderPath, 'postgres');
    const running = existsSync(folder) ? runningPostmaster(realpathSync(folder)) : null;
    if (running) {
      const { password } = readCredentials(folderPath);
      if ((await tryConnect(running.port, password, database)) === 'ready') {
        return connectionUrl(running.port, password, database);
      }
    }
    if (Date.now() > deadline)
      throw new StartupError(`The server (process ${owner}) uses ${folderPath}, but its database is not responding.`);
    await pause(100);
  }
  return null;
}

async function waitForLock(dataDir: string, log: Log, waitMs: number): Promise<FolderLock> {
  const deadline = Date.now() + waitMs;
  const owner = dataFolderOwner(dataDir);
  if (owner !== null && waitMs > 0) log.info(`Waiting for the server that uses ${dataDir} to stop (process ${owner}).`);
  while (dataFolderOwner(dataDir) !== null && Date.now() < deadline) await pause(50);
  return lockDataFolder(dataDir);
}

/**
 * Stops and deletes the database of a temporary data folder whose owner has died. False if the
 * owner is running.
 */
export async function removeAbandonedDatabase(dataDir: string): Promise<boolean> {
  if (dataFolderOwner(dataDir) !== null) return false;
  const folder = join(dataDir, 'postgres');
  if (existsSync(folder)) await stopOrphan(realpathSync(folder));
  removeFolder(dataDir);
  return true;
}

function createHandle(supervisor: Supervisor, url: string, lock: FolderLock): EmbeddedPostgres {
  // PostgreSQL runs in its own session so that Ctrl-C does not stop it before the server has
  // finished. If this process exits without calling stop, this handler stops PostgreSQL.
  const onExit = () => {
    const identity = supervisor.current();
    if (isAlive(identity)) signalProcess(identity.pid, 'SIGINT');
    lock.release();
  };
  process.once('exit', onExit);
  return {
    url,
    async stop() {
      process.removeListener('exit', onExit);
      await stopPostgres(await supervisor.end());
      lock.release();
    },
  };
}

/** Fast shutdown: rolls back open transactions, ends sessions and writes all data. */
async function stopPostgres(identity: ProcessIdentity): Promise<void> {
  if (!isAlive(identity)) return;
  signalProcess(identity.pid, 'SIGINT');
  if (await waitUntilGone(identity, 60_000)) return;
  signalProcess(identity.pid, 'SIGQUIT');
  if (!(await waitUntilGone(identity, 20_000))) throw new Error(`PostgreSQL (process ${identity.pid}) did not stop.`);
}

async function takeOverOrphan(folder: string, password: string, log: Log) {
  const orphan = readPostmaster(folder);
  if (!orphan) return null;
  if ((await waitUntilReady(orphan.identity, orphan.port, password, () => {}, slowStartMs)) === 'ready') {
    log.warn(`Taking over the database left running by a killed server (process ${orphan.identity.pid}).`);
    return orphan;
  }
  log.warn(`Stopping a database that was left running and is not responding (process ${orphan.identity.pid}).`);
  await stopPostgres(orphan.identity);
  return null;
}

async function stopOrphan(folder: string): Promise<void> {
  const orphan = readPostmaster(folder);
  if (orphan) await stopPostgres(orphan.identity);
}

/**
 * The PostgreSQL process of this folder. Without one, removes a stale postmaster.pid and returns
 * null.
 */
function readPostmaster(folder: string): { identity: ProcessIdentity; port: number } | null {
  const running = runningPostmaster(folder);
  if (!running) rmSync(join(folder, 'postmaster.pid'), { force: true });
  return running;
}

function runningPostmaster(folder: string): { identity: ProcessIdentity; port: number } | null {
  const path = join(folder, 'postmaster.pid');
  if (!existsSync(path)) return null;
  const lines = readFileSync(path, 'utf8').split('\n');
  const pid = Math.abs(Number(lines[0]));
  const identity = isPostgresIn(pid, realpathSync(folder)) ? identifyProcess(pid) : null;
  return identity ? { identity, port: Number(lines[3]) } : null;
}

async function launchPostgres(start: {
  dataDir: string;
  log: Log;
  port?: number;
  durability?: 'safe' | 'test';
  paths: PostgresPaths;
  access: Credentials;
  lock: FolderLock;
}) {
  const { dataDir, paths, access, log } = start;
  const logPath = join(dataDir, 'postgres.log');
  for (let attempt = 1; ; attempt++) {
    const port = start.port ?? ((await isPortFree(access.port)) ? access.port : await freePort());
    if (port !== access.port) writeCredentials(dataDir, { password: access.password, port });
    const logStart = prepareLog(logPath);
    if (!start.lock.isHeld()) throw new StartupError(`The data folder ${dataDir} was locked by another server.`);
    const identity = spawnPostgres(paths, port, settings[start.durability ?? 'safe'], logPath);
    const outcome = await waitUntilReady(identity, port, access.password, (text) => log.info(text));
    if (outcome === 'ready') return { identity, port };
    if (outcome === 'refused') {
      await stopPostgres(identity);
      throw new StartupError(`The database does not accept the password in ${join(dataDir, 'postgres.json')}.`);
    }
    const startLog = readFileSync(logPath, 'utf8').slice(logStart);
    if (attempt < 3 && start.port === undefined && startLog.includes('could not bind')) continue;
    // After the database was killed, its sessions need a moment to release the shared memory,
    // and its lock file names a process that counts as running until it is reaped.
    if (attempt < 20 && /pre-existing shared memory block|lock file "postmaster.pid" already exists/.test(startLog)) {
      await pause(250);
      readPostmaster(paths.folder);
      continue;
    }
    throw new StartupError(databaseProgramMessage(startLog, logPath));
  }
}

/**
 * Deletes the log if it is too large; returns the offset where the messages of this start begin.
 */
function prepareLog(path: string): number {
  const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  if (size <= maxLogBytes) return size;
  rmSync(path);
  return 0;
}

function spawnPostgres(
  paths: PostgresPaths,
  port: number,
  settings: Record<string, string>,
  logPath: string,
): ProcessIdentity {
  const flags: Record<string, string> = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    // The application logs failed statements; this log is only for the database itself.
    log_min_messages: 'log',
    log_checkpoints: 'off',
    timezone: 'UTC',
    ...settings,
  };
  const output = openSync(logPath, 'a', 0o600);
  try {
    const child = spawn(
      join(paths.bin, 'postgres'),
      [
        '-D',
        paths.folder,
        '-p',
        String(port),
        ...Object.entries(flags).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
      ],
      { ...paths.runAs, cwd: paths.folder, detached: true, stdio: ['ignore', output, output], env: cleanEnvironment() },
    );
    child.on('error', () => {});
    child.unref();
    const identity = child.pid === undefined ? null : identifyProcess(child.pid);
    if (!identity) throw new StartupError(`Could not start the database program ${paths.bin}.`);
    return identity;
  } finally {
    closeSync(output);
  }
}

/**
 * `gone`: the process ended. `refused`: it rejected the password. `late`: no response within
 * `timeoutMs` (null: no limit).
 */
async function waitUntilReady(
  identity: ProcessIdentity,
  port: number,
  password: string,
  onWait: (text: string) => void,
  timeoutMs: number | null = null,
): Promise<'ready' | 'gone' | 'refused' | 'late'> {
  const startedAt = Date.now();
  let loggedAt = startedAt;
  while (isAlive(identity)) {
    const answer = await tryConnect(port, password);
    if (answer !== 'silent') return answer;
    if (timeoutMs !== null && Date.now() - startedAt > timeoutMs) return 'late';
    if (Date.now() - loggedAt > slowStartMs) {
      onWait('Still waiting for the database, which may be recovering from a crash.');
      loggedAt = Date.now();
    }
    await pause(25);
  }
  return 'gone';
}

async function tryConnect(port: number, password: string, name = 'postgres'): Promise<'ready' | 'refused' | 'silent'> {
  const client = new Client({
    connectionString: connectionUrl(port, password, name),
    connectionTimeoutMillis: 3000,
  });
  client.on('error', () => {});
  try {
    await client.connect();
    return 'ready';
  } catch (error) {
    return error instanceof DatabaseError && error.code === '28P01' ? 'refused' : 'silent';
  } finally {
    await client.end().catch(() => {});
  }
}

async function createDatabase(port: number, password: string): Promise<void> {
  const client = new Client({ connectionString: connectionUrl(port, password, 'postgres') });
  await client.connect();
  try {
    const found = await client.query('select 1 from pg_database where datname = $1', [database]);
    if (found.rowCount === 0) await client.query(`create database ${database}`);
  } finally {
    await client.end();
  }
}

function connectionUrl(port: number, password: string, name: string): string {
  return `postgres://${databaseUser}:${password}@127.0.0.1:${port}/${name}`;
}

async function isPortFree(port: number): Promise<boolean> {
  return port > 0 && (await listenOnce(port)) !== null;
}

async function freePort(): Promise<number> {
  const port = await listenOnce(0);
  if (port === null) throw new StartupError('Could not find a free port on 127.0.0.1 for the database.');
  return port;
}

function listenOnce(port: number): Promise<number | null> {
  return new Promise((done) => {
    const probe = createServer();
    probe.once('error', () => done(null));
    probe.listen(port, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => done(typeof address === 'object' && address ? address.port : null));
    });
  });
}
