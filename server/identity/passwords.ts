import { hashPassword, verifyPassword } from 'better-auth/crypto';
import type { PasswordHasher } from '../platform/context.ts';

/** scrypt with N = 16384, r = 16, p = 1: about 16 MB and 60 ms for each attempt. */
export const scryptHasher: PasswordHasher = { hash: hashPassword, verify: verifyPassword };
