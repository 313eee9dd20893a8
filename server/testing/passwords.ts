import { randomBytes, scryptSync } from 'node:crypto';
import type { PasswordHasher } from '../platform/context.ts';

const digest = (password: string, salt: string) => scryptSync(password, salt, 16, { N: 2, r: 1, p: 1 }).toString('hex');

/** The cheapest scrypt, because tests check many passwords and their hashes are never stolen. */
export const cheapHasher: PasswordHasher = {
  async hash(password) {
    const salt = randomBytes(8).toString('hex');
    return `${salt}:${digest(password, salt)}`;
  },
  async verify({ hash, password }) {
    const [salt = '', expected] = hash.split(':');
    return digest(password, salt) === expected;
  },
};
