import { scryptSync } from 'node:crypto';
import { expect, test } from 'vitest';
import { scryptHasher } from './index.ts';

test('a server hashes passwords with scrypt, N = 16384 and r = 16, and a random salt', async () => {
  const password = 'correct horse battery';
  const hash = await scryptHasher.hash(password);
  const [salt = '', key = ''] = hash.split(':');
  const expected = scryptSync(password, salt, 64, { N: 16_384, r: 16, p: 1, maxmem: 64 * 1024 * 1024 });
  expect(key).toBe(expected.toString('hex'));
  expect(salt).toMatch(/^[0-9a-f]{32}$/);
  expect(await scryptHasher.hash(password)).not.toBe(hash);
  expect(await scryptHasher.verify({ hash, password })).toBe(true);
  expect(await scryptHasher.verify({ hash, password: 'Correct horse battery' })).toBe(false);
});
