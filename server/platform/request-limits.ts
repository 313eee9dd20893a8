import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { isIPv6 } from 'node:net';
import type { FastifyRequest } from 'fastify';
import { problem } from './problems.ts';

/**
 * The network a request is counted for: an IPv4 address, or the /64 of an IPv6 address, which
 * providers assign to one customer.
 */
export function requestSource(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped) return mapped;
  if (!isIPv6(address)) return address;
  const [head = '', tail] = (address.split('%')[0] ?? '').split('::');
  const before = head.split(':').filter(Boolean);
  const after = (tail ?? '').split(':').filter(Boolean);
  const zeros = Array.from({ length: Math.max(0, 8 - before.length - after.length) }, () => '0');
  const groups = [...before, ...zeros, ...after].slice(0, 4);
  return groups.map((group) => Number.parseInt(group, 16).toString(16)).join(':');
}

const wrongKeysPerMinute = 20;
const maxRemembered = 10_000;
const minuteMs = 60_000;

/** Counts wrong API keys per source address. */
export const createWrongKeyCounter = (now?: () => number) => createSourceCounter(wrongKeysPerMinute, now);

/** Counts events per source address and minute, separately in each process. */
export function createSourceCounter(limit: number, now: () => number = Date.now) {
  const counts = new Map<string, { count: number; until: number }>();
  const current = (source: string) => {
    const found = counts.get(source);
    return found && found.until > now() ? found : null;
  };
  return {
    /** Seconds until the source is below the limit again; 0 if it is. */
    waitSeconds(source: string): number {
      const found = current(source);
      return found && found.count >= limit ? Math.max(1, Math.ceil((found.until - now()) / 1000)) : 0;
    },
    count(source: string): void {
      if (counts.size >= maxRemembered) counts.clear();
      const found = current(source) ?? { count: 0, until: now() + minuteMs };
      counts.set(source, { ...found, count: found.count + 1 });
    },
  };
}

/** The API key in an Authorization header (RFC 6750), or null. */
export const bearerKey = (authorization: string | undefined): string | null =>
  /^Bearer (\S{10,200})$/i.exec(authorization ?? '')?.[1] ?? null;

/** The client's address behind reverse proxies that each append the address of their caller. */
export function clientAddress(
  { headers, socket }: Pick<IncomingMessage, 'headers' | 'socket'>,
  trustedProxies: number,
): string {
  const forwarded = String(headers['x-forwarded-for'] ?? '').split(',');
  const hops = [...forwarded.map((hop) => hop.trim()).filter(Boolean), socket.remoteAddress ?? ''];
  return hops.at(-1 - trustedProxies) ?? hops[0] ?? '';
}

/** Finds the agent of a valid API key; null for other keys. */
export type FindKeyAgent = (key: string) => Promise<number | null>;

/**
 * Chooses the rate limit key of a request: the agent of its API key if valid, so that more keys do
 * not help, otherwise the source address, so that invented keys do not help. After 20 wrong keys in
 * a minute from one address, keys that were not verified before are refused with `rate_limited`.
 */
export function createRateLimitKey(findKeyAgent: FindKeyAgent, now: () => number = Date.now) {
  const wrongKeys = createWrongKeyCounter(now);
  let verified = new Set<string>();
  return async (request: FastifyRequest): Promise<string> => {
    const source = requestSource(request.ip);
    const given = bearerKey(request.headers.authorization);
    if (given === null || !request.url.startsWith('/api/')) return source;
    const key = createHash('sha256').update(given).digest('base64');
    if (!verified.has(key)) {
      const retryAfter = wrongKeys.waitSeconds(source);
      if (retryAfter > 0) throw problem('rate_limited', { retryAfter });
    }
    const agentId = await findKeyAgent(given);
    if (agentId !== null) {
      if (verified.size >= maxRemembered) verified = new Set();
      verified.add(key);
      return `agent ${agentId}`;
    }
    verified.delete(key);
    wrongKeys.count(source);
    return source;
  };
}
