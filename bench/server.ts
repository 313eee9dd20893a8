import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import flags from '../tools/server-flags.json' with { type: 'json' };

const root = resolve(import.meta.dirname, '..');

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  await new Promise((done) => probe.close(done));
  return typeof address === 'object' && address ? address.port : 0;
}

/** A server in a separate process. `startMs`: from starting the process to its first response. */
export type RunningServer = { url: string; smtpPort: number; pid: number; startMs: number; stop(): Promise<void> };

/** Starts a program on a free port and waits until `path` responds. */
export async function startServer(program: string, path: string, env: Record<string, string>): Promise<RunningServer> {
  const [port, smtpPort, dataDir] = [
    await freePort(),
    await freePort(),
    await mkdtemp(join(tmpdir(), 'crossdesk-served-')),
  ];
  const before = performance.now();
  const child: ChildProcess = spawn(process.execPath, [...flags, join(root, program)], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
    env: {
      ...process.env,
      NODE_ENV: 'production',
      PORT: String(port),
      SMTP_IN_PORT: String(smtpPort),
      CROSSDESK_DATA: dataDir,
      LOG_LEVEL: 'error',
      REQUESTS_PER_MINUTE: '0',
      ...env,
    },
  });
  const url = `http://127.0.0.1:${port}`;
  const stop = async () => {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill('SIGTERM');
      await once(child, 'exit');
    }
    await rm(dataDir, { recursive: true, force: true });
  };
  for (;;) {
    if (child.exitCode !== null) throw new Error(`${program} exited with ${child.exitCode} before it responded.`);
    const answer = await fetch(url + path).catch(() => null);
    if (answer?.ok) break;
    if (performance.now() - before > 60_000) {
      await stop();
      throw new Error(`${program} did not respond within a minute.`);
    }
    await pause(10);
  }
  return { url, smtpPort, pid: child.pid ?? 0, startMs: performance.now() - before, stop };
}
