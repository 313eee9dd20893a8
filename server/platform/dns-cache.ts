import { resolve } from 'node:dns/promises';
import type { DNSResolver } from 'mailauth';

const rememberedMs = 5 * 60_000;
const rememberedMost = 5_000;

/** Answers that say something about a name; others (no server, no answer in time) may be different in a moment. */
const certain = new Set(['ENOTFOUND', 'ENODATA']);

/**
 * Asks the DNS, and remembers each answer for five minutes, also that there is none: a burst of mail comes from few domains, and each is asked for
 * several times. Those who ask at the same time share one question.
 */
export function cachingResolver(ask: DNSResolver = resolve as DNSResolver, now: () => number = Date.now): DNSResolver {
  const remembered = new Map<string, { answer: ReturnType<DNSResolver>; until: number }>();
  return (name, type) => {
    const key = `${type} ${name.toLowerCase()}`;
    const known = remembered.get(key);
    if (known && known.until > now()) return known.answer;
    if (remembered.size >= rememberedMost) remembered.clear();
    const answer = ask(name, type);
    remembered.set(key, { answer, until: now() + rememberedMs });
    answer.catch((error: NodeJS.ErrnoException) => {
      if (!certain.has(error.code ?? '')) remembered.delete(key);
    });
    return answer;
  };
}
