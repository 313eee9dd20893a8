/**
 * A demo company with agents, customers and some three hundred tickets, created by the ordinary
 * commands. None of its mail is ever sent. Owns no tables.
 */
import { type Context, runCommand, type Services, systemActor } from '../platform/context.ts';
import { skipEvents } from '../platform/subscribers.ts';
import { finishSetup } from '../settings/index.ts';
import { followPast } from '../sla/index.ts';
import { type DemoAccount, writeDemoAccounts } from './accounts.ts';
import { assignDemoTickets, createDemoRouting } from './assignment.ts';
import { createDemoAvailability } from './availability.ts';
import { createCannedReplies } from './canned-replies.ts';
import { companyNames, createCompany } from './company.ts';
import { createDemoContracts } from './contracts.ts';
import { createCustomers } from './customers.ts';
import { createAssignment, createHandovers } from './handovers.ts';
import { createDemoAgents } from './people.ts';
import { performStep } from './perform-step.ts';
import { planTickets } from './plan.ts';
import { createShares } from './shares.ts';

export { type DemoAccount, demoAccountsFile, readDemoAccounts } from './accounts.ts';

const day = 24 * 60 * 60 * 1000;

/**
 * Whether a demo may be created: only on an empty embedded database, never where real work may be
 * done.
 */
export async function canCreateDemo(services: Services): Promise<boolean> {
  if (services.config.databaseUrl || services.config.isProduction) return false;
  for (const table of ['agent', 'department', 'contact', 'ticket'] as const) {
    if (await services.db.selectFrom(table).select('id').limit(1).executeTakeFirst()) return false;
  }
  return true;
}

/**
 * Creates the demo company on an empty database, using the setup token, in one transaction: if the
 * process is killed nothing remains. The passwords are written to the data folder before the
 * transaction ends. `report` receives progress messages. Returns the accounts.
 */
export const createDemo = (
  services: Services,
  token: string,
  report: (message: string) => void,
): Promise<DemoAccount[]> =>
  runCommand(withoutMailServer(services), systemActor('demo'), async (ctx) => {
    const { now, config } = ctx;
    const timeZone = localTimeZone();
    const startContext: Context = { ...ctx, now: new Date(now.getTime() - 61 * day) };
    await finishSetup(ctx.tx, startContext.now, token, { name: companyNames.en, locale: 'en', timeZone }, true);
    const ids = await createCompany(startContext);
    const { actors, accounts } = await createDemoAgents(startContext, ids, timeZone);
    const customers = await createCustomers(startContext);
    report(`${accounts.length} agents in 6 departments, ${customers.length} customers.`);
    await createDemoContracts(startContext, ids, actors.nora, timeZone);
    const steps = planTickets('tsubame', customers, now, timeZone);
    const outboxSince = services.config.smtpUrl ? now : new Date(now.getTime() - 2 * day);
    for (const [index, step] of steps.entries()) {
      await performStep({ ctx, ids, actors, timeZone, outboxSince }, step);
      if (index % 500 === 499) report(`${Math.round((index / steps.length) * 100)}% of the conversations`);
    }
    await createDemoAvailability(ctx, actors, timeZone);
    await createCannedReplies(ctx, actors.nora, ids.department);
    await createShares(ctx, ids.department, actors);
    await createDemoRouting(ctx, ids.department, actors);
    await createAssignment(ctx, ids.department, actors);
    await assignDemoTickets(ctx, ids.department, actors);
    await createHandovers(ctx, ids.department, actors);
    await followPast(ctx);
    // Nobody is notified and nothing is sent; each ticket is indexed for search.
    await skipEvents(ctx, ['views:index']);
    writeDemoAccounts(config.dataDir, accounts);
    return accounts;
  });

const withoutMailServer = (services: Services): Services => ({
  ...services,
  config: { ...services.config, smtpUrl: null },
});

/** The time zone of this machine, so that the demo's hours match the user's. */
function localTimeZone(): string {
  const { timeZone } = new Intl.DateTimeFormat().resolvedOptions();
  return Intl.supportedValuesOf('timeZone').includes(timeZone) ? timeZone : 'UTC';
}
