import { randomInt } from 'node:crypto';
import { chmodSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * An account a new user can sign in with. `profile` is a built-in access profile, `departments` are
 * English names.
 */
export type DemoAccount = { name: string; email: string; password: string; profile: string; departments: string[] };

const consonants = 'bdfgjkmnprstvz';
const vowels = 'aeiou';

/** Generates a password that is easy to read and type: 16 characters, about 43 bits of entropy. */
export function generatePassword(): string {
  const syllable = () => `${consonants[randomInt(consonants.length)]}${vowels[randomInt(vowels.length)]}`;
  const word = () => syllable() + syllable() + syllable();
  return `${word()}-${word()}-${randomInt(10, 100)}`;
}

/** The file with the demo's accounts in a data folder. */
export const demoAccountsFile = (dataDir: string): string => join(dataDir, 'demo-accounts.json');

/** Writes the accounts to a file only its owner can read, replacing an older one atomically. */
export function writeDemoAccounts(dataDir: string, accounts: readonly DemoAccount[]): void {
  const file = demoAccountsFile(dataDir);
  writeFileSync(`${file}.new`, `${JSON.stringify(accounts, null, 2)}\n`, { mode: 0o600 });
  chmodSync(`${file}.new`, 0o600);
  renameSync(`${file}.new`, file);
}

/** Reads the accounts from a data folder; null if there are none. */
export function readDemoAccounts(dataDir: string): DemoAccount[] | null {
  try {
    return JSON.parse(readFileSync(demoAccountsFile(dataDir), 'utf8')) as DemoAccount[];
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}
