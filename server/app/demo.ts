import { createHash } from 'node:crypto';
import type { PoolClient } from 'pg';
import { type DemoAccount, makeDemo, mayMakeDemo, readDemoAccounts } from '../demo/index.ts';
import type { House } from '../platform/context.ts';
import { openDatabase } from '../platform/database.ts';
import { setupState } from '../settings/index.ts';

/** The demo company behind a running server; `isNew` when this start has made it. */
export type Demo = { accounts: DemoAccount[]; isNew: boolean };

/** Makes the demo company when this is the first start on a database of our own, telling how far it is; null where there is none. */
export async function demoAtStart(house: House, databaseUrl: string, setupToken: string | null): Promise<Demo | null> {
  if (setupToken && (await mayMakeDemo(house))) {
    const say = (sentence: string) => process.stdout.write(`  ${sentence}\n`);
    say('First start: making a company to look at …');
    const database = openDatabase(databaseUrl, 1, house.log);
    database.pool.on('connect', planOnce);
    try {
      return { accounts: await makeDemo({ ...house, db: database.db }, setupToken, say), isNew: true };
    } finally {
      await database.close();
    }
  }
  const isDemo = (await setupState(house.db))?.isDemo ?? false;
  const accounts = isDemo ? readDemoAccounts(house.config.dataDir) : null;
  return accounts ? { accounts, isNew: false } : null;
}

/** The demo says the same few statements thousands of times; having each planned only once per connection makes it twice as fast. */
function planOnce(client: PoolClient): void {
  const query = client.query.bind(client) as (given: unknown, values?: unknown[]) => Promise<unknown>;
  const named = (given: unknown, values?: unknown[]) =>
    typeof given === 'string' && values?.length
      ? query({ name: createHash('md5').update(given).digest('hex'), text: given, values })
      : query(given, values);
  client.query = named as typeof client.query;
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
