import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ConfigError, readConfig } from '../platform/config.ts';
import { openLog } from '../platform/log.ts';
import { startupMessage } from '../platform/startup-error.ts';
import { createTestDatabase, runOnServer, type TestDatabase } from '../testing/database.ts';
import { withUsablePorts } from './ports.ts';
import { startProcess } from './start.ts';

let database: TestDatabase;
let folder: string;
const listeners: Server[] = [];
beforeAll(async () => {
  database = await createTestDatabase();
  folder = mkdtempSync(join(tmpdir(), 'crossdesk-startup-'));
});
afterAll(async () => {
  for (const one of listeners) one.close();
  await database.drop();
  rmSync(folder, { recursive: true, force: true });
});

async function takenPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  listeners.push(server);
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

const environment = (env: Record<string, string>) => ({
  CROSSDESK_DATA: folder,
  CROSSDESK_SECRET: 'a secret that is only used in tests, nowhere else',
  DATABASE_URL: database.url,
  PORT: '0',
  SMTP_IN_PORT: '0',
  ...env,
});

/** The message a start with these settings ends with. */
async function failure(env: Record<string, string>): Promise<string> {
  const config = readConfig(environment(env));
  const error = await startProcess(config, openLog('silent'), 'all').then(
    async (running) => {
      await running.stop();
      throw new Error('it started');
    },
    (reason: unknown) => reason,
  );
  return startupMessage(error, config) ?? `no message for ${String(error)}`;
}

const changedUrl = (change: (url: URL) => void): string => {
  const url = new URL(database.url);
  change(url);
  return url.href;
};

describe('a start that fails says what is wrong and what to do', () => {
  test('a taken port, for the web and for mail', async () => {
    const port = await takenPort();
    expect(await failure({ PORT: String(port) })).toBe(
      `Port ${port} is used by another program. Stop that program, or set PORT to a free port.`,
    );
    expect(await failure({ SMTP_IN_PORT: String(port) })).toBe(
      `Port ${port} for incoming email is used by another program. Stop that program, or set SMTP_IN_PORT to a free port.`,
    );
  });

  test('an address that is not of this machine', async () => {
    expect(await failure({ HOST: '192.0.2.1', PORT: '3999' })).toContain(
      '192.0.2.1 is not an address of this machine. Set HOST',
    );
  });

  test('a database that does not respond, has another host name, or refuses the password', async () => {
    const nobody = createServer().listen(0, '127.0.0.1');
    await once(nobody, 'listening');
    const { port } = nobody.address() as AddressInfo;
    await new Promise((done) => nobody.close(done));
    const unreachable = changedUrl((url) => {
      url.port = String(port);
    });
    expect(await failure({ DATABASE_URL: unreachable })).toBe(
      `No PostgreSQL server responds at 127.0.0.1:${port}. Start it, or correct the host and port in DATABASE_URL.`,
    );
    const unknownHost = changedUrl((url) => {
      url.hostname = 'no-such-host.invalid';
    });
    expect(await failure({ DATABASE_URL: unknownHost })).toContain("(no-such-host.invalid) can't be resolved");
    const wrongPassword = changedUrl((url) => {
      url.password = 'wrong';
    });
    const message = await failure({ DATABASE_URL: wrongPassword });
    expect(message).toMatch(/refused user "crossdesk".*Correct the user and password in DATABASE_URL/);
    expect(message).not.toContain('wrong');
  });

  test('a database that does not exist, and a user without rights', async () => {
    const missing = changedUrl((url) => {
      url.pathname = '/no_such_database';
    });
    expect(await failure({ DATABASE_URL: missing })).toContain('There is no database "no_such_database"');
    const role = `weak_${process.pid}`;
    const name = `weak_${process.pid}`;
    const server = process.env.CROSSDESK_TEST_SERVER_URL ?? '';
    await runOnServer(server, `create role ${role} login password 'weak'`);
    await runOnServer(server, `create database ${name}`);
    const weak = changedUrl((url) => {
      url.username = role;
      url.password = 'weak';
      url.pathname = `/${name}`;
    });
    expect(await failure({ DATABASE_URL: weak })).toMatch(
      /user "weak_\d+" may not create tables .*Make the user the owner/,
    );
    await runOnServer(server, `drop database ${name} with (force)`);
    await runOnServer(server, `drop role ${role}`);
  });

  test('a data folder that is a file or is below a file', () => {
    const file = join(folder, 'file');
    writeFileSync(file, '');
    const message = (dataDir: string) => {
      try {
        readConfig({ CROSSDESK_DATA: dataDir });
        return 'no error';
      } catch (error) {
        return error instanceof ConfigError ? error.message : `not a message: ${String(error)}`;
      }
    };
    expect(message(file)).toContain('is a file. Set CROSSDESK_DATA to a folder.');
    expect(message(join(file, 'below'))).toContain('is a file. Set CROSSDESK_DATA to a folder.');
  });

  test('the disk is full or read-only', () => {
    const settings = readConfig(environment({}));
    const systemError = (code: string) =>
      Object.assign(new Error(code), { code, syscall: 'open', path: join(folder, 'secret') });
    expect(startupMessage(systemError('ENOSPC'), settings)).toContain('There is no space left for');
    expect(startupMessage(systemError('EROFS'), settings)).toContain('is on a read-only file system');
    expect(startupMessage(systemError('EACCES'), settings)).toContain('This user may not write to');
    expect(startupMessage(new TypeError('a bug'), settings)).toBeNull();
  });

  test('the program ends with exit code 1 and no stack trace', async () => {
    const port = await takenPort();
    const env = { ...process.env, ...environment({ PORT: String(port), LOG_LEVEL: 'warn' }) };
    const { code, err } = await new Promise<{ code: unknown; err: string }>((done) => {
      execFile(process.execPath, [join(import.meta.dirname, 'main.ts')], { env }, (error, _out, text) =>
        done({ code: error?.code, err: text }),
      );
    });
    expect(code).toBe(1);
    expect(err.trim().split('\n')).toEqual([
      'Crossdesk cannot start:',
      expect.stringContaining(`Port ${port} is used by another program.`),
    ]);
  });
});

describe('the default ports of a demo', () => {
  test('are replaced by the next free ones if they are taken, others are not', async () => {
    const port = await takenPort();
    const config = { ...readConfig(environment({})), port, smtpInPort: port, publicUrl: `http://127.0.0.1:${port}` };
    const moved = await withUsablePorts({ ...config, movablePorts: { web: true, mail: true } }, 'all');
    expect(moved.port).toBeGreaterThan(port);
    expect(moved.smtpInPort).toBeGreaterThan(moved.port);
    expect(moved.publicUrl).toBe(`http://127.0.0.1:${moved.port}`);
    const fixed = withUsablePorts({ ...config, movablePorts: { web: false, mail: true } }, 'all');
    await expect(fixed).rejects.toMatchObject({ code: 'EADDRINUSE' });
    expect(readConfig({ CROSSDESK_DATA: folder }).movablePorts).toEqual({ web: true, mail: true });
    expect(readConfig({ CROSSDESK_DATA: folder, PORT: '3000' }).movablePorts).toEqual({ web: false, mail: true });
    expect(readConfig({ CROSSDESK_DATA: folder, NODE_ENV: 'production' }).movablePorts).toEqual({
      web: false,
      mail: false,
    });
  });
});
