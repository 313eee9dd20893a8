/**
 * A company to look at: people, customers and some three hundred tickets, made through the same commands as everything else. Nothing of it
 * ever leaves by mail. Owns no table.
 */
import { type Context, runCommand, type Services, systemActor } from '../platform/context.ts';
import { finishSetup } from '../settings/index.ts';
import { type DemoAccount, writeDemoAccounts } from './accounts.ts';
import { createCannedReplies } from './canned-replies.ts';
import { companyNames, createCompany } from './company.ts';
import { createCustomers } from './customers.ts';
import { createDemoAgents } from './people.ts';
import { performStep } from './perform-step.ts';
import { planTickets } from './plan.ts';
import { createShares } from './shares.ts';

export { type DemoAccount, demoAccountsFile, readDemoAccounts } from './accounts.ts';

const day = 24 * 60 * 60 * 1000;

/** A demo is for whoever starts without a database of their own; never where real work may be going on. */
export async function canCreateDemo(services: Services): Promise<boolean> {
  if (services.config.databaseUrl || services.config.isProduction) return false;
  for (const table of ['agent', 'department', 'contact', 'ticket'] as const) {
    if (await services.db.selectFrom(table).select('id').limit(1).executeTakeFirst()) return false;
  }
  return true;
}

/**
 * Makes the demo company on an empty database, using up the set-up token: all of it in one transaction, so that a start that is killed leaves
 * nothing behind. The passwords are kept in the data folder before that transaction ends. `say` hears how far it is. Gives the accounts.
 */
export const createDemo = (services: Services, token: string, say: (sentence: string) => void): Promise<DemoAccount[]> =>
  runCommand(demoServices(services), systemActor('demo'), async (ctx) => {
    const { now, config } = ctx;
    const timeZone = localTimeZone();
    const begun: Context = { ...ctx, now: new Date(now.getTime() - 61 * day) };
    await finishSetup(ctx.tx, begun.now, token, { name: companyNames.en, locale: 'en', timeZone }, true);
    const ids = await createCompany(begun);
    const { actors, accounts } = await createDemoAgents(begun, ids, timeZone);
    const customers = await createCustomers(begun);
    say(`${accounts.length} people in 6 departments, ${customers.length} customers.`);
    const steps = planTickets('tsubame', customers, now, timeZone);
    const keptSince = services.config.smtpUrl ? now : new Date(now.getTime() - 2 * day);
    for (const [done, step] of steps.entries()) {
      await performStep({ ctx, ids, actors, timeZone, outboxSince: keptSince }, step);
      if (done % 500 === 499) say(`${Math.round((done / steps.length) * 100)} % of the conversations …`);
    }
    await createCannedReplies(ctx, actors.nora, ids.department);
    await createShares(ctx, ids.department, actors);
    writeDemoAccounts(config.dataDir, accounts);
    return accounts;
  });

/**
 * The services without an outgoing mail server, and with one subscription only: each ticket is indexed for search once, by the job of
 * its creation, which runs when the whole demo is there.
 */
function demoServices(services: Services): Services {
  const index = (services.subscriptions['ticket.created'] ?? []).filter((task) => task === 'views:index');
  return { ...services, config: { ...services.config, smtpUrl: null }, subscriptions: { 'ticket.created': index } };
}

/** The zone of this machine, so that the hours of the demo are the newcomer's own. */
function localTimeZone(): string {
  const { timeZone } = new Intl.DateTimeFormat().resolvedOptions();
  return Intl.supportedValuesOf('timeZone').includes(timeZone) ? timeZone : 'UTC';
}
