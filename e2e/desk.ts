import { type ChildProcess, spawn } from 'node:child_process';
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { capture } from './capture.ts';
import { copyDemo, notCopied } from './demo-copy.ts';

const root = resolve(import.meta.dirname, '..');
const node = join(root, 'node_modules/.bin/node');

export type Account = { name: string; email: string; password: string; profile: string; departments: string[] };

/** A help desk as operators run it: its own process, embedded database and data folder. */
export type Desk = {
  url: string;
  smtpPort: number;
  dataDir: string;
  databaseUrl(): Promise<string>;
  /** Everything the process has printed since its last start. */
  output(): string;
  /** Kills the process, like a power failure. */
  kill(): Promise<void>;
  /** Stops the process like an operator; returns the exit code. */
  stop(): Promise<number | null>;
  start(): Promise<void>;
  /** Runs `crossdesk <args>` and returns its output. */
  command(...args: string[]): Promise<string>;
  accounts(): Promise<Account[]>;
  /** Stops the process and deletes its data folder. */
  remove(): Promise<void>;
};

/** The URL of the embedded database of a running server. */
async function embeddedUrl(dataDir: string): Promise<string> {
  const text = await readFile(join(dataDir, 'postgres.json'), 'utf8');
  const { password, port } = JSON.parse(text) as { password: string; port: number };
  return `postgres://crossdesk:${password}@127.0.0.1:${port}/crossdesk`;
}

/** Returns a free port. */
export const freePort = (): Promise<number> =>
  new Promise((done, fail) => {
    const server = createServer();
    server.once('error', fail);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => (address && typeof address === 'object' ? done(address.port) : fail(new Error('no port'))));
    });
  });

type DeskOptions = {
  /** False starts without a company. */
  isDemo?: boolean;
  /** Uses an embedded database, as by default in production, instead of one on a shared server. */
  isEmbedded?: boolean;
  /** Creates the demo company instead of copying the prepared one. */
  isNew?: boolean;
};

/**
 * Starts a help desk on free ports. `env` adds settings. The demo company is copied from
 * demo-template.ts, if that was started.
 */
export async function openDesk(env: Record<string, string> = {}, options: DeskOptions = {}): Promise<Desk> {
  const dataDir = await mkdtemp(join(tmpdir(), 'crossdesk-desk-'));
  // For root, PostgreSQL runs as another user. If that user cannot enter the folder, the database
  // is stored elsewhere and linked, and all copies of the demo company would share one database.
  await chmod(dataDir, 0o755);
  const copy = options.isDemo === false || options.isNew ? notCopied : await copyDemo(dataDir, options.isEmbedded);
  const port = await freePort();
  const smtpPort = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const settings = {
    ...process.env,
    CROSSDESK_DATA: dataDir,
    PORT: String(port),
    SMTP_IN_PORT: String(smtpPort),
    REQUESTS_PER_MINUTE: '0',
    LOG_LEVEL: 'warn',
    NODE_ENV: options.isDemo === false ? 'production' : '',
    ...(copy.databaseUrl ? { DATABASE_URL: copy.databaseUrl } : {}),
    ...env,
  };
  let child: ChildProcess | null = null;
  let printed = '';
  const ended = (running: ChildProcess) =>
    new Promise<number | null>((done) => running.once('exit', (code) => done(code)));

  const desk: Desk = {
    url,
    smtpPort,
    dataDir,
    databaseUrl: async () => copy.databaseUrl ?? embeddedUrl(dataDir),
    output: () => printed,
    async start() {
      printed = '';
      const running = spawn(node, [join(root, 'server/app/main.ts')], {
        env: settings,
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      child = running;
      for (const stream of [running.stdout, running.stderr]) {
        stream?.on('data', (chunk) => {
          printed += chunk;
        });
      }
      // The demo company is created while other tests use the processor.
      const minutes = options.isNew ? 15 : 2;
      const deadline = Date.now() + minutes * 60_000;
      for (;;) {
        if (running.exitCode !== null) throw new Error(`the desk did not start:\n${printed}`);
        if (printed.includes('Crossdesk is ready')) return;
        if (Date.now() > deadline) {
          await desk.stop();
          throw new Error(`the desk is not ready after ${minutes} minutes:\n${printed}`);
        }
        await new Promise((wait) => setTimeout(wait, 50));
      }
    },
    async kill() {
      if (!child || child.exitCode !== null) return;
      const gone = ended(child);
      child.kill('SIGKILL');
      await gone;
    },
    async stop() {
      if (!child || child.exitCode !== null || child.signalCode !== null) return null;
      const gone = ended(child);
      child.kill('SIGTERM');
      return gone;
    },
    command: (...args) =>
      capture(
        spawn(node, [join(root, 'server/app/cli.ts'), ...args], { env: settings, stdio: ['ignore', 'pipe', 'pipe'] }),
      ),
    accounts: async () => JSON.parse(await readFile(join(dataDir, 'demo-accounts.json'), 'utf8')) as Account[],
    async remove() {
      await desk.stop();
      await copy.drop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
  await desk.start();
  return desk;
}

/** Calls the API with a key. Throws the response if it is an error. */
export async function call<T>(desk: Desk, key: string, method: string, path: string, body?: unknown): Promise<T> {
  const answer = await fetch(`${desk.url}/api/v1${path}`, {
    method,
    headers: { authorization: `Bearer ${key}`, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text.slice(0, 300)}`);
  return JSON.parse(text) as T;
}

/** Repeats `ask` until it returns a value, or throws after `ms`. */
export async function until<T>(ask: () => Promise<T | null | undefined | false>, ms = 30_000): Promise<T> {
  const deadline = Date.now() + ms;
  for (;;) {
    const answer = await ask().catch(() => null);
    if (answer) return answer;
    if (Date.now() > deadline) throw new Error(`nothing after ${ms} ms`);
    await new Promise((wait) => setTimeout(wait, 50));
  }
}
