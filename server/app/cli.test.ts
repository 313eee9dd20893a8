import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { scryptHasher } from '../identity/index.ts';
import { type TestApp, testApp } from '../testing/test-app.ts';
import { runCli } from './cli-run.ts';

let desk: TestApp;
let empty: TestApp;
let folder: string;

beforeAll(async () => {
  desk = await testApp({ passwords: scryptHasher });
  empty = await testApp({ isSetUp: false, passwords: scryptHasher });
  folder = mkdtempSync(join(tmpdir(), 'crossdesk-cli-'));
});

afterAll(async () => {
  await desk?.close();
  await empty?.close();
  rmSync(folder, { recursive: true, force: true });
});

type Outcome = { code: number; out: string; err: string };

const settings = (env: Record<string, string>) => ({
  PATH: process.env.PATH ?? '',
  NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE ?? '',
  CROSSDESK_DATA: folder,
  CROSSDESK_SECRET: 'a secret that is only used in tests, nowhere else',
  DATABASE_URL: desk.databaseUrl,
  PUBLIC_URL: 'http://desk.example',
  ...env,
});

/** Runs a command in this process. */
async function crossdesk(args: string[], env: Record<string, string> = {}): Promise<Outcome> {
  const printed = { out: '', err: '' };
  const record = (stream: NodeJS.WriteStream, name: 'out' | 'err') =>
    vi.spyOn(stream, 'write').mockImplementation((text) => {
      printed[name] += text;
      return true;
    });
  const spies = [record(process.stdout, 'out'), record(process.stderr, 'err')];
  try {
    return { code: await runCli(args, settings(env)), ...printed };
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
}

/** Runs a command as an operator would, in a process of its own, which must end by itself. */
function crossdeskProcess(args: string[], env: Record<string, string> = {}): Promise<Outcome> {
  const program = [join(import.meta.dirname, 'cli.ts'), ...args];
  return new Promise((done) => {
    execFile(process.execPath, program, { env: settings(env) }, (error, out, err) =>
      done({ code: error ? Number(error.code) : 0, out, err }),
    );
  });
}

const signIn = (services: TestApp, email: string, password: string) =>
  services.app.inject({
    method: 'POST',
    url: '/api/auth/sign-in/email',
    headers: { origin: 'http://desk.example', host: 'desk.example' },
    payload: { email, password },
  });

describe('api-key', () => {
  it('prints only a key that acts as the agent', async () => {
    const { code, out, err } = await crossdeskProcess([
      'api-key',
      '--agent',
      desk.admin.email.toUpperCase(),
      '--name',
      'Robot',
    ]);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(/^cdk_\S+\n$/);
    const me = await desk.call({ key: out.trim() }, 'getMe', {});
    expect(me.id).toBe(desk.admin.id);
  });

  it('fails for an unknown email', async () => {
    const { code, out, err } = await crossdesk(['api-key', '--agent', 'nobody@desk.example']);
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toContain('no active agent with the email nobody@desk.example');
  });
});

describe('password-link', () => {
  it('prints a link to choose a password, and older links stop working', async () => {
    const { email } = await desk.given.agent({ password: 'the one forgotten' });
    const link = async () => (await crossdesk(['password-link', '--agent', email])).out.trim();
    const [older, newer] = [await link(), await link()];
    const choose = async (url: string) =>
      (
        await desk.app.inject({
          method: 'POST',
          url: '/api/auth/reset-password',
          headers: { origin: 'http://desk.example', host: 'desk.example' },
          payload: { token: new URL(url).searchParams.get('token'), newPassword: 'chosen by the person' },
        })
      ).statusCode;
    expect(await choose(older)).toBe(400);
    expect(await choose(newer)).toBe(200);
    expect((await signIn(desk, email, 'chosen by the person')).statusCode).toBe(200);
  });

  it('fails for an unknown email', async () => {
    const { code, out } = await crossdesk(['password-link', '--agent', 'nobody@desk.example']);
    expect({ code, out }).toEqual({ code: 1, out: '' });
  });
});

describe('create-admin', () => {
  it('creates an administrator who can sign in with the password', async () => {
    const args = ['create-admin', '--name', 'Iris Night', '--email', 'iris@desk.example'];
    const { code, out } = await crossdesk([...args, '--password', 'a long night shift']);
    expect({ code, out }).toEqual({ code: 0, out: 'iris@desk.example\n' });
    expect((await signIn(desk, 'iris@desk.example', 'a long night shift')).statusCode).toBe(200);
  });

  it('prints a working link to choose a password if none is given', async () => {
    const { code, out } = await crossdesk(['create-admin', '--name', 'Omar', '--email', 'omar@desk.example']);
    expect(code).toBe(0);
    const token = /^http:\/\/desk\.example\/choose-password\?token=(\S+)\n$/.exec(out)?.[1];
    const chosen = await desk.app.inject({
      method: 'POST',
      url: '/api/auth/reset-password',
      headers: { origin: 'http://desk.example', host: 'desk.example' },
      payload: { token, newPassword: 'chosen by the person' },
    });
    expect(chosen.statusCode).toBe(200);
    expect((await signIn(desk, 'omar@desk.example', 'chosen by the person')).statusCode).toBe(200);
  });

  it('sets up a company that is not set up yet', async () => {
    const args = [
      'create-admin',
      '--name',
      'First',
      '--email',
      'first@desk.example',
      '--password',
      'the very first one',
    ];
    const { code, err } = await crossdesk(args, { DATABASE_URL: empty.databaseUrl });
    expect(code).toBe(0);
    expect(err).toContain('is set up');
    expect((await empty.call(null, 'getStart', {})).needsSetup).toBe(false);
    expect((await signIn(empty, 'first@desk.example', 'the very first one')).statusCode).toBe(200);
  });

  it('refuses an email that is in use', async () => {
    const { code, out, err } = await crossdesk(['create-admin', '--name', 'Twin', '--email', desk.admin.email]);
    expect({ code, out, err }).toEqual({ code: 1, out: '', err: 'email is already in use.\n' });
  });

  it.each([
    [['--email', 'x@desk.example'], '--name is missing'],
    [['--name', 'X', '--email', 'no address'], 'is not an email address'],
    [['--name', 'X', '--email', 'x@desk.example', '--password', 'short'], '12 to 128 characters'],
    [['--name', 'X', '--mail', 'x@desk.example'], "Unknown option '--mail'"],
  ])('called with %j prints the error and the usage', async (args, sentence) => {
    const { code, out, err } = await crossdesk(['create-admin', ...args]);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(sentence);
    expect(err).toContain('create-admin --name NAME --email EMAIL');
  });
});

describe('backup and restore', () => {
  it('print only the result, and in one line what went wrong', async () => {
    const path = join(folder, 'saved.tar');
    const saved = await crossdeskProcess(['backup', path]);
    expect(saved).toMatchObject({ code: 0, out: `${path}\n` });
    expect(saved.err).toContain('Checking the backup');
    const { code, out, err } = await crossdesk(['restore', path], { CROSSDESK_DATA: join(folder, 'restored') });
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toMatch(/^Checking the backup …\nThe database is not empty\. .*\n$/);
  });

  it.each([[['backup']], [['restore', 'a.tar', 'b.tar']]])('%j is wrong usage', async (args) => {
    const { code, err } = await crossdesk(args);
    expect(code).toBe(2);
    expect(err).toContain('Specify one file.');
  });
});

describe('demo-accounts', () => {
  it('prints the accounts as JSON without a database', async () => {
    const accounts = [
      { name: 'N', email: 'n@desk.example', password: 'secret-secret', profile: 'admin', departments: ['Billing'] },
    ];
    const own = mkdtempSync(join(tmpdir(), 'crossdesk-cli-'));
    writeFileSync(join(own, 'demo-accounts.json'), JSON.stringify(accounts));
    const { code, out } = await crossdesk(['demo-accounts'], { CROSSDESK_DATA: own, DATABASE_URL: 'nonsense' });
    rmSync(own, { recursive: true });
    expect(code).toBe(0);
    expect(JSON.parse(out)).toEqual(accounts);
  });

  it('prints the expected file if there are none', async () => {
    const { code, out, err } = await crossdesk(['demo-accounts']);
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toContain(join(folder, 'demo-accounts.json'));
  });
});

describe('migrate', () => {
  it('migrates the database and can be repeated', async () => {
    expect(await crossdesk(['migrate'])).toEqual({ code: 0, out: 'The database is up to date.\n', err: '' });
  });

  it('prints one line if the database is unavailable', async () => {
    const { code, out, err } = await crossdesk(['migrate'], { DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none' });
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toMatch(/^.*ECONNREFUSED.*\n$/);
  });
});

describe('check', () => {
  const listen = (server: Server) =>
    new Promise<number>((done) => {
      server.listen(0, '127.0.0.1', () => {
        const address = server.address();
        done(typeof address === 'object' && address ? address.port : 0);
      });
    });

  it('prints one line for each check', async () => {
    // Just enough of RFC 5321 to verify a connection.
    const server = createServer((socket) => {
      socket.write('220 mail.example\r\n');
      socket.on('data', (data) => socket.write(/^quit/i.test(String(data)) ? '221 bye\r\n' : '250 mail.example\r\n'));
      socket.on('error', () => undefined);
    });
    const port = await listen(server);
    const { code, out } = await crossdesk(['check'], {
      SMTP_URL: `smtp://127.0.0.1:${port}`,
      PORT: '0',
      SMTP_IN_PORT: '0',
    });
    server.close();
    expect(
      out
        .trim()
        .split('\n')
        .map((line) => line.split(':')[0]),
    ).toEqual([
      'ok      settings',
      'ok      data folder',
      'ok      database',
      'ok      migrations',
      'ok      ports',
      'ok      outgoing mail',
      'ok      file store',
    ]);
    expect(out).toMatch(/database: PostgreSQL \d+/);
    expect(code).toBe(0);
  });

  it('prints failed checks with reasons and exits with 1', async () => {
    const env = { DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none', SMTP_URL: 'smtp://127.0.0.1:1' };
    const { code, out } = await crossdeskProcess(['check'], env);
    expect(code).toBe(1);
    expect(out).toMatch(/^failed {2}database: No PostgreSQL server responds at 127\.0\.0\.1:1\./m);
    expect(out).toMatch(/^failed {2}outgoing mail: .*ECONNREFUSED/m);
    expect(out).toMatch(/^ok {6}file store/m);
  });

  it('prints invalid settings in the first line', async () => {
    const { code, out } = await crossdesk(['check'], { PORT: 'abc' });
    expect({ code, out }).toEqual({
      code: 1,
      out: 'failed  settings: PORT must be a whole number from 0 to 65535, not "abc".\n',
    });
  });
});

describe('help', () => {
  it('lists every command', async () => {
    const { code, out } = await crossdesk(['help']);
    expect(code).toBe(0);
    const names = ['demo-accounts', 'api-key', 'create-admin', 'migrate', 'backup', 'restore', 'check'];
    for (const name of names) expect(out).toContain(`  ${name} `);
  });

  it('is printed to standard error for an unknown command', async () => {
    const { code, out, err } = await crossdeskProcess(['fly']);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain('There is no command "fly".');
  });
});
