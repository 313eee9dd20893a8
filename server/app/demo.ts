import { canCreateDemo, createDemo, type DemoAccount, readDemoAccounts } from '../demo/index.ts';
import type { Services } from '../platform/context.ts';
import { openDatabase } from '../platform/database.ts';
import { setupState } from '../settings/index.ts';

/** The accounts of the demo company. `isNew`: it was created by this start. */
export type Demo = { accounts: DemoAccount[]; isNew: boolean };

/**
 * Creates the demo company on the first start with the embedded database and prints progress. Null
 * without a demo company.
 */
export async function prepareDemo(
  services: Services,
  databaseUrl: string,
  setupToken: string | null,
): Promise<Demo | null> {
  if (setupToken && (await canCreateDemo(services))) {
    const printProgress = (sentence: string) => process.stdout.write(`  ${sentence}\n`);
    printProgress('First start: creating a demo company …');
    const database = openDatabase(databaseUrl, 1, services.log);
    try {
      return { accounts: await createDemo({ ...services, db: database.db }, setupToken, printProgress), isNew: true };
    } finally {
      await database.close();
    }
  }
  const isDemo = (await setupState(services.db))?.isDemo ?? false;
  const accounts = isDemo ? readDemoAccounts(services.config.dataDir) : null;
  return accounts ? { accounts, isNew: false } : null;
}

/**
 * The accounts to show first: an administrator, a supervisor, agents of two departments, a viewer.
 */
export function accountsToShow(accounts: readonly DemoAccount[]): DemoAccount[] {
  const shown: DemoAccount[] = [];
  for (const profile of ['admin', 'supervisor', 'agent', 'agent', 'viewer']) {
    const others = new Set(shown.filter((one) => one.profile === profile).flatMap((one) => one.departments));
    const next = accounts.find((one) => one.profile === profile && !one.departments.some((name) => others.has(name)));
    if (next) shown.push(next);
  }
  return shown;
}
