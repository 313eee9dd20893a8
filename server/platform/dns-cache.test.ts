import { expect, test } from 'vitest';
import { cachingResolver, dnsLimits } from './dns-cache.ts';

const failure = (code: string) => Object.assign(new Error(code), { code });

/** A clock that is moved by hand. */
function manualClock() {
  let time = 0;
  let timers: { at: number; run: () => void }[] = [];
  const move = async (ms: number): Promise<void> => {
    for (const end = time + ms; time < end; ) {
      const next = Math.min(end, ...timers.map((one) => one.at));
      time = next;
      const due = timers.filter((one) => one.at <= time);
      timers = timers.filter((one) => one.at > time);
      for (const one of due) one.run();
      await new Promise((done) => setImmediate(done));
    }
  };
  const after = (ms: number, run: () => void) => {
    const timer = { at: time + ms, run };
    timers.push(timer);
    return () => {
      timers = timers.filter((one) => one !== timer);
    };
  };
  return { now: () => time, after, move };
}

type Answer = string[][] | string | { afterMs: number } | 'silent';

/** A DNS server that answers from a table and records the queries; `silent` never answers. */
function fakeServer(answers: Record<string, Answer>, clock: ReturnType<typeof manualClock>) {
  const queries: string[] = [];
  const query = (name: string, type: string): Promise<string[][]> => {
    queries.push(`${type} ${name}`);
    const answer = answers[name] ?? answers['*'] ?? 'ENOTFOUND';
    if (answer === 'silent') return new Promise(() => undefined);
    if (Array.isArray(answer)) return Promise.resolve(answer);
    if (typeof answer === 'string') return Promise.reject(failure(answer));
    return new Promise((done) => clock.after(answer.afterMs, () => done([['slow']])));
  };
  return { query, queries };
}

function open(answers: Record<string, Answer>) {
  const clock = manualClock();
  const server = fakeServer(answers, clock);
  const resolve = cachingResolver(server.query, clock);
  /** The code of the failure, or `answer`, and how long it took. */
  const ask = async (name: string) => {
    const start = clock.now();
    const asked = resolve(name, 'TXT').then(
      () => ['answer', clock.now() - start],
      (error: NodeJS.ErrnoException) => [error.code, clock.now() - start],
    );
    return asked as Promise<[string, number]>;
  };
  return { clock, queries: server.queries, resolve, ask, answers };
}

test('a name is queried once in five minutes, whatever its case', async () => {
  const { clock, resolve, queries } = open({ 'a.example': [['v=spf1 -all']] });
  const [first, second] = await Promise.all([resolve('a.example', 'TXT'), resolve('A.example', 'TXT')]);
  expect(second).toEqual(first);
  expect(queries).toEqual(['TXT a.example']);
  await expect(resolve('a.example', 'MX')).resolves.toBeDefined();
  await clock.move(5 * 60_000 + 1);
  await resolve('a.example', 'TXT');
  expect(queries).toEqual(['TXT a.example', 'MX a.example', 'TXT a.example']);
});

test('a missing name is cached for minutes, a failure for one minute', async () => {
  const { clock, ask, queries } = open({ 'broken.example': 'ESERVFAIL' });
  for (let times = 0; times < 2; times += 1) {
    expect([await ask('none.example'), await ask('broken.example')]).toEqual([
      ['ENOTFOUND', 0],
      ['ESERVFAIL', 0],
    ]);
  }
  await clock.move(60_001);
  await Promise.all([ask('none.example'), ask('broken.example')]);
  expect(queries).toEqual(['TXT none.example', 'TXT broken.example', 'TXT broken.example']);
});

test('a name that never answers is waited for once and then fails at once', async () => {
  const { clock, ask } = open({ 'silent.example': 'silent', com: [['ns']], 'a.example': [['x']] });
  const first = ask('silent.example');
  await clock.move(10_000);
  expect(await first).toEqual(['ETIMEOUT', dnsLimits.queryMs]);
  expect(await ask('a.example')).toEqual(['answer', 0]);
});

test('without a DNS server every query fails at once, until the server answers again', async () => {
  const { clock, ask, queries, answers } = open({ '*': 'silent' });
  const first = [ask('a.example'), ask('b.example')];
  await clock.move(5_000);
  const stallMs = dnsLimits.slowMs + dnsLimits.checkMs;
  expect(await Promise.all(first)).toEqual([
    ['ETIMEOUT', stallMs],
    ['ETIMEOUT', stallMs],
  ]);
  for (let name = 0; name < 100; name += 1) expect(await ask(`n${name}.example`)).toEqual(['ETIMEOUT', 0]);
  expect(queries).toEqual(['TXT a.example', 'TXT b.example', 'NS com']);
  answers['*'] = [['back']];
  await clock.move(dnsLimits.retryMs);
  expect((await ask('c.example'))[0]).toBe('ETIMEOUT');
  await clock.move(1);
  expect(await ask('c.example')).toEqual(['answer', 0]);
});

test('slow names delay mail by a few seconds in all, and their answers are cached', async () => {
  const { clock, ask } = open({ '*': { afterMs: 1_500 }, com: [['ns']] });
  const start = clock.now();
  for (let name = 0; name < 50; name += 1) {
    const asked = ask(`n${name}.example`);
    await clock.move(dnsLimits.queryMs / 10);
    if (name < 3) await clock.move(dnsLimits.queryMs);
    await asked;
  }
  expect(clock.now() - start).toBeLessThan(20_000);
  const hurried = ask('late.example');
  await clock.move(dnsLimits.hurriedMs);
  expect(await hurried).toEqual(['ETIMEOUT', dnsLimits.hurriedMs]);
  await clock.move(2_000);
  expect(await ask('late.example')).toEqual(['answer', 0]);
});
