import { randomBytes } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { createAuth, createAuthenticator, scryptHasher } from '../identity/index.ts';
import { readConfig } from '../platform/config.ts';
import { attachEmbeddedPostgres } from '../platform/embedded-postgres.ts';
import { readAll } from '../platform/files.ts';
import { queueJob } from '../platform/jobs.ts';
import { openLog } from '../platform/log.ts';
import { migrateInTransaction } from '../platform/migrate.ts';
import { seal, unseal } from '../platform/seal.ts';
import { createEmptyDatabase, runOnServer, type TestDatabase } from '../testing/database.ts';
import { describeRows, describeSchema, withClient } from '../testing/schema.ts';
import { type TestApp, testApp } from '../testing/test-app.ts';
import {
  ArchiveWriter,
  type BackupContents,
  contentsName,
  headerName,
  readArchive,
  verifyArchive,
} from './backup-archive.ts';
import { isSaved, listTables, sqlName } from './backup-tables.ts';
import { backup } from './cli-backup.ts';
import { restore } from './cli-restore.ts';
import { withDatabase } from './cli-services.ts';
import { buildHttp } from './http.ts';
import { openServices } from './services.ts';

const secret = 'a secret that is only used in tests, nowhere else';
const password = 'correct horse battery';
let desk: TestApp;
let folder: string;
/** A backup of `desk` at rest. */
let saved: string;
let printed = '';
const databases: TestDatabase[] = [];

const signIn = (app: TestApp['app']) =>
  app.inject({
    method: 'POST',
    url: '/api/auth/sign-in/email',
    headers: { origin: 'http://desk.example', host: 'desk.example' },
    payload: { email: 'ada@desk.example', password },
  });

/** The environment of the running server. */
const source = (): NodeJS.ProcessEnv => ({
  CROSSDESK_DATA: desk.services.config.dataDir,
  CROSSDESK_SECRET: secret,
  DATABASE_URL: desk.databaseUrl,
});

/** A new, empty installation with a database on the test server. */
async function emptyTarget(): Promise<{ env: NodeJS.ProcessEnv; url: string; dataDir: string }> {
  const database = await createEmptyDatabase();
  databases.push(database);
  const { url } = database;
  const dataDir = join(folder, randomBytes(4).toString('hex'));
  return { env: { CROSSDESK_DATA: dataDir, DATABASE_URL: url }, url, dataDir };
}

const isUntouched = async ({ url, dataDir }: { url: string; dataDir: string }) =>
  !existsSync(dataDir) && (await withClient(url, listTables)).length === 0;

const failure = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'no failure',
    (error: Error) => error.message,
  );

/** A copy of the backup with changed entries and valid hashes. */
async function rewritten(
  change: (name: string, content: Buffer) => Buffer,
  changeContents: (contents: BackupContents) => void = () => undefined,
): Promise<string> {
  const path = join(folder, `${randomBytes(4).toString('hex')}.tar`);
  const file = await open(path, 'wx');
  const archive = new ArchiveWriter(file);
  let contents: BackupContents | null = null;
  for await (const { name, content } of readArchive(saved)) {
    const bytes = await readAll(content);
    if (name === contentsName) contents = JSON.parse(bytes.toString());
    else if (name.startsWith('files/'))
      await archive.addFile(name.slice('files/'.length).replace('/', ''), bytes.length, Readable.from([bytes]));
    else await archive.add(name, change(name, bytes));
  }
  if (!contents) throw new Error('no contents');
  changeContents(contents);
  await archive.finish(contents);
  await file.close();
  return path;
}

beforeAll(async () => {
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    printed += text;
    return true;
  });
  folder = mkdtempSync(join(tmpdir(), 'crossdesk-backup-'));
  desk = await testApp({ passwords: scryptHasher });
  const department = await desk.given.department({ name: 'Billing' });
  const { id: mailboxId } = await desk.given.mailbox({ departmentId: department.id, address: 'billing@desk.example' });
  await desk.database.pool.query('update mailbox set imap_password = $1 where id = $2', [
    seal(secret, 'kept safe'),
    mailboxId,
  ]);
  for (let count = 0; count < 20; count++)
    await desk.given.ticket({ departmentId: department.id, text: `日本語\t"quoted"\\ ${count}\n` });
  for (const size of [0, 10, 700_000]) await desk.services.external.files.put(randomBytes(size), 1e6);
  writeFileSync(join(desk.services.config.dataDir, 'demo-accounts.json'), '[]\n');
  saved = await backup(source(), join(folder, 'saved.tar'));
});

beforeEach(() => {
  printed = '';
});

afterAll(async () => {
  vi.restoreAllMocks();
  for (const database of databases) await database.drop();
  await desk?.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('backup and restore', () => {
  it('restores schema, rows, waiting jobs, sequences, files and secret', async () => {
    const target = await emptyTarget();
    expect(await restore(target.env, saved)).toMatch(/^Restored the backup of \S+: \d+ rows and 3 files\.$/);

    expect(await describeSchema(target.url)).toEqual(await describeSchema(desk.databaseUrl));
    const tables = (await withClient(desk.databaseUrl, listTables)).filter(isSaved).map(sqlName);
    expect(tables).toContain('graphile_worker."_private_jobs"');
    expect(await describeRows(target.url, tables)).toEqual(await describeRows(desk.databaseUrl, tables));
    const nextNumber = "select nextval(pg_get_serial_sequence('ticket', 'id')) as number";
    const next = async (url: string) => (await withClient(url, (client) => client.query(nextNumber))).rows;
    expect(await next(target.url)).toEqual(await next(desk.databaseUrl));

    const names = (dataDir: string) => readdirSync(join(dataDir, 'files'), { recursive: true }).sort();
    expect(names(target.dataDir)).toEqual(names(desk.services.config.dataDir));
    expect(readFileSync(join(target.dataDir, 'secret'), 'utf8').trim()).toBe(secret);
    expect(statSync(join(target.dataDir, 'secret')).mode & 0o777).toBe(0o600);
    expect(readdirSync(target.dataDir).sort()).toEqual(['demo-accounts.json', 'files', 'secret']);
  });

  it('agents sign in after a restore, earlier sessions continue, and mailbox passwords can be read', async () => {
    const before = await signIn(desk.app);
    const cookie = before.cookies.map(({ name, value }) => `${name}=${value}`).join('; ');
    const path = await backup(source(), join(folder, 'sessions.tar'));
    const target = await emptyTarget();
    await restore(target.env, path);

    const config = readConfig({ ...target.env, PUBLIC_URL: 'http://desk.example' });
    const { services, database, close } = await openServices(config, openLog('silent'));
    const auth = createAuth(services);
    const app = await buildHttp(services, auth, createAuthenticator(auth, database.db));
    try {
      expect((await signIn(app)).statusCode).toBe(200);
      const me = await app.inject({ url: '/api/v1/me', headers: { cookie, host: 'desk.example' } });
      expect(me.json()).toMatchObject({ email: 'ada@desk.example' });
      const { rows } = await database.pool.query('select imap_password from mailbox');
      expect(unseal(config.secret, rows[0]?.imap_password)).toBe('kept safe');
    } finally {
      await app.close();
      await close();
    }
  });

  it('saves one moment while tickets arrive', async () => {
    const department = await desk.given.department();
    let isOver = false;
    let path = '';
    const saving = backup(source(), join(folder, 'busy.tar')).then((done) => {
      path = done;
      isOver = true;
    });
    const numbers: number[] = [];
    const write = async () => {
      while (!isOver) numbers.push(await desk.given.ticket({ departmentId: department.id }));
    };
    await Promise.all([saving, write(), write()]);
    const target = await emptyTarget();
    await restore(target.env, path);
    const { rows } = await withClient(target.url, (client) =>
      client.query<{ arrived: number; incomplete: number }>(
        `select count(*) filter (where department_id = ${department.id})::int as arrived,
            count(*) filter (where message_count <> (select count(*) from message where ticket_id = ticket.id)
              or not exists (select 1 from event where ticket_id = ticket.id))::int as incomplete from ticket`,
      ),
    );
    expect(rows[0]?.incomplete).toBe(0);
    expect(rows[0]?.arrived).toBeLessThan(numbers.length);
  });

  it('releases jobs that were running', async () => {
    await desk.inTransaction((ctx) => queueJob(ctx, 'views:index', { ticketId: 1 }));
    const setLock = (values: string) => desk.database.pool.query(`update graphile_worker._private_jobs set ${values}`);
    const { rowCount } = await setLock("locked_at = now(), locked_by = 'worker'");
    const path = await backup(source(), join(folder, 'locked.tar'));
    await setLock('locked_at = null, locked_by = null');
    const target = await emptyTarget();
    await restore(target.env, path);
    const { rows } = await withClient(target.url, (client) =>
      client.query('select count(*)::int as jobs, count(locked_at)::int as locked from graphile_worker._private_jobs'),
    );
    expect([rowCount, rows]).toEqual([1, [{ jobs: 1, locked: 0 }]]);
  });

  it('migrates a backup of an older release', async () => {
    const old = await emptyTarget();
    await withClient(old.url, async (client) => {
      await client.query('begin');
      await migrateInTransaction(client, '0015-hidden-customers');
      await client.query(`insert into contact (name) values ('Kept Customer')`);
      await client.query('commit');
    });
    const path = await backup({ ...old.env, CROSSDESK_SECRET: secret }, join(folder, 'old.tar'));
    const target = await emptyTarget();
    await restore(target.env, path);
    expect(await describeSchema(target.url)).toEqual(await describeSchema(desk.databaseUrl));
    const { rows } = await withClient(target.url, (client) => client.query('select name from contact'));
    expect(rows).toEqual([{ name: 'Kept Customer' }]);
  });

  it('restores into an empty data folder with the embedded database', async () => {
    const dataDir = join(folder, 'embedded');
    mkdirSync(dataDir, { mode: 0o755 });
    await restore({ CROSSDESK_DATA: dataDir }, saved);
    expect(readdirSync(dataDir).sort()).toEqual(['demo-accounts.json', 'files', 'postgres', 'postgres.json', 'secret']);
    expect(await attachEmbeddedPostgres(dataDir)).toBeNull();
    const config = readConfig({ CROSSDESK_DATA: dataDir });
    expect(await withDatabase(config, (url) => describeRows(url, ['account', 'mailbox']))).toEqual(
      await describeRows(desk.databaseUrl, ['account', 'mailbox']),
    );
    expect(await failure(restore({ CROSSDESK_DATA: dataDir }, saved))).toContain(
      `The data folder ${dataDir} is not empty`,
    );
  });
});

describe('a backup', () => {
  it('can be read by its owner only, and leaves no other file', () => {
    expect(statSync(saved).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder).filter((name) => name.includes('partial'))).toEqual([]);
  });

  it('gets a name with its time in a folder', async () => {
    expect(await backup(source(), folder)).toMatch(/crossdesk-\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d\.tar$/);
  });

  it('overwrites nothing', async () => {
    const path = join(folder, 'taken.tar');
    writeFileSync(path, 'something else');
    expect(await failure(backup(source(), path))).toBe(
      `${path} already exists. Choose another name; a backup is never overwritten.`,
    );
    expect(readFileSync(path, 'utf8')).toBe('something else');
  });

  it('of an installation with a bucket says that the files stay there', async () => {
    const settings = ['S3_ENDPOINT', 'S3_BUCKET', 'S3_REGION', 'S3_ACCESS_KEY_ID', 'S3_SECRET_ACCESS_KEY'];
    const bucket = Object.fromEntries(settings.map((name) => [name, `http://${name.toLowerCase()}.example`]));
    const path = await backup({ ...source(), ...bucket }, join(folder, 'bucket.tar'));
    expect(printed).toContain('The files stay in the bucket http://s3_bucket.example');
    const target = await emptyTarget();
    expect(await failure(restore(target.env, path))).toContain('The files of this backup are in the bucket');
    expect(await isUntouched(target)).toBe(true);
    expect(await restore({ ...target.env, ...bucket }, path)).toContain('rows and 0 files');
  });

  it.each([
    ['no database', { DATABASE_URL: '' }, 'There is no database in'],
    ['no secret', { CROSSDESK_SECRET: '' }, 'There is no secret in'],
    [
      'no response',
      { DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none' },
      'No PostgreSQL server responds at 127.0.0.1:1.',
    ],
  ])('fails with %s and leaves no file', async (_, env, sentence) => {
    const path = join(folder, 'none.tar');
    expect(await failure(backup({ ...source(), ...env }, path))).toContain(sentence);
    expect(readdirSync(folder).filter((name) => name.startsWith('none'))).toEqual([]);
    expect(await failure(backup(source(), join(folder, 'none/a.tar')))).toContain('There is no folder');
  });

  it('saves a damaged file as it is and warns', async () => {
    const { hash } = await desk.services.external.files.put(Buffer.from('as it was'), 100);
    const path = join(desk.services.config.dataDir, 'files', hash.slice(0, 2), hash.slice(2));
    writeFileSync(path, 'as it is!');
    const made = await backup(source(), join(folder, 'warned.tar'));
    rmSync(path);
    expect(printed).toContain(`${path} is damaged`);
    expect((await verifyArchive(made)).contents.files).toMatchObject({ count: 4 });
  });
});

describe('a restore that is refused or fails changes nothing:', () => {
  const changedByte = () => {
    const bytes = readFileSync(saved);
    const at = bytes.length - 300_000;
    bytes[at] = (bytes[at] ?? 0) ^ 1;
    return bytes;
  };
  it.each([
    ['no file', null, 'There is no file'],
    ['another file', () => Buffer.from('text\n'.repeat(500)), 'is not a backup of Crossdesk'],
    ['a backup that was cut off', () => readFileSync(saved).subarray(0, 500_000), 'is incomplete or damaged'],
    ['a changed byte', changedByte, 'does not match its hash'],
  ])('%s', async (name, content, sentence) => {
    const path = join(folder, `${name}.tar`);
    if (content) writeFileSync(path, content());
    const target = await emptyTarget();
    expect(await failure(restore(target.env, path))).toContain(sentence);
    expect(await isUntouched(target)).toBe(true);
  });

  it('a backup of a newer release', async () => {
    const path = await rewritten((name, content) =>
      name === headerName ? Buffer.from(String(content).replace(/"\n {2}\]/, '",\n"9999-future"]')) : content,
    );
    const target = await emptyTarget();
    expect(await failure(restore(target.env, path))).toContain("this one doesn't have the migration 9999-future");
    expect(await isUntouched(target)).toBe(true);
  });

  it('a table that this release does not have', async () => {
    const path = await rewritten(
      (_, content) => content,
      ({ tables }) => tables.push({ schema: 'app', name: 'planet', columns: ['id'], rowCount: 1 }),
    );
    const target = await emptyTarget();
    expect(await failure(restore(target.env, path))).toContain("contains the table planet, which this release doesn't");
    expect(await isUntouched(target)).toBe(true);
  });

  it('rows that are missing after most of the work', async () => {
    const path = await rewritten(
      (_, content) => content,
      ({ tables }) => {
        const last = tables.findLast(({ rowCount }) => rowCount > 0);
        if (last) last.rowCount++;
      },
    );
    const target = await emptyTarget();
    expect(await failure(restore(target.env, path))).toContain('The backup is damaged: ');
    expect(await isUntouched(target)).toBe(true);
  });

  it('a database with tables', async () => {
    const target = await emptyTarget();
    await runOnServer(target.url, 'create table note (text text)');
    expect(await failure(restore(target.env, saved))).toContain('The database is not empty.');
    expect(existsSync(target.dataDir)).toBe(false);
  });

  it('a data folder with files', async () => {
    const target = await emptyTarget();
    mkdirSync(join(target.dataDir, 'files'), { recursive: true });
    expect(await failure(restore(target.env, saved))).toContain('is not empty: it contains files.');
    expect((await withClient(target.url, listTables)).length).toBe(0);
  });

  it('another secret in the settings', async () => {
    const target = await emptyTarget();
    const env = { ...target.env, CROSSDESK_SECRET: 'another secret that is long enough for a server' };
    expect(await failure(restore(env, saved))).toContain('CROSSDESK_SECRET is not the secret of this backup.');
    expect(await isUntouched(target)).toBe(true);
  });

  it('a database that does not respond', async () => {
    const dataDir = join(folder, 'unreachable');
    const env = { CROSSDESK_DATA: dataDir, DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none' };
    expect(await failure(restore(env, saved))).toContain('No PostgreSQL server responds at 127.0.0.1:1.');
    expect(existsSync(dataDir)).toBe(false);
  });
});
