import { resolve } from 'node:dns/promises';
import type { DNSResolver } from 'mailauth';

const cacheMs = 5 * 60_000;
const maxCacheEntries = 5_000;

/** Answers that say something about a name; others (no server, no answer in time) may be different in a moment. */
const cacheableCodes = new Set(['ENOTFOUND', 'ENODATA']);

/**
 * Asks the DNS, and remembers each answer for five minutes, also that there is none: a burst of mail comes from few domains, and each is asked for
 * several times. Those who ask at the same time share one question.
 */
export function cachingResolver(ask: DNSResolver = resolve as DNSResolver, now: () => number = Date.now): DNSResolver {
  const cache = new Map<string, { answer: ReturnType<DNSResolver>; until: number }>();
  return (name, type) => {
    const key = `${type} ${name.toLowerCase()}`;
    const known = cache.get(key);
    if (known && known.until > now()) return known.answer;
    if (cache.size >= maxCacheEntries) cache.clear();
    const answer = ask(name, type);
    cache.set(key, { answer, until: now() + cacheMs });
    answer.catch((error: NodeJS.ErrnoException) => {
      if (!cacheableCodes.has(error.code ?? '')) cache.delete(key);
    });
    return answer;
  };
}
