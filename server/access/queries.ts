import {
  type CanMap,
  ownerRelations,
  type Permission,
  type PolicySwitch,
  policy,
  type Relation,
  relations,
  type TicketPermission,
} from '@crossdesk/contracts/permissions.ts';
import type { ShareSummary } from '@crossdesk/contracts/tickets.ts';
import { type Expression, type RawBuilder, type Selectable, sql } from 'kysely';
import type { Actor, Context, ReadContext } from '../platform/context.ts';
import type { Db, Tables } from '../platform/database.ts';
import { problem } from '../platform/problems.ts';
import { type CustomerIdentity, combineMasks, type Mask, type ShareMask } from './mask.ts';
import {
  heldRelations,
  holdsAnyRelation,
  isSharedUnmasked,
  shareMaskFlags,
  shareMasks,
  shareSummaries,
  ticketCustomer,
} from './relations.ts';
import { canMap, systemCanMap } from './rules.ts';

type TicketRow = Selectable<Tables['ticket']>;

/**
 * A ticket with the actor's relations and permissions. `mask`: what is hidden from them; null:
 * nothing.
 */
export type TicketAccess = {
  ticket: TicketRow;
  via: Relation[];
  can: CanMap;
  mask: Mask | null;
  shares: ShareSummary[];
};

/**
 * own: tickets of the actor's departments or assigned to them. shared: tickets shared with them.
 * active: both. former: tickets they or their departments transferred. any: all of these.
 */
export type Scope = 'own' | 'shared' | 'active' | 'former' | 'any';

const isOwnerRelation = (relation: Relation): boolean => (ownerRelations as readonly Relation[]).includes(relation);
const scopes: Record<Scope, readonly Relation[]> = {
  any: policy['ticket.read'].grantedTo,
  own: policy['ticket.read'].grantedTo.filter(isOwnerRelation),
  shared: policy['ticket.read'].grantedTo.filter((relation) => relation.startsWith('shared_')),
  active: policy['ticket.read'].grantedTo.filter((relation) => !relation.startsWith('former_')),
  former: policy['ticket.read'].grantedTo.filter((relation) => relation.startsWith('former_')),
};

/**
 * True on rows of `ticket` the actor may read. Every query on `ticket` uses it in its `where`, so
 * that limits and counts are correct. Shared tickets appear in few places only (C-10), so each
 * query chooses a scope.
 */
export function isReadable(actor: Actor, scope: Scope): RawBuilder<boolean> {
  if (actor.kind === 'system') return sql<boolean>`true`;
  if (actor.kind !== 'agent' || !actor.permissions.has('ticket.read')) return sql<boolean>`false`;
  return holdsAnyRelation(scopes[scope], sql.val(actor.agentId));
}

/** True on rows of `ticket` whose customer the actor may see. */
export function isCustomerVisible(actor: Actor): RawBuilder<boolean> {
  if (actor.kind !== 'agent' || !actor.permissions.has('ticket.read')) return isReadable(actor, 'own');
  return sql<boolean>`(${isReadable(actor, 'own')} or ${isReadable(actor, 'former')} or ${isSharedUnmasked(sql.val(actor.agentId))})`;
}

/**
 * True on rows of a table with `ticket_id` whose content the actor may read in full: those of no
 * ticket and those of tickets they own.
 */
export const isContentVisible = (actor: Actor, ticketId: Expression<unknown>): RawBuilder<boolean> =>
  sql<boolean>`(${ticketId} is null or exists (select 1 from ticket
    where ticket.id = ${ticketId} and ${isReadable(actor, 'own')}))`;

/**
 * True for a received mail the actor may read: mail of a ticket if they own the ticket, other mail
 * if they work in the department of its mailbox, or in all of them.
 */
export function isMailVisible(
  actor: Actor,
  ticketId: Expression<unknown>,
  departmentId: Expression<unknown>,
): RawBuilder<boolean> {
  const departmentIds = actor.kind === 'agent' ? actor.memberships.map((one) => one.departmentId) : [];
  const isEverywhere =
    actor.kind === 'system' || (actor.kind === 'agent' && actor.permissions.has('tickets.all_departments'));
  return sql<boolean>`(${isContentVisible(actor, ticketId)}
    and (${ticketId} is not null or ${isEverywhere} or ${departmentId} = any(${departmentIds}::bigint[])))`;
}

/** True on rows of `ticket` the actor owns and may edit. */
export const isEditable = (actor: Actor): RawBuilder<boolean> =>
  actor.kind === 'agent' && !actor.permissions.has('ticket.edit') ? sql<boolean>`false` : isReadable(actor, 'own');

/**
 * What is hidden from the actor on a row of `ticket`, as input for `combineMasks`; empty for owners
 * and former ones. `isOwn`: the `own` condition, if the query already has it.
 */
export const fieldMasks = (
  actor: Actor,
  isOwn: RawBuilder<boolean> = isReadable(actor, 'own'),
  isFormer: RawBuilder<boolean> = isReadable(actor, 'former'),
) =>
  actor.kind === 'agent'
    ? sql<
        ShareMask[]
      >`case when ${isOwn} or ${isFormer} then array[]::json[] else ${shareMasks(sql.val(actor.agentId))} end`
    : sql<ShareMask[]>`array[]::json[]`;

/** Like `fieldMasks` without the customer, for conditions. */
export const maskFlags = (actor: Actor) =>
  actor.kind === 'agent'
    ? sql<
        ShareMask[]
      >`case when ${isReadable(actor, 'own')} or ${isReadable(actor, 'former')} then array[]::json[] else ${shareMaskFlags(sql.val(actor.agentId))} end`
    : sql<ShareMask[]>`array[]::json[]`;

/** The departments a row of `ticket` is shared with that the actor may see. */
export const shareSummary = (
  actor: Actor,
  isOwn: RawBuilder<boolean> = isReadable(actor, 'own'),
): RawBuilder<ShareSummary[]> =>
  actor.kind === 'agent'
    ? shareSummaries(isOwn, sql.val(actor.agentId))
    : shareSummaries(sql<boolean>`true`, sql.val(0));

const relationsHeldBy = (actor: Actor): RawBuilder<Relation[]> =>
  actor.kind === 'agent' ? heldRelations(relations, sql.val(actor.agentId)) : sql<Relation[]>`'{}'::text[]`;

/** Like `isReadable`, for queries that have the relations as `stand.via`. */
function isReadableVia(actor: Actor): RawBuilder<boolean> {
  if (actor.kind !== 'agent' || !actor.permissions.has('ticket.read')) return isReadable(actor, 'any');
  return sql<boolean>`stand.via && ${sql.val(scopes.any)}::text[]`;
}

const isOwnVia = sql<boolean>`stand.via && ${sql.val(scopes.own)}::text[]`;
const isFormerVia = sql<boolean>`stand.via && ${sql.val(scopes.former)}::text[]`;

/** Tickets with the actor's relations, for `toTicketAccess`. */
const ticketAccessRows = ({ actor, db }: ReadContext) =>
  db
    .selectFrom('ticket')
    // `offset 0` makes PostgreSQL evaluate the relations once instead of at every use.
    .innerJoin(
      sql<{ via: Relation[] }>`lateral (select ${relationsHeldBy(actor)} as via offset 0)`.as('stand'),
      (join) => join.onTrue(),
    )
    .selectAll('ticket')
    .select('stand.via')
    .select(fieldMasks(actor, isOwnVia, isFormerVia).as('masks'))
    .select(shareSummary(actor, isOwnVia).as('shares'))
    .select(sql<boolean>`(select company.read_only_can_comment from company)`.as('read_only_can_comment'))
    .where(isReadableVia(actor));

/** Selects one ticket for `toTicketAccess`. Callers can add more columns to the query. */
export const ticketAccessRow = (ctx: ReadContext, ticketId: number) =>
  ticketAccessRows(ctx).where('ticket.id', '=', ticketId);

type TicketAccessRow = TicketRow & {
  via: Relation[];
  masks: ShareMask[];
  shares: ShareSummary[];
  read_only_can_comment: boolean;
};

/** Converts a row of `ticketAccessRow`. Throws `not_found` if there is none. */
export function toTicketAccess({ actor }: ReadContext, row: TicketAccessRow | undefined): TicketAccess {
  if (!row) throw problem('not_found');
  const { via, masks, shares, read_only_can_comment: readOnlyCanComment, ...ticket } = row;
  const switches = new Set<PolicySwitch>(readOnlyCanComment ? ['readOnlyCanComment'] : []);
  const can = actor.kind === 'agent' ? canMap(actor.permissions, via, ticket, switches) : systemCanMap(ticket);
  return { ticket, via, can, mask: combineMasks(masks), shares };
}

/** The actor's access to a ticket. Throws `not_found` if it does not exist or is not readable. */
export const ticketAccess = async (ctx: ReadContext, ticketId: number): Promise<TicketAccess> =>
  toTicketAccess(ctx, await ticketAccessRow(ctx, ticketId).executeTakeFirst());

/** The actor's access to those of the tickets that they can read, in one query. */
export async function ticketAccesses(
  ctx: ReadContext,
  ticketIds: readonly number[],
): Promise<Map<number, TicketAccess>> {
  const rows = await ticketAccessRows(ctx).where('ticket.id', 'in', ticketIds).execute();
  return new Map(rows.map((row) => [row.id, toTicketAccess(ctx, row)]));
}

/** A ticket the actor just lost access to by their own action, with no permissions left. */
export async function accessAfterLeaving(ctx: Context, ticketId: number): Promise<TicketAccess> {
  const ticket = await ctx.tx.selectFrom('ticket').selectAll().where('id', '=', ticketId).executeTakeFirstOrThrow();
  const profile = ctx.actor.kind === 'agent' ? ctx.actor.permissions : new Set<Permission>();
  return { ticket, via: [], can: canMap(profile, [], ticket), mask: null, shares: [] };
}

/**
 * Locks the ticket until the transaction ends. The actor's access is read afterwards, so that it is
 * that of the time of the lock.
 */
export const lockTicketRow = (ctx: Context, ticketId: number) =>
  ctx.tx.selectFrom('ticket').select('id').where('id', '=', ticketId).forUpdate().execute();

/** Locks tickets by number, so that commands on several of them do not block each other. */
export const lockTicketRows = (ctx: Context, ticketIds: readonly number[]) =>
  ctx.tx.selectFrom('ticket').select('id').where('id', 'in', ticketIds).orderBy('id').forUpdate().execute();

/**
 * First step of every command: locks the ticket until the transaction ends and returns the actor's
 * access. Throws `not_found`.
 */
export async function lockTicket(ctx: Context, ticketId: number): Promise<TicketAccess> {
  await lockTicketRow(ctx, ticketId);
  return ticketAccess(ctx, ticketId);
}

/** Whether the actor has the ticket as an owner and not only through a share. */
export const isOwner = ({ via }: TicketAccess): boolean => via.some(isOwnerRelation);

/**
 * Whether the actor may know who had the ticket before: its owners and former holders. Receivers of
 * a share know only who has it now (ZJ-23).
 */
export const seesFormerHolders = (access: TicketAccess): boolean =>
  isOwner(access) || access.via.some((one) => one.startsWith('former_'));

/** Throws `refused` with the reason unless the permission is granted. */
export function requirePermission(access: TicketAccess, permission: TicketPermission): void {
  const verdict = access.can[permission];
  if (verdict !== true) throw problem('refused', { reason: verdict, detail: `${permission} is refused: ${verdict}.` });
}

/** Locks a ticket and requires one permission on it. */
export async function lockTicketFor(
  ctx: Context,
  ticketId: number,
  permission: TicketPermission,
): Promise<TicketAccess> {
  const access = await lockTicket(ctx, ticketId);
  requirePermission(access, permission);
  return access;
}

/** All details that identify the customer of a ticket. */
export async function customerIdentity(db: Db, ticketId: number): Promise<CustomerIdentity> {
  const row = await db
    .selectFrom('ticket')
    .select(ticketCustomer.as('customer'))
    .where('id', '=', ticketId)
    .executeTakeFirstOrThrow();
  return row.customer;
}

const filterAgents = async (db: Db, ticketId: number, agentIds: readonly number[], condition: RawBuilder<boolean>) => {
  if (agentIds.length === 0) return new Set<number>();
  const rows = await sql<{ id: number }>`
    select reader.id from agent reader join profile on profile.id = reader.profile_id, ticket
    where ticket.id = ${ticketId} and reader.id = any(${agentIds}::bigint[]) and reader.is_active
      and 'ticket.read' = any(profile.permissions) and ${condition}`.execute(db);
  return new Set(rows.rows.map((row) => row.id));
};

/** The agents among `agentIds` who can read the ticket now: the audience of a live update. */
export const agentsWhoCanRead = (db: Db, ticketId: number, agentIds: readonly number[]): Promise<Set<number>> =>
  filterAgents(db, ticketId, agentIds, holdsAnyRelation(policy['ticket.read'].grantedTo, sql.ref('reader.id')));

/** Which of these agents can read which of these tickets now. */
export async function agentsWithTicket(
  db: Db,
  pairs: readonly { agentId: number; ticketId: number }[],
): Promise<(agentId: number, ticketId: number) => boolean> {
  const { rows } = await sql<{ agent_id: number; ticket_id: number }>`
    select reader.id as agent_id, ticket.id as ticket_id
    from (select distinct * from unnest(${pairs.map((one) => one.agentId)}::bigint[],
      ${pairs.map((one) => one.ticketId)}::bigint[]) as pair (agent_id, ticket_id)) pair
    join agent reader on reader.id = pair.agent_id and reader.is_active
    join profile on profile.id = reader.profile_id and 'ticket.read' = any(profile.permissions)
    join ticket on ticket.id = pair.ticket_id
    where ${holdsAnyRelation(scopes.any, sql.ref('reader.id'))}`.execute(db);
  const readable = new Set(rows.map((row) => `${row.agent_id} ${row.ticket_id}`));
  return (agentId, ticketId) => readable.has(`${agentId} ${ticketId}`);
}

/** The agents among `agentIds` who have the ticket as an owner now. */
export const agentsWhoOwn = (db: Db, ticketId: number, agentIds: readonly number[]): Promise<Set<number>> =>
  filterAgents(db, ticketId, agentIds, holdsAnyRelation(scopes.own, sql.ref('reader.id')));

/** The agents among `agentIds` who can read the ticket and see its customer now. */
export const agentsWhoSeeCustomer = (db: Db, ticketId: number, agentIds: readonly number[]): Promise<Set<number>> =>
  filterAgents(
    db,
    ticketId,
    agentIds,
    sql<boolean>`(${holdsAnyRelation(scopes.own, sql.ref('reader.id'))} or ${isSharedUnmasked(sql.ref('reader.id'))})`,
  );

/** Whether an agent has a relation to any ticket that the actor cannot read. */
export async function readsBeyondActor({ actor, db }: ReadContext, agentId: number): Promise<boolean> {
  const { rows } = await sql<{ found: boolean }>`select exists (select 1 from ticket
    where ${holdsAnyRelation(scopes.any, sql.val(agentId))} and ${isReadable(actor, 'any')} is not true) as found`.execute(
    db,
  );
  return rows[0]?.found === true;
}
