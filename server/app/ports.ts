import { createServer } from 'node:net';
import type { Config } from '../platform/config.ts';

const triedPorts = 20;

/** Binds a port and releases it. Throws the system's error if that is not possible. */
const tryPort = (host: string, port: number): Promise<void> =>
  new Promise((done, fail) => {
    const server = createServer();
    server.once('error', fail);
    server.listen({ host, port, exclusive: true }, () => server.close(() => done()));
  });

async function usablePort(host: string, wanted: number, isMovable: boolean, taken: number | null): Promise<number> {
  if (wanted === 0) return 0;
  for (let port = wanted; ; port++) {
    try {
      if (port === taken) continue;
      await tryPort(host, port);
      return port;
    } catch (error) {
      const isTaken = (error as NodeJS.ErrnoException).code === 'EADDRINUSE';
      if (!isTaken || !isMovable || port >= wanted + triedPorts) throw error;
    }
  }
}

/**
 * The settings with ports that can be used. A port that somebody chose has to be free; the default
 * ports of a demo are replaced by the next free ones. Throws the system's error.
 */
export async function withUsablePorts(config: Config, role: 'web' | 'worker' | 'all'): Promise<Config> {
  const { movablePorts } = config;
  const port = role === 'worker' ? config.port : await usablePort(config.host, config.port, movablePorts.web, null);
  const smtpInPort =
    role === 'web'
      ? config.smtpInPort
      : await usablePort(config.smtpInHost, config.smtpInPort, movablePorts.mail, role === 'all' ? port : null);
  if (port === config.port) return { ...config, smtpInPort };
  const url = new URL(config.publicUrl);
  url.port = String(port);
  return { ...config, port, smtpInPort, publicUrl: url.origin };
}
