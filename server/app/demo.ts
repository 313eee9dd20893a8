import { type DemoAccount, createDemo, canCreateDemo, readDemoAccounts } from '../demo/index.ts';
import type { Services } from '../platform/context.ts';
import { openDatabase } from '../platform/database.ts';
import { setupState } from '../settings/index.ts';

/** The demo company behind a running server; `isNew` when this start has made it. */
export type Demo = { accounts: DemoAccount[]; isNew: boolean };

/** Makes the demo company when this is the first start on a database of our own, telling how far it is; null where there is none. */
export async function prepareDemo(
  services: Services,
  databaseUrl: string,
  setupToken: string | null,
): Promise<Demo | null> {
  if (setupToken && (await canCreateDemo(services))) {
    const say = (sentence: string) => process.stdout.write(`  ${sentence}\n`);
    say('First start: making a company to look at …');
    const database = openDatabase(databaseUrl, 1, services.log);
    try {
      return { accounts: await createDemo({ ...services, db: database.db }, setupToken, say), isNew: true };
    } finally {
      await database.close();
    }
  }
  const isDemo = (await setupState(services.db))?.isDemo ?? false;
  const accounts = isDemo ? readDemoAccounts(services.config.dataDir) : null;
  return accounts ? { accounts, isNew: false } : null;
}

/** The accounts a newcomer wants first: an administrator, a supervisor, agents of two departments, a viewer. */
export function accountsToShow(accounts: readonly DemoAccount[]): DemoAccount[] {
  const shown: DemoAccount[] = [];
  for (const profile of ['admin', 'supervisor', 'agent', 'agent', 'viewer']) {
    const others = new Set(shown.filter((one) => one.profile === profile).flatMap((one) => one.departments));
    const next = accounts.find((one) => one.profile === profile && !one.departments.some((name) => others.has(name)));
    if (next) shown.push(next);
  }
  return shown;
}
