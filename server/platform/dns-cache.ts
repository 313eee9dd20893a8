import { resolve } from 'node:dns/promises';
import type { DNSResolver } from 'mailauth';

const cacheMs = 5 * 60_000;
/** How long a name that did not answer is not asked again. */
const failureMs = 60_000;
const maxCacheEntries = 5_000;

/** Definite negative answers. Other errors (no server, timeout) are temporary. */
const definiteCodes = new Set(['ENOTFOUND', 'ENODATA']);

/**
 * Time limits. A query that is slow starts a check of the DNS server itself; if that gets no answer
 * either, every query fails at once until a later check succeeds. Within `windowMs`, callers wait
 * `budgetMs` in all for slow names; after that each waits only `hurriedMs`, while the queries go on
 * and their answers are cached.
 */
export const dnsLimits = {
  queryMs: 2_000,
  slowMs: 300,
  checkMs: 700,
  retryMs: 30_000,
  windowMs: 30_000,
  budgetMs: 4_000,
  hurriedMs: 20,
};

type Answer = Awaited<ReturnType<DNSResolver>>;
type Entry = { answer: Promise<Answer>; until: number };
type Clock = { now(): number; after(ms: number, run: () => void): () => void };

const systemClock: Clock = {
  now: Date.now,
  after(ms, run) {
    const timer = setTimeout(run, ms);
    timer.unref();
    return () => clearTimeout(timer);
  },
};

const noAnswer = (name: string): NodeJS.ErrnoException =>
  Object.assign(new Error(`no DNS answer for ${name}`), { code: 'ETIMEOUT' });

/** Whether the server answered: an error about the name is an answer too. */
const isAnswered = (error: NodeJS.ErrnoException): boolean =>
  definiteCodes.has(error.code ?? '') || error.code === 'ESERVFAIL' || error.code === 'EREFUSED';

/**
 * A DNS resolver that caches answers for five minutes, also negative ones, because a burst of mail
 * comes from few domains and each is looked up several times. Simultaneous lookups share one query.
 * It limits how long slow or absent DNS delays mail, see `dnsLimits`; then it throws ETIMEOUT.
 */
export function cachingResolver(
  resolveName: DNSResolver = resolve as DNSResolver,
  clock: Clock = systemClock,
): DNSResolver {
  const cache = new Map<string, Entry>();
  const pending = new Set<(error: Error) => void>();
  let retryAt: number | null = null;
  let isChecking = false;
  let windowStart = 0;
  let waitedMs = 0;

  /** Asks the server for a name that it certainly knows. */
  const checkServer = async (): Promise<void> => {
    if (isChecking) return;
    isChecking = true;
    let cancel = (): void => undefined;
    const isAlive = await Promise.race([
      resolveName('com', 'NS').then(() => true, isAnswered),
      new Promise<boolean>((done) => {
        cancel = clock.after(dnsLimits.checkMs, () => done(false));
      }),
    ]);
    cancel();
    isChecking = false;
    retryAt = isAlive ? null : clock.now() + dnsLimits.retryMs;
    if (!isAlive) for (const reject of pending) reject(noAnswer('any name'));
  };

  const startQuery = (key: string, name: string, type: string): Promise<Answer> => {
    if (cache.size >= maxCacheEntries) cache.clear();
    const answer = resolveName(name, type);
    const entry = { answer, until: clock.now() + cacheMs };
    cache.set(key, entry);
    answer.catch((error: NodeJS.ErrnoException) => {
      if (!definiteCodes.has(error.code ?? '')) entry.until = clock.now() + failureMs;
    });
    return answer;
  };

  const limitMs = (): number => {
    if (clock.now() - windowStart > dnsLimits.windowMs) {
      windowStart = clock.now();
      waitedMs = 0;
    }
    return waitedMs > dnsLimits.budgetMs ? dnsLimits.hurriedMs : dnsLimits.queryMs;
  };

  /** Waits for an answer within the limits. The query itself continues and is cached. */
  const waitFor = (answer: Promise<Answer>, name: string): Promise<Answer> => {
    const started = clock.now();
    const { promise, resolve: settle, reject } = Promise.withResolvers<Answer>();
    pending.add(reject);
    const cancels = [
      clock.after(dnsLimits.slowMs, () => void checkServer()),
      clock.after(limitMs(), () => reject(noAnswer(name))),
    ];
    answer.then(settle, reject);
    return promise.finally(() => {
      pending.delete(reject);
      waitedMs += clock.now() - started;
      for (const cancel of cancels) cancel();
    });
  };

  return async (name, type) => {
    const key = `${type} ${name.toLowerCase()}`;
    const known = cache.get(key);
    if (known && known.until > clock.now()) return waitFor(known.answer, name);
    if (retryAt !== null) {
      if (clock.now() >= retryAt) {
        retryAt = clock.now() + dnsLimits.retryMs;
        void checkServer();
      }
      throw noAnswer(name);
    }
    return waitFor(startQuery(key, name, type), name);
  };
}
