import type { IncomingMessage } from 'node:http';
import type { Config } from '../platform/config.ts';
import { clientAddress, createSourceCounter, requestSource } from '../platform/request-limits.ts';
import type { LiveSocket } from './presence.ts';

/** Messages of one socket. A client that sends more is disconnected. */
const messageLimits = { burst: 60, perSecond: 20 };
/** Sockets that have not signed in yet. */
const waitingLimits = { perSource: 100, all: 1_000 };

/** Disconnects a socket that sends too many messages. */
export function limitMessages(socket: LiveSocket, now: () => number = Date.now): void {
  let allowance: number = messageLimits.burst;
  let countedAt = now();
  socket.use((_event, next) => {
    const at = now();
    const added = ((at - countedAt) / 1000) * messageLimits.perSecond;
    allowance = Math.min(messageLimits.burst, allowance + added) - 1;
    countedAt = at;
    if (allowance >= 0) next();
    else socket.disconnect(true);
  });
}

type Connection = { once(event: 'close', handler: () => void): unknown };

/** Limits the connections from each address, and those that have not signed in. */
export function createConnectionLimits({ requestsPerMinute, trustedProxies }: Config) {
  const attempts = createSourceCounter(requestsPerMinute);
  const waiting = new Map<Connection, string>();
  const sourceOf = (request: IncomingMessage): string => requestSource(clientAddress(request, trustedProxies));
  return {
    sourceOf,
    /** Counts an attempt. Returns whether it is within the limits. */
    allows(request: IncomingMessage): boolean {
      const source = sourceOf(request);
      if (requestsPerMinute > 0) {
        if (attempts.waitSeconds(source) > 0) return false;
        attempts.count(source);
      }
      const ofSource = [...waiting.values()].filter((one) => one === source).length;
      return waiting.size < waitingLimits.all && ofSource < waitingLimits.perSource;
    },
    addConnection(connection: Connection, request: IncomingMessage): void {
      waiting.set(connection, sourceOf(request));
      connection.once('close', () => waiting.delete(connection));
    },
    markSignedIn(connection: Connection): void {
      waiting.delete(connection);
    },
  };
}
