import { demoAccountsFile } from '../demo/index.ts';
import { accountsToShow, type Demo } from './demo.ts';
import type { Role, Running } from './start.ts';

const say = (line = '') => process.stdout.write(`${line}\n`);

/** Tells the person who started it where to go next. */
export async function welcome({ url, smtpPort, setupToken, demo, services }: Running, role: Role): Promise<void> {
  say();
  if (url) say(`  Crossdesk is ready:  ${url}`);
  else say(`  Crossdesk is working (role ${role}).`);
  if (smtpPort) say(`  It takes mail at:    ${services.config.smtpInHost}:${smtpPort}`);
  if (url && setupToken) {
    say();
    say('  Set up your company with this link. It works once:');
    say(`  ${url}/setup?token=${setupToken}`);
  }
  if (demo) tellAccounts(demo, demoAccountsFile(services.config.dataDir));
  say();
}

/** The passwords are shown once, when they are made; later only where they are kept. */
function tellAccounts({ accounts, isNew }: Demo, file: string): void {
  say();
  if (isNew) {
    say('  It holds a demo company. Sign in as one of these:');
    say();
    const rows = accountsToShow(accounts).map((one) => [
      one.profile[0]?.toUpperCase() + one.profile.slice(1),
      one.email,
      one.password,
      one.departments.join(', '),
    ]);
    const widths = [0, 1, 2].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
    for (const row of rows)
      say(`    ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('   ')}`.trimEnd());
    say();
  }
  say(`  ${isNew ? `All ${accounts.length} accounts` : 'The demo accounts'} with their passwords are in ${file}`);
  say('  (or: npm run -s crossdesk -- demo-accounts).');
}
