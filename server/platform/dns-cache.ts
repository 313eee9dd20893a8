import { resolve } from 'node:dns/promises';
import type { DNSResolver } from 'mailauth';

const cacheMs = 5 * 60_000;
const maxCacheEntries = 5_000;

/**
 * Definite negative answers. Other errors (no server, timeout) are temporary and are not cached.
 */
const cacheableCodes = new Set(['ENOTFOUND', 'ENODATA']);

/**
 * A DNS resolver that caches answers, including negative ones, for five minutes. A burst of mail
 * comes from few domains, and each is looked up several times. Simultaneous lookups share one
 * query.
 */
export function cachingResolver(
  resolveName: DNSResolver = resolve as DNSResolver,
  now: () => number = Date.now,
): DNSResolver {
  const cache = new Map<string, { answer: ReturnType<DNSResolver>; until: number }>();
  return (name, type) => {
    const key = `${type} ${name.toLowerCase()}`;
    const known = cache.get(key);
    if (known && known.until > now()) return known.answer;
    if (cache.size >= maxCacheEntries) cache.clear();
    const answer = resolveName(name, type);
    cache.set(key, { answer, until: now() + cacheMs });
    answer.catch((error: NodeJS.ErrnoException) => {
      if (!cacheableCodes.has(error.code ?? '')) cache.delete(key);
    });
    return answer;
  };
}
