import { resolve } from 'node:path';
import { demoAccountsFile, readDemoAccounts } from '../demo/index.ts';
import {
  agentActor,
  agentByEmail,
  createAgent,
  createApiKey,
  createPasswordLink,
  prepareInstallation,
  profileId,
} from '../identity/index.ts';
import { type Config, readConfig } from '../platform/config.ts';
import { runCommand, systemActor } from '../platform/context.ts';
import { migrateDatabase } from '../platform/migrate.ts';
import { finishSetup, setupState } from '../settings/index.ts';
import { CommandError } from './cli-error.ts';
import { print, withDatabase, withServices } from './cli-services.ts';

type Options = Record<string, string | undefined>;

function requireOption(options: Options, name: string, maxLength: number): string {
  const value = options[name]?.trim();
  if (!value) throw new CommandError(`--${name} is missing.`, true);
  if (value.length > maxLength) throw new CommandError(`--${name} has more than ${maxLength} characters.`, true);
  return value;
}

function requireEmail(options: Options): string {
  const email = requireOption(options, 'email', 254);
  if (!/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email))
    throw new CommandError(`--email "${email}" is not an email address.`, true);
  return email;
}

/** The demo accounts as JSON. Needs neither server nor database. */
export async function demoAccounts(env: NodeJS.ProcessEnv): Promise<string> {
  const dataDir = resolve(env.CROSSDESK_DATA || 'data');
  const accounts = readDemoAccounts(dataDir);
  if (accounts) return JSON.stringify(accounts, null, 2);
  throw new CommandError(
    `${demoAccountsFile(dataDir)} does not exist. The demo company is created on the first start without DATABASE_URL. Use CROSSDESK_DATA for another folder.`,
  );
}

/** Creates an API key that acts as an agent. It cannot be shown again. */
export async function apiKey(env: NodeJS.ProcessEnv, options: Options): Promise<string> {
  const email = requireOption(options, 'agent', 254);
  const name = options.name === undefined ? 'Command line' : requireOption(options, 'name', 60);
  return withServices(readConfig(env), async (services) => {
    const found = await agentByEmail(services, email);
    const actor = found ? await agentActor(services.db, { agentId: found.id }) : null;
    if (!actor) throw new CommandError(`There is no active agent with the email ${email}.`);
    return (await runCommand(services, actor, (ctx) => createApiKey(ctx, name))).key;
  });
}

/**
 * Creates an administrator. Returns their email if a password was given, otherwise a link to choose
 * one. Also sets up the company if that has not been done; its name and departments are then
 * changed in Settings.
 */
export async function createAdmin(env: NodeJS.ProcessEnv, options: Options): Promise<string> {
  const name = requireOption(options, 'name', 120);
  const email = requireEmail(options);
  const { password } = options;
  if (password !== undefined && (password.length < 12 || password.length > 128)) {
    throw new CommandError('--password must have 12 to 128 characters.', true);
  }
  return withServices(readConfig(env), async (services) => {
    const isSetUp = (await setupState(services.db))?.isSetUp ?? false;
    const token = isSetUp ? null : await prepareInstallation(services);
    const { invitationUrl } = await runCommand(services, systemActor('command line'), async (ctx) => {
      if (token) {
        await finishSetup(ctx.tx, ctx.now, token, { name: 'Crossdesk', locale: 'en', timeZone: 'UTC' });
        print('The company is set up with this administrator. Change its name and departments in Settings.');
      }
      return createAgent(ctx, {
        name,
        email,
        profileId: await profileId(ctx, 'admin'),
        memberships: [],
        ...(password ? { password } : {}),
      });
    });
    return password ? email : invitationUrl;
  });
}

/** Creates a link to choose a new password, for installations that send no mail. */
export async function passwordLink(env: NodeJS.ProcessEnv, options: Options): Promise<string> {
  const email = requireOption(options, 'agent', 254);
  return withServices(readConfig(env), async (services) => {
    const url = await runCommand(services, systemActor('command line'), (ctx) => createPasswordLink(ctx, email));
    if (!url) throw new CommandError(`There is no active agent with the email ${email}.`);
    return url;
  });
}

/** Migrates the database to the latest version. */
export async function migrate(env: NodeJS.ProcessEnv): Promise<string> {
  const config: Config = readConfig(env);
  await withDatabase(config, (url) => migrateDatabase(url));
  return 'The database is up to date.';
}
