import { expect, test } from 'vitest';
import { cachingResolver } from './dns-cache.ts';

const failure = (code: string) => Object.assign(new Error(code), { code });

/** A DNS resolver that answers from a table and records the queries. */
function recordingResolver(answers: Record<string, string[][] | string>) {
  const queries: string[] = [];
  const query = async (name: string, type: string) => {
    queries.push(`${type} ${name}`);
    const answer = answers[name];
    if (Array.isArray(answer)) return answer;
    throw failure(answer ?? 'ENOTFOUND');
  };
  return { query, queries };
}

test('a name is queried once in five minutes, whatever its case', async () => {
  const dns = recordingResolver({ 'a.example': [['v=spf1 -all']] });
  let time = 0;
  const resolve = cachingResolver(dns.query, () => time);
  const [first, second] = await Promise.all([resolve('a.example', 'TXT'), resolve('A.example', 'TXT')]);
  expect(second).toEqual(first);
  expect(dns.queries).toEqual(['TXT a.example']);
  await expect(resolve('a.example', 'MX')).resolves.toBeDefined();
  time = 5 * 60_000 + 1;
  await resolve('a.example', 'TXT');
  expect(dns.queries).toEqual(['TXT a.example', 'MX a.example', 'TXT a.example']);
});

test('a missing name is cached, a timeout is not', async () => {
  const dns = recordingResolver({ 'slow.example': 'ETIMEOUT' });
  const resolve = cachingResolver(dns.query);
  for (let times = 0; times < 2; times++) {
    await expect(resolve('none.example', 'TXT')).rejects.toThrow('ENOTFOUND');
    await expect(resolve('slow.example', 'TXT')).rejects.toThrow('ETIMEOUT');
  }
  expect(dns.queries).toEqual(['TXT none.example', 'TXT slow.example', 'TXT slow.example']);
});
