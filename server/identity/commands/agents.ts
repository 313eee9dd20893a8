import { randomBytes } from 'node:crypto';
import type { Agent, AgentWrite, Membership, Profile } from '@crossdesk/contracts/identity.ts';
import type { Permission } from '@crossdesk/contracts/permissions.ts';
import type { Locale, LocalName } from '@crossdesk/contracts/scalars.ts';
import { sql } from 'kysely';
import { departments, requireDepartment } from '../../departments/index.ts';
import { type Context, requireAgent } from '../../platform/context.ts';
import { isDuplicate } from '../../platform/database.ts';
import { emit } from '../../platform/events.ts';
import { fieldProblem, problem } from '../../platform/problems.ts';
import { company, requireTimeZone } from '../../settings/index.ts';
import { agent, profiles, profileView } from '../queries.ts';
import * as store from '../store.ts';

const invitationMs = 3 * 24 * 60 * 60 * 1000;

async function requireProfile(ctx: Context, id: number): Promise<Profile> {
  const found = (await profiles(ctx)).find((profile) => profile.id === id);
  if (!found) throw fieldProblem('profileId', 'is not an access profile', 'unknown_reference');
  return found;
}

async function requireMemberships(ctx: Context, memberships: readonly Membership[]): Promise<void> {
  const ids = memberships.map((one) => one.departmentId);
  if (new Set(ids).size !== ids.length) throw fieldProblem('memberships', 'contain a department twice');
  const known = new Set((await departments(ctx)).map((department) => department.id));
  if (!ids.every((id) => known.has(id))) await requireDepartment(ctx, -1, 'memberships');
}

/**
 * A membership gives access to the tickets of a department, so agents can only grant and remove
 * what they have: agents who see all departments any membership, others only those in their own
 * departments and up to their own role.
 */
function requireMembershipRights(ctx: Context, changed: readonly Membership[]): void {
  const { actor } = ctx;
  if (actor.kind !== 'agent' || actor.permissions.has('tickets.all_departments')) return;
  const holds = (one: Membership) =>
    actor.memberships.some(
      (own) => own.departmentId === one.departmentId && (own.role === 'supervisor' || own.role === one.role),
    );
  if (!changed.every(holds)) throw problem('not_allowed', { reason: 'tickets.all_departments' });
}

/** Provided by server/app, because this module cannot query tickets. */
export type ReadsBeyondActor = (ctx: Context, agentId: number) => Promise<boolean>;

/**
 * Password links and notifications are sent to an agent's addresses, so changing those gives access
 * to everything the agent can read.
 */
async function requireAddressRights(ctx: Context, before: Agent, readsBeyondActor: ReadsBeyondActor): Promise<void> {
  requireMembershipRights(ctx, before.memberships);
  if (await readsBeyondActor(ctx, before.id)) throw problem('not_allowed', { reason: 'tickets.all_departments' });
}

/** The memberships in only one of the lists. */
function membershipChanges(before: readonly Membership[], after: readonly Membership[]): Membership[] {
  const keyOf = (one: Membership) => `${one.departmentId} ${one.role}`;
  const [had, has] = [new Set(before.map(keyOf)), new Set(after.map(keyOf))];
  return [...after.filter((one) => !had.has(keyOf(one))), ...before.filter((one) => !has.has(keyOf(one)))];
}

const toEmailProblem = (error: unknown) =>
  isDuplicate(error) ? fieldProblem('email', 'is already in use', 'already_exists') : error;

/** Agents can only assign a profile if they have all of its permissions themselves. */
function requireProfilePermissions(ctx: Context, profile: Profile): void {
  if (ctx.actor.kind !== 'agent') return;
  const { permissions } = ctx.actor;
  const missing = profile.permissions.find((permission) => !permissions.has(permission));
  if (missing) throw problem('not_allowed', { reason: missing });
}

/** Creates an agent, with a one-time link to choose a password unless one is given. */
export async function createAgent(
  ctx: Context,
  given: AgentWrite & { password?: string; avatarUrl?: string },
): Promise<{ agent: Agent; invitationUrl: string }> {
  requireProfilePermissions(ctx, await requireProfile(ctx, given.profileId));
  await requireMemberships(ctx, given.memberships);
  requireMembershipRights(ctx, given.memberships);
  const defaults = await company(ctx);
  if (given.timeZone) requireTimeZone(given.timeZone, 'timeZone');
  const token = randomBytes(24).toString('base64url');
  try {
    const userId = await store.insertUser(ctx.tx, given);
    if (given.password)
      await store.setPassword(ctx.tx, userId, await ctx.external.passwords.hash(given.password), ctx.now);
    else await store.insertPasswordToken(ctx.tx, userId, token, new Date(ctx.now.getTime() + invitationMs));
    const { id } = await store.insertAgent(ctx.tx, {
      user_id: userId,
      name: given.name,
      email: given.email,
      profile_id: given.profileId,
      is_active: given.isActive ?? true,
      avatar_url: given.avatarUrl ?? null,
      locale: given.locale ?? defaults.locale,
      time_zone: given.timeZone ?? defaults.timeZone,
      phone: given.phone ?? null,
    });
    await store.replaceMemberships(ctx.tx, id, given.memberships);
    const after = await agent(ctx, id);
    await emit(ctx, {
      type: 'agent.created',
      data: { agentId: id },
      changes: [{ field: 'agent', before: null, after }],
    });
    return { agent: after, invitationUrl: `${ctx.config.publicUrl}/choose-password?token=${token}` };
  } catch (error) {
    throw toEmailProblem(error);
  }
}

/**
 * Creates a link to choose a new password; older ones stop working. Null if no active agent has the
 * email.
 */
export async function createPasswordLink(ctx: Context, email: string): Promise<string | null> {
  const found = await ctx.tx
    .selectFrom('agent')
    .select(['id', 'user_id'])
    .where((where) => where(where.fn<string>('lower', ['email']), '=', email.toLowerCase()))
    .where('is_active', '=', true)
    .executeTakeFirst();
  if (!found) return null;
  const token = randomBytes(24).toString('base64url');
  await store.insertPasswordToken(ctx.tx, found.user_id, token, new Date(ctx.now.getTime() + invitationMs));
  await store.deleteOtherResetTokens(ctx.tx, found.user_id, token);
  const changes = [{ field: 'passwordLink', before: null, after: ctx.now.toISOString() }];
  await emit(ctx, { type: 'agent.edited', data: { agentId: found.id }, changes });
  return `${ctx.config.publicUrl}/choose-password?token=${token}`;
}

/**
 * Throws `in_use` if no other administrator is active. Waits for other changes of administrators,
 * so that two of them cannot demote each other at the same time.
 */
async function requireOtherAdmin(ctx: Context, id: number): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended('administrators', 0))`.execute(ctx.tx);
  const other = await ctx.tx
    .selectFrom('agent')
    .innerJoin('profile', 'profile.id', 'agent.profile_id')
    .select('agent.id')
    .where('profile.key', '=', 'admin')
    .where('agent.is_active', '=', true)
    .where('agent.id', '!=', id)
    .limit(1)
    .executeTakeFirst();
  if (!other) throw problem('in_use', { detail: 'This is the last active administrator.' });
}

/** Updates an agent. Agents cannot disable themselves or change their own profile. */
export async function editAgent(
  ctx: Context,
  id: number,
  change: Partial<AgentWrite>,
  readsBeyondActor: ReadsBeyondActor,
): Promise<Agent> {
  const before = await agent(ctx, id);
  const all = await profiles(ctx);
  const current = all.find((profile) => profile.id === before.profileId);
  if (current) requireProfilePermissions(ctx, current);
  if (change.profileId !== undefined) requireProfilePermissions(ctx, await requireProfile(ctx, change.profileId));
  if (change.memberships) {
    await requireMemberships(ctx, change.memberships);
    requireMembershipRights(ctx, membershipChanges(before.memberships, change.memberships));
  }
  if (change.timeZone) requireTimeZone(change.timeZone, 'timeZone');
  const isEmailChanged = change.email !== undefined && change.email.toLowerCase() !== before.email.toLowerCase();
  const isProfileChanged = change.profileId !== undefined && change.profileId !== before.profileId;
  const isSelf = ctx.actor.kind === 'agent' && ctx.actor.agentId === id;
  if (isSelf && change.isActive === false) throw problem('in_use', { detail: "You can't disable yourself." });
  if (isSelf && isProfileChanged) throw problem('in_use', { detail: "You can't change your own access profile." });
  if ((isProfileChanged || change.isActive === false) && current?.key === 'admin') await requireOtherAdmin(ctx, id);
  const isPhoneChanged = change.phone !== undefined && change.phone !== before.phone;
  if ((isEmailChanged || isPhoneChanged) && !isSelf) await requireAddressRights(ctx, before, readsBeyondActor);
  const { user_id: userId } = await ctx.tx
    .selectFrom('agent')
    .select('user_id')
    .where('id', '=', id)
    .executeTakeFirstOrThrow();
  try {
    await store.updateAgent(ctx.tx, id, {
      name: change.name,
      email: change.email,
      profile_id: change.profileId,
      is_active: change.isActive,
      locale: change.locale,
      time_zone: change.timeZone,
      phone: change.phone,
    });
    await store.renameUser(ctx.tx, userId, change);
  } catch (error) {
    throw toEmailProblem(error);
  }
  if (change.memberships) await store.replaceMemberships(ctx.tx, id, change.memberships);
  if (change.isActive === false) await store.endSessions(ctx.tx, userId);
  // Older links must not open an account that has a new address or profile.
  if (isEmailChanged || isProfileChanged) await store.deleteOtherResetTokens(ctx.tx, userId, '');
  const after = await agent(ctx, id);
  await emit(ctx, { type: 'agent.edited', data: { agentId: id }, changes: [{ field: 'agent', before, after }] });
  return after;
}

/** Updates the caller's own data. */
export async function editMe(
  ctx: Context,
  change: { name?: string; locale?: Locale; timeZone?: string; phone?: string | null },
): Promise<void> {
  const { agentId, userId } = requireAgent(ctx);
  if (change.timeZone) requireTimeZone(change.timeZone, 'timeZone');
  const before = await agent(ctx, agentId);
  await store.updateAgent(ctx.tx, agentId, {
    name: change.name,
    locale: change.locale,
    time_zone: change.timeZone,
    phone: change.phone,
  });
  await store.renameUser(ctx.tx, userId, { name: change.name });
  const after = await agent(ctx, agentId);
  await emit(ctx, { type: 'agent.edited', data: { agentId }, changes: [{ field: 'agent', before, after }] });
}

export async function createProfile(
  ctx: Context,
  given: { name: LocalName; permissions: readonly Permission[]; key?: string },
): Promise<Profile> {
  const row = await store.insertProfile(ctx.tx, {
    key: given.key ?? null,
    name: given.name,
    permissions: [...new Set(given.permissions)],
  });
  const after = profileView(row);
  requireProfilePermissions(ctx, after);
  await emit(ctx, {
    type: 'profile.edited',
    data: { profileId: row.id },
    changes: [{ field: 'profile', before: null, after }],
  });
  return after;
}

const requireExistingProfile = async (ctx: Context, id: number): Promise<Profile> => {
  const found = (await profiles(ctx)).find((profile) => profile.id === id);
  if (!found) throw problem('not_found');
  return found;
};

export async function editProfile(
  ctx: Context,
  id: number,
  change: { name?: LocalName; permissions?: readonly Permission[] },
): Promise<Profile> {
  const before = await requireExistingProfile(ctx, id);
  if (before.key === 'admin' && change.permissions)
    throw problem('in_use', { detail: 'Admin always keeps every permission.' });
  requireProfilePermissions(ctx, before);
  const row = await store.updateProfile(ctx.tx, id, {
    name: change.name,
    permissions: change.permissions ? [...new Set(change.permissions)] : undefined,
  });
  const after = profileView(row);
  requireProfilePermissions(ctx, after);
  await emit(ctx, { type: 'profile.edited', data: { profileId: id }, changes: [{ field: 'profile', before, after }] });
  return after;
}

export async function deleteProfile(ctx: Context, id: number): Promise<{ ok: true }> {
  const before = await requireExistingProfile(ctx, id);
  requireProfilePermissions(ctx, before);
  const user = await ctx.tx.selectFrom('agent').select('id').where('profile_id', '=', id).executeTakeFirst();
  if (before.key || user) throw problem('in_use');
  await store.deleteProfile(ctx.tx, id);
  await emit(ctx, {
    type: 'profile.edited',
    data: { profileId: id },
    changes: [{ field: 'profile', before, after: null }],
  });
  return { ok: true };
}
