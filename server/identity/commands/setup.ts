import { type BuiltInProfile, builtInProfiles } from '@crossdesk/contracts/permissions.ts';
import type { Setup } from '@crossdesk/contracts/settings.ts';
import { sql } from 'kysely';
import { createDepartment, createMailbox } from '../../departments/index.ts';
import { type Context, runCommand, type Services, systemActor } from '../../platform/context.ts';
import { finishSetup, prepareCompany } from '../../settings/index.ts';
import { profiles } from '../queries.ts';
import { createAgent, createProfile } from './agents.ts';

/** Makes sure the company row, its first lists and the built-in profiles are there. Gives a fresh set-up token while set-up is to be done, else null. */
export const prepareInstallation = (services: Services): Promise<string | null> =>
  runCommand(services, systemActor('start'), async (ctx) => {
    // Several processes may start at once; one prepares, the others find it done.
    await sql`select pg_advisory_xact_lock(727362002)`.execute(ctx.tx);
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

/** Company, first administrator, departments, mailbox and people in one transaction, by the one-time link. */
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
