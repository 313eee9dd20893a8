import { spawn } from 'node:child_process';
import { join, resolve } from 'node:path';
import { type Desk, freePort } from './desk.ts';

const root = resolve(import.meta.dirname, '..');

/** Starts a second web process on the database and files of a running desk. */
export async function openSecondServer(desk: Desk): Promise<{ url: string; close(): Promise<void> }> {
  const port = await freePort();
  const server = spawn(join(root, 'node_modules/.bin/node'), [join(root, 'server/app/main.ts'), '--role', 'web'], {
    env: {
      ...process.env,
      DATABASE_URL: await desk.databaseUrl(),
      CROSSDESK_DATA: desk.dataDir,
      PORT: String(port),
      REQUESTS_PER_MINUTE: '0',
      LOG_LEVEL: 'warn',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let printed = '';
  await new Promise<void>((ready, fail) => {
    const onOutput = (chunk: Buffer) => {
      printed += chunk;
      if (printed.includes('Crossdesk is ready')) ready();
    };
    server.stdout.on('data', onOutput);
    server.stderr.on('data', onOutput);
    server.once('exit', () => fail(new Error(`the second server did not start:\n${printed}`)));
  });
  const close = async () => {
    if (server.exitCode !== null) return;
    const exited = new Promise((done) => server.once('exit', done));
    server.kill('SIGTERM');
    await exited;
  };
  return { url: `http://127.0.0.1:${port}`, close };
}
