import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, readFileSync, readlinkSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createDatabaseFolder } from '../testing/database-folder.ts';
import {
  attachEmbeddedPostgres,
  type EmbeddedPostgres,
  removeAbandonedDatabase,
  startEmbeddedPostgres,
} from './embedded-postgres.ts';
import { lockDataFolder } from './embedded-postgres-lock.ts';
import { identifyProcess, isAlive } from './embedded-postgres-process.ts';

const messages: string[] = [];
const log = { info: (text: string) => messages.push(text), warn: (text: string) => messages.push(text) };
/** A data folder with a stopped database, to be copied, because creating one takes a second. */
let prepared: string;
let dataDir: string;
let running: EmbeddedPostgres[] = [];

beforeAll(async () => {
  prepared = createDatabaseFolder();
  await (await startEmbeddedPostgres({ dataDir: prepared, log, durability: 'test' })).stop();
});
afterAll(() => removeAbandonedDatabase(prepared));
beforeEach(() => {
  messages.length = 0;
  dataDir = createDatabaseFolder();
});
afterEach(async () => {
  for (const database of running) await database.stop();
  running = [];
  await removeAbandonedDatabase(dataDir);
});

async function query(url: string, sql: string): Promise<unknown[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}

/** The system's `cp` keeps the owner, which PostgreSQL requires when the tests run as root. */
const copyPrepared = () => execFileSync('cp', ['-a', `${prepared}/.`, dataDir]);

async function start(durability: 'safe' | 'test' = 'test'): Promise<EmbeddedPostgres> {
  const database = await startEmbeddedPostgres({ dataDir, log, durability });
  running.push(database);
  return database;
}

const startCopy = (durability: 'safe' | 'test' = 'test') => {
  copyPrepared();
  return start(durability);
};

const postmasterPid = () => Number(readFileSync(join(dataDir, 'postgres/postmaster.pid'), 'utf8').split('\n')[0]);

/**
 * Starts a copied database in a separate process, as the server does; resolves with its URL once
 * it is ready.
 */
async function startInChild(durability = 'test'): Promise<{ child: ChildProcess; url: string }> {
  copyPrepared();
  const module = new URL('./embedded-postgres.ts', import.meta.url).href;
  const program = `
    import { startEmbeddedPostgres } from ${JSON.stringify(module)};
    const log = { info() {}, warn() {} };
    const { url } = await startEmbeddedPostgres({ dataDir: ${JSON.stringify(dataDir)}, log, durability: '${durability}' });
    console.log(url);
    setInterval(() => {}, 1000);`;
  const node = join(import.meta.dirname, '../../node_modules/.bin/node');
  const child = spawn(node, ['--input-type=module', '--eval', program], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [chunk]: Buffer[] = await once(child.stdout, 'data');
  return { child, url: String(chunk).trim() };
}

async function kill(child: ChildProcess): Promise<void> {
  child.kill('SIGKILL');
  await once(child, 'exit');
}

describe('the embedded database', () => {
  it('keeps its rows, password and port after a restart', async () => {
    const first = await start();
    await query(first.url, "create table note as select 'kept' as text");
    const pid = postmasterPid();
    await first.stop();
    expect(identifyProcess(pid)).toBeNull();

    const second = await start();
    expect(second.url).toBe(first.url);
    expect(await query(second.url, 'select text from note')).toEqual([{ text: 'kept' }]);
  });

  it('uses UTF-8, listens on this machine only, and its password is readable only by its owner', async () => {
    const database = await startCopy();
    expect(new URL(database.url).hostname).toBe('127.0.0.1');
    expect(await query(database.url, 'show server_encoding')).toEqual([{ server_encoding: 'UTF8' }]);
    expect(await query(database.url, 'show listen_addresses')).toEqual([{ listen_addresses: '127.0.0.1' }]);
    expect(statSync(join(dataDir, 'postgres.json')).mode & 0o777).toBe(0o600);
    const wrong = database.url.replace(/:[0-9a-f]+@/, ':wrong@');
    await expect(query(wrong, 'select 1')).rejects.toThrow('password authentication failed');
  });

  it('keeps every committed row after a power failure unless it runs in test mode', async () => {
    const database = await startCopy('safe');
    expect(
      await query(database.url, "select current_setting('fsync') || current_setting('full_page_writes') as s"),
    ).toEqual([{ s: 'onon' }]);
  });

  it('can be used by a command while the server is running', async () => {
    expect(await attachEmbeddedPostgres(dataDir)).toBeNull();
    const { child, url } = await startInChild();
    expect(await attachEmbeddedPostgres(dataDir)).toBe(url);
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(existsSync(join(dataDir, 'postgres/postmaster.pid'))).toBe(true);
    expect(await attachEmbeddedPostgres(dataDir)).toBeNull();
  });

  it('is taken over when the server that started it was killed', async () => {
    const { child, url } = await startInChild();
    await query(url, 'create table note as select 7 as number');
    const pid = postmasterPid();
    await kill(child);
    expect(identifyProcess(pid)).not.toBeNull();

    const again = await start();
    expect(messages.join()).toContain('Taking over');
    expect(postmasterPid()).toBe(pid);
    expect(await query(again.url, 'select number from note')).toEqual([{ number: 7 }]);
    await again.stop();
    expect(identifyProcess(pid)).toBeNull();
  });

  it('restarts with its rows after server and database were killed together', async () => {
    const { child, url } = await startInChild('safe');
    await query(url, 'create table note as select 7 as number');
    process.kill(postmasterPid(), 'SIGKILL');
    await kill(child);
    expect(existsSync(join(dataDir, 'postgres/postmaster.pid'))).toBe(true);

    const again = await start();
    expect(await query(again.url, 'select number from note')).toEqual([{ number: 7 }]);
  });

  it('is started again with the same address and rows when it was killed, and can then be stopped', async () => {
    const database = await startCopy('safe');
    await query(database.url, 'create table note as select 7 as number');
    const pid = postmasterPid();
    process.kill(pid, 'SIGKILL');
    await expect
      .poll(() => query(database.url, 'select number from note').catch(() => []), { timeout: 15_000, interval: 50 })
      .toEqual([{ number: 7 }]);
    const restarted = postmasterPid();
    expect(restarted).not.toBe(pid);
    expect(messages.join()).toContain(`The database (process ${pid}) ended unexpectedly and is started again.`);
    await database.stop();
    expect(identifyProcess(restarted)).toBeNull();
  });

  it('is stopped, not taken over, if it was left running with a different password', async () => {
    const { child, url } = await startInChild();
    await query(url, "alter role crossdesk password 'changed by hand'");
    const pid = postmasterPid();
    await kill(child);
    await expect(start()).rejects.toThrow('does not accept the password in');
    expect(identifyProcess(pid)).toBeNull();
    expect(existsSync(join(dataDir, 'postgres/postmaster.pid'))).toBe(false);
  });

  it.runIf(process.getuid?.() === 0)(
    "is stored where its user has access if that user cannot access root's folder",
    async () => {
      chmodSync(dataDir, 0o700);
      const first = await start();
      expect(messages.join()).toContain('the database is stored in /var/lib/crossdesk/');
      await query(first.url, 'create table note as select 7 as number');
      await first.stop();
      const again = await start();
      expect(await query(again.url, 'select number from note')).toEqual([{ number: 7 }]);
      await again.stop();
      const place = readlinkSync(join(dataDir, 'postgres'));
      await removeAbandonedDatabase(dataDir);
      expect(existsSync(place)).toBe(false);
    },
  );

  it('waits for a server that is stopping', async () => {
    const first = await startCopy();
    const [second] = await Promise.all([start(), first.stop()]);
    expect(messages.join()).toContain('Waiting for the server');
    expect(second.url).toBe(first.url);
  });

  it('refuses a second server on the same folder and names the first', async () => {
    const { child } = await startInChild();
    const second = startEmbeddedPostgres({ dataDir, log, waitMs: 100 });
    await expect(second).rejects.toThrow(`already in use by another Crossdesk server (process ${child.pid})`);
    await kill(child);
  });
});

describe('the lock on a data folder', () => {
  it('ignores a lock whose process id now belongs to another process', () => {
    writeFileSync(join(dataDir, 'crossdesk.lock'), JSON.stringify({ pid: process.pid, born: 'another-boot/1' }));
    const lock = lockDataFolder(dataDir);
    expect(lock.isHeld()).toBe(true);
    expect(() => lockDataFolder(dataDir)).toThrow('already in use');
    lock.release();
    expect(existsSync(join(dataDir, 'crossdesk.lock'))).toBe(false);
  });

  it('ignores a partially written lock', () => {
    writeFileSync(join(dataDir, 'crossdesk.lock'), '{"pid":');
    lockDataFolder(dataDir).release();
  });

  it('distinguishes a process from a later one with the same id', () => {
    const self = identifyProcess(process.pid);
    expect(self && isAlive(self)).toBe(true);
    expect(isAlive({ pid: process.pid, born: 'earlier' })).toBe(false);
  });
});
