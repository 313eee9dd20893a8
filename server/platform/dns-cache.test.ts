import { expect, test } from 'vitest';
import { cachingResolver } from './dns-cache.ts';

const failure = (code: string) => Object.assign(new Error(code), { code });

/** A DNS that answers from a table and counts the questions. */
function counted(answers: Record<string, string[][] | string>) {
  const asked: string[] = [];
  const ask = async (name: string, type: string) => {
    asked.push(`${type} ${name}`);
    const answer = answers[name];
    if (Array.isArray(answer)) return answer;
    throw failure(answer ?? 'ENOTFOUND');
  };
  return { ask, asked };
}

test('the same question is asked once in five minutes, whoever asks and however it is spelled', async () => {
  const dns = counted({ 'a.example': [['v=spf1 -all']] });
  let time = 0;
  const resolve = cachingResolver(dns.ask, () => time);
  const [first, second] = await Promise.all([resolve('a.example', 'TXT'), resolve('A.example', 'TXT')]);
  expect(second).toEqual(first);
  expect(dns.asked).toEqual(['TXT a.example']);
  await expect(resolve('a.example', 'MX')).resolves.toBeDefined();
  time = 5 * 60_000 + 1;
  await resolve('a.example', 'TXT');
  expect(dns.asked).toEqual(['TXT a.example', 'MX a.example', 'TXT a.example']);
});

test('that a name is not there is remembered, that nobody answered is not', async () => {
  const dns = counted({ 'slow.example': 'ETIMEOUT' });
  const resolve = cachingResolver(dns.ask);
  for (let times = 0; times < 2; times++) {
    await expect(resolve('none.example', 'TXT')).rejects.toThrow('ENOTFOUND');
    await expect(resolve('slow.example', 'TXT')).rejects.toThrow('ETIMEOUT');
  }
  expect(dns.asked).toEqual(['TXT none.example', 'TXT slow.example', 'TXT slow.example']);
});
