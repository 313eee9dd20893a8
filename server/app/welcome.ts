import { demoAccountsFile } from '../demo/index.ts';
import { accountsToShow, type Demo } from './demo.ts';
import type { Role, RunningProcess } from './start.ts';

const printLine = (line = '') => process.stdout.write(`${line}\n`);

/** Prints where to open Crossdesk after it started. */
export async function printWelcome(
  { url, smtpPort, setupToken, demo, services }: RunningProcess,
  role: Role,
): Promise<void> {
  printLine();
  if (url) printLine(`  Crossdesk is ready:  ${url}`);
  else printLine(`  Crossdesk is running (role ${role}).`);
  if (smtpPort) printLine(`  Receives mail at:    ${services.config.smtpInHost}:${smtpPort}`);
  if (url && setupToken) {
    printLine();
    printLine('  Set up your company with this one-time link:');
    printLine(`  ${url}/setup?token=${setupToken}`);
  }
  if (demo) printAccounts(demo, demoAccountsFile(services.config.dataDir));
  printLine();
}

/** Prints the passwords of new demo accounts, and later only the file they are stored in. */
function printAccounts({ accounts, isNew }: Demo, file: string): void {
  printLine();
  if (isNew) {
    printLine('  A demo company was created. Sign in with one of these accounts:');
    printLine();
    const rows = accountsToShow(accounts).map((one) => [
      one.profile[0]?.toUpperCase() + one.profile.slice(1),
      one.email,
      one.password,
      one.departments.join(', '),
    ]);
    const widths = [0, 1, 2].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
    for (const row of rows)
      printLine(`    ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('   ')}`.trimEnd());
    printLine();
  }
  printLine(`  ${isNew ? `All ${accounts.length} accounts` : 'The demo accounts'} and their passwords are in ${file}`);
  printLine('  (or: npm run -s crossdesk -- demo-accounts).');
}
