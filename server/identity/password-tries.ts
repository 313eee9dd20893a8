import { createHmac } from 'node:crypto';
import { runCommand, type Services, systemActor } from '../platform/context.ts';
import { queueJob } from '../platform/jobs.ts';
import { queueMail } from '../platform/outbox.ts';
import { signInMail } from './sign-in.ts';
import * as store from './store.ts';
import './tables.ts';

/** Task that emails the owner of an account about wrong passwords. */
export const warnTask = 'identity:warn';

const triesBeforeWarning = 10;

const hashAccount = (services: Services, email: string): string =>
  createHmac('sha256', services.config.secret).update(`password tries ${email.toLowerCase()}`).digest('base64url');

/**
 * Registers an attempt to enter the password of an account. Returns the seconds the caller must
 * wait, or 0. Works the same for unknown addresses, so that nobody learns which accounts exist.
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

/** Resets the counter after a correct or a new password. */
export const resetPasswordTries = async (services: Services, email: string): Promise<void> => {
  await store.deletePasswordTries(services.db, hashAccount(services, email));
};

/**
 * Records a wrong password. The job checks whether the account exists, so that the response takes
 * the same time.
 */
export const recordWrongPassword = (services: Services, email: string): Promise<void> =>
  runCommand(services, systemActor('sign-in'), async (ctx) => {
    if (await store.markWarned(ctx.tx, hashAccount(services, email), triesBeforeWarning, ctx.now))
      await queueJob(ctx, warnTask, { email: email.toLowerCase() });
  });

/** Emails the owner of the account, if it exists. */
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

/** Deletes counters without attempts for a day. */
export const deleteOldTries = (services: Services): Promise<void> =>
  runCommand(services, systemActor('sign-in'), async (ctx) => {
    await store.deleteOldPasswordTries(ctx.tx, ctx.now);
  });
