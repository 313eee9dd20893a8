import { type BuiltInProfile, builtInProfiles } from '@crossdesk/contracts/permissions.ts';
import type { Setup } from '@crossdesk/contracts/settings.ts';
import { sql } from 'kysely';
import { createDepartment, createMailbox } from '../../departments/index.ts';
import { type Context, runCommand, type Services, systemActor } from '../../platform/context.ts';
import { lockSpaces } from '../../platform/lock-spaces.ts';
import { finishSetup, prepareCompany } from '../../settings/index.ts';
import { profiles } from '../queries.ts';
import { createAgent, createProfile } from './agents.ts';

/**
 * Creates the company row, default lists and built-in profiles if missing. Returns a new setup
 * token until setup is done, then null.
 */
export const prepareInstallation = (services: Services): Promise<string | null> =>
  runCommand(services, systemActor('start'), async (ctx) => {
    // Several processes may start at once: the lock makes one do the work.
    await sql`select pg_advisory_xact_lock(${lockSpaces.setup})`.execute(ctx.tx);
    const token = await prepareCompany(ctx.tx);
    const known = new Set((await profiles(ctx)).map((profile) => profile.key));
    for (const [key, profile] of Object.entries(builtInProfiles)) {
      if (!known.has(key)) await createProfile(ctx, { key, name: profile.name, permissions: profile.permissions });
    }
    return token;
  });

export async function profileId(ctx: Pick<Context, 'db'>, key: BuiltInProfile): Promise<number> {
  const found = (await profiles(ctx)).find((profile) => profile.key === key);
  if (!found) throw new Error(`the profile ${key} is missing`);
  return found.id;
}

/** Sets up company, first administrator, departments, mailbox and agents with the one-time link. */
export async function setUpCompany(
  outer: Context,
  given: Setup,
): Promise<{ invitations: { email: string; invitationUrl: string }[] }> {
  await finishSetup(outer.tx, outer.now, given.token, given.company);
  const ctx: Context = { ...outer, actor: systemActor('set-up') };
  const departmentIds: number[] = [];
  for (const name of given.departments) departmentIds.push((await createDepartment(ctx, { name })).id);
  const [first] = departmentIds;
  if (given.mailbox && first !== undefined) await createMailbox(ctx, { ...given.mailbox, departmentId: first });
  const defaults = { locale: given.company.locale, timeZone: given.company.timeZone };
  const memberships = (role: 'agent' | 'supervisor') => departmentIds.map((departmentId) => ({ departmentId, role }));
  await createAgent(ctx, {
    ...given.admin,
    ...defaults,
    profileId: await profileId(ctx, 'admin'),
    memberships: memberships('supervisor'),
  });
  const invitations: { email: string; invitationUrl: string }[] = [];
  for (const person of given.people ?? []) {
    const { invitationUrl } = await createAgent(ctx, {
      name: person.name,
      email: person.email,
      ...defaults,
      profileId: await profileId(ctx, person.profile),
      memberships: memberships(person.profile === 'supervisor' || person.profile === 'admin' ? 'supervisor' : 'agent'),
    });
    invitations.push({ email: person.email, invitationUrl });
  }
  return { invitations };
}
