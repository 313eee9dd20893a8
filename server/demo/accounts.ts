import { randomInt } from 'node:crypto';
import { chmodSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Somebody a newcomer can sign in as. `profile` is a built-in access profile, `departments` their English names. */
export type DemoAccount = { name: string; email: string; password: string; profile: string; departments: string[] };

const consonants = 'bdfgjkmnprstvz';
const vowels = 'aeiou';

/** A password of its own for each account: easy to read and to type, 16 characters, about 43 bits of chance. */
export function generatePassword(): string {
  const syllable = () => `${consonants[randomInt(consonants.length)]}${vowels[randomInt(vowels.length)]}`;
  const word = () => syllable() + syllable() + syllable();
  return `${word()}-${word()}-${randomInt(10, 100)}`;
}

/** Where the demo's accounts are kept in a data folder. */
export const demoAccountsFile = (dataDir: string): string => join(dataDir, 'demo-accounts.json');

/** Keeps the accounts in a file only its owner can read; an older one is replaced whole. */
export function writeDemoAccounts(dataDir: string, accounts: readonly DemoAccount[]): void {
  const file = demoAccountsFile(dataDir);
  writeFileSync(`${file}.new`, `${JSON.stringify(accounts, null, 2)}\n`, { mode: 0o600 });
  chmodSync(`${file}.new`, 0o600);
  renameSync(`${file}.new`, file);
}

/** The accounts kept in a data folder; null where there are none. */
export function readDemoAccounts(dataDir: string): DemoAccount[] | null {
  try {
    return JSON.parse(readFileSync(demoAccountsFile(dataDir), 'utf8')) as DemoAccount[];
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}
