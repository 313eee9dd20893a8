import { createHmac } from 'node:crypto';
import { runCommand, type Services, systemActor } from '../platform/context.ts';
import { queueJob } from '../platform/jobs.ts';
import { queueMail } from '../platform/outbox.ts';
import { signInMail } from './sign-in.ts';
import * as store from './store.ts';
import './tables.ts';

/** Sends the owner of an account a mail about wrong passwords. */
export const warnTask = 'identity:warn';

const triesBeforeWarning = 10;

const hashAccount = (services: Services, email: string): string =>
  createHmac('sha256', services.config.secret).update(`password tries ${email.toLowerCase()}`).digest('base64url');

/**
 * Takes a turn to try the password of an account. Answers how many seconds the caller has to wait, 0 for none. The same for addresses
 * without an account, so that nobody learns which exist.
 */
export async function registerPasswordTry(services: Services, email: string): Promise<number> {
  const account = hashAccount(services, email);
  const now = services.now();
  if (await store.countPasswordTry(services.db, account, now)) return 0;
  const row = await services.db
    .selectFrom('password_tries')
    .select('next_at')
    .where('account', '=', account)
    .executeTakeFirst();
  return Math.max(1, Math.ceil(((row?.next_at ?? now).getTime() - now.getTime()) / 1000));
}

/** The password was right, or a new one has been chosen. */
export const resetPasswordTries = async (services: Services, email: string): Promise<void> => {
  await store.deletePasswordTries(services.db, hashAccount(services, email));
};

/** The password was wrong. Whether the account exists is looked up by the job, so that the answer takes the same time. */
export const recordWrongPassword = (services: Services, email: string): Promise<void> =>
  runCommand(services, systemActor('sign-in'), async (ctx) => {
    if (await store.markWarned(ctx.tx, hashAccount(services, email), triesBeforeWarning, ctx.now))
      await queueJob(ctx, warnTask, { email: email.toLowerCase() });
  });

/** Warns the owner of the account, if there is one. */
export const warnAccountOwner = (services: Services, email: string): Promise<void> =>
  runCommand(services, systemActor('sign-in'), async (ctx) => {
    const agent = await ctx.tx
      .selectFrom('agent')
      .innerJoin('auth_user', 'auth_user.id', 'agent.user_id')
      .select(['agent.name', 'auth_user.email'])
      .where('auth_user.email', '=', email)
      .where('agent.is_active', '=', true)
      .executeTakeFirst();
    if (agent) await queueMail(ctx, await signInMail(ctx, 'wrong_passwords', agent, `${ctx.config.publicUrl}/sign-in`));
  });

/** Forgets accounts that nobody has tried for a day. */
export const deleteOldTries = (services: Services): Promise<void> =>
  runCommand(services, systemActor('sign-in'), async (ctx) => {
    await store.deleteOldPasswordTries(ctx.tx, ctx.now);
  });
