import type { AddressInfo } from 'node:net';
import { startInboundMail, startMailboxWatchers } from '../channels/index.ts';
import { createAuth, createAuthenticator, prepareInstallation } from '../identity/index.ts';
import type { Config } from '../platform/config.ts';
import type { Services } from '../platform/context.ts';
import { openDatabase } from '../platform/database.ts';
import { startWorker } from '../platform/jobs.ts';
import type { Log } from '../platform/log.ts';
import { startSubscribers } from '../platform/subscribers.ts';
import { type Demo, prepareDemo } from './demo.ts';
import { buildHttp } from './http.ts';
import { schedule, subscribers, tasks } from './jobs.ts';
import { startLive } from './live.ts';
import { withUsablePorts } from './ports.ts';
import { openServices } from './services.ts';

export type Role = 'web' | 'worker' | 'all';

export type RunningProcess = {
  /** Public URL; null for a worker. */
  url: string | null;
  smtpPort: number | null;
  /** The one-time setup token until setup is done. */
  setupToken: string | null;
  /** The demo company, if there is one. */
  demo: Demo | null;
  services: Services;
  stop(): Promise<void>;
};

/**
 * Starts a process. `web` serves the web application and API, `worker` receives mail and runs jobs,
 * `all` does both.
 */
export async function startProcess(given: Config, log: Log, role: Role): Promise<RunningProcess> {
  const open = await openServices(given, log);
  const { database, databaseUrl } = open;
  const stops: (() => Promise<void>)[] = [open.close];
  const stop = async () => {
    for (const next of stops.splice(0).reverse()) {
      await next().catch((error: Error) => log.error({ error: error.message }, 'shutdown error'));
    }
  };
  try {
    const config = await withUsablePorts(given, role);
    for (const name of ['port', 'smtpInPort'] as const)
      if (config[name] !== given[name])
        log.warn(`Port ${given[name]} is used by another program, so port ${config[name]} is used instead.`);
    const services = { ...open.services, config };
    const token = await prepareInstallation(services);
    const demo = await prepareDemo(services, databaseUrl, token);
    const setupToken = demo ? null : token;
    const auth = createAuth(services);
    const authenticator = createAuthenticator(auth, database.db);
    let url: string | null = null;
    let smtpPort: number | null = null;
    if (role !== 'web') {
      // Jobs use separate connections, so that a burst of jobs does not slow down requests.
      const jobs = openDatabase(databaseUrl, config.workerConcurrency + subscribers.length + 3, log);
      stops.push(jobs.close);
      const background = { ...services, db: jobs.db };
      const { workerConcurrency } = config;
      const worker = await startWorker(
        background,
        { pool: jobs.pool, url: databaseUrl },
        tasks,
        schedule,
        workerConcurrency,
      );
      stops.push(worker.stop);
      stops.push((await startSubscribers(background, databaseUrl, subscribers)).stop);
      const mailIn = await startInboundMail(services);
      smtpPort = mailIn.port;
      stops.push(mailIn.close);
      const watchers = startMailboxWatchers({ ...services, db: jobs.db }, databaseUrl);
      stops.push(watchers.stop);
    }
    if (role !== 'worker') {
      const app = await buildHttp(services, auth, authenticator);
      const live = startLive(app, services, database.pool, databaseUrl, authenticator);
      stops.push(() => app.close());
      stops.push(live.close);
      await app.listen({ host: config.host, port: config.port });
      const { port } = app.server.address() as AddressInfo;
      url = config.port === 0 ? `http://127.0.0.1:${port}` : config.publicUrl;
    }
    return { url, smtpPort, setupToken, demo, services, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
