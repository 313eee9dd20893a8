import type { Contact, ContactWrite, Membership, Profile } from '@crossdesk/contracts/identity.ts';
import type { BuiltInProfile, Permission } from '@crossdesk/contracts/permissions.ts';
import type { Context } from '../platform/context.ts';
import { createAgent, createProfile } from './commands/agents.ts';
import { createContact } from './commands/contacts.ts';
import { profileId } from './commands/setup.ts';

let count = 0;

export type GivenAgent = {
  name?: string;
  email?: string;
  /** A built-in profile or a profile id; default: agent. */
  profile?: BuiltInProfile | number;
  /** Departments the agent works in. */
  in?: readonly number[];
  /** Departments the agent supervises. */
  supervises?: readonly number[];
  isActive?: boolean;
  phone?: string;
  locale?: 'en' | 'ja';
  password?: string;
};

export const givenProfile = (ctx: Context, permissions: readonly Permission[]): Promise<Profile> =>
  createProfile(ctx, { name: { en: `Profile ${++count}` }, permissions });

/** Creates an agent and returns it with its user id. */
export async function givenAgent(ctx: Context, given: GivenAgent = {}) {
  const number = ++count;
  const { profile = 'agent', in: works = [], supervises = [], ...rest } = given;
  const memberships: Membership[] = [
    ...works.map((departmentId) => ({ departmentId, role: 'agent' as const })),
    ...supervises.map((departmentId) => ({ departmentId, role: 'supervisor' as const })),
  ];
  const { agent } = await createAgent(ctx, {
    name: `Agent ${number}`,
    email: `agent${number}@desk.example`,
    profileId: typeof profile === 'number' ? profile : await profileId(ctx, profile),
    memberships,
    ...rest,
  });
  const { user_id: userId } = await ctx.tx
    .selectFrom('agent')
    .select('user_id')
    .where('id', '=', agent.id)
    .executeTakeFirstOrThrow();
  return { ...agent, userId };
}

export function givenContact(ctx: Context, given: Partial<ContactWrite> = {}): Promise<Contact> {
  const number = ++count;
  return createContact(ctx, { name: `Contact ${number}`, emails: [`contact${number}@customer.example`], ...given });
}
