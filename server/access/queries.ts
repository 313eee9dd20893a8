import {
  type CanMap,
  ownerRelations,
  type Permission,
  policy,
  type Relation,
  relations,
  type PolicySwitch,
  type TicketPermission,
} from '@crossdesk/contracts/permissions.ts';
import type { ShareSummary } from '@crossdesk/contracts/tickets.ts';
import { type RawBuilder, type Selectable, sql } from 'kysely';
import type { Actor, Context, ReadContext } from '../platform/context.ts';
import type { Db, Tables } from '../platform/database.ts';
import { problem } from '../platform/problems.ts';
import { type CustomerIdentity, type Mask, combineMasks, type ShareMask } from './mask.ts';
import {
  ticketCustomer,
  heldRelations,
  holdsAnyRelation,
  isSharedUnmasked,
  shareSummaries,
  shareMaskFlags,
  shareMasks,
} from './relations.ts';
import { canMap, systemCanMap } from './rules.ts';

type TicketRow = Selectable<Tables['ticket']>;

/** A ticket and how the actor stands to it. `mask` is what is hidden from them; null: nothing. */
export type TicketAccess = { ticket: TicketRow; via: Relation[]; can: CanMap; mask: Mask | null; shares: ShareSummary[] };

/** own: tickets of the actor's departments or assigned to them. shared: those of others they were let into. any: both. */
export type Scope = 'own' | 'shared' | 'any';

const isOwnerRelation = (relation: Relation): boolean => (ownerRelations as readonly Relation[]).includes(relation);
const scopes: Record<Scope, readonly Relation[]> = {
  any: policy['ticket.read'].grantedTo,
  own: policy['ticket.read'].grantedTo.filter(isOwnerRelation),
  shared: policy['ticket.read'].grantedTo.filter((relation) => !isOwnerRelation(relation)),
};

/**
 * The filter every read of tickets starts from: true on the rows of `ticket` the actor may read. To be put in the `where` of any query on `ticket`,
 * before its limit; nobody filters afterwards. Shared tickets appear in few places only (C-10), so a read says which it wants.
 */
export function isReadable(actor: Actor, scope: Scope): RawBuilder<boolean> {
  if (actor.kind === 'system') return sql<boolean>`true`;
  if (actor.kind !== 'agent' || !actor.permissions.has('ticket.read')) return sql<boolean>`false`;
  return holdsAnyRelation(scopes[scope], sql.val(actor.agentId));
}

/** True on the rows of `ticket` that the actor may read with its customer. */
export function isCustomerVisible(actor: Actor): RawBuilder<boolean> {
  if (actor.kind !== 'agent' || !actor.permissions.has('ticket.read')) return isReadable(actor, 'own');
  return sql<boolean>`(${isReadable(actor, 'own')} or ${isSharedUnmasked(sql.val(actor.agentId))})`;
}

/** True on the rows of `ticket` that the actor may edit as one whose ticket it is. */
export const isEditable = (actor: Actor): RawBuilder<boolean> =>
  actor.kind === 'agent' && !actor.permissions.has('ticket.edit') ? sql<boolean>`false` : isReadable(actor, 'own');

/**
 * What is hidden from the actor on a row of `ticket`, to be read by `maskOf`; empty for owners and where nothing is. `isOwn`: the condition `own`, where
 * the query has it already.
 */
export const fieldMasks = (actor: Actor, isOwn: RawBuilder<boolean> = isReadable(actor, 'own')) =>
  actor.kind === 'agent'
    ? sql<ShareMask[]>`case when ${isOwn} then array[]::json[] else ${shareMasks(sql.val(actor.agentId))} end`
    : sql<ShareMask[]>`array[]::json[]`;

/** The same for conditions: what is hidden, without the customer behind it. */
export const maskFlags = (actor: Actor) =>
  actor.kind === 'agent'
    ? sql<
        ShareMask[]
      >`case when ${isReadable(actor, 'own')} then array[]::json[] else ${shareMaskFlags(sql.val(actor.agentId))} end`
    : sql<ShareMask[]>`array[]::json[]`;

/** The departments a row of `ticket` is shared with, as far as the actor may know. */
export const shareSummary = (actor: Actor, isOwn: RawBuilder<boolean> = isReadable(actor, 'own')): RawBuilder<ShareSummary[]> =>
  actor.kind === 'agent' ? shareSummaries(isOwn, sql.val(actor.agentId)) : shareSummaries(sql<boolean>`true`, sql.val(0));

const relationsHeldBy = (actor: Actor): RawBuilder<Relation[]> =>
  actor.kind === 'agent' ? heldRelations(relations, sql.val(actor.agentId)) : sql<Relation[]>`'{}'::text[]`;

/** The same filter where the relations held are known as `stand.via`. */
function isReadableVia(actor: Actor): RawBuilder<boolean> {
  if (actor.kind !== 'agent' || !actor.permissions.has('ticket.read')) return isReadable(actor, 'any');
  return sql<boolean>`stand.via && ${sql.val(scopes.any)}::text[]`;
}

const isOwnVia = sql<boolean>`stand.via && ${sql.val(scopes.own)}::text[]`;

/** The row of a ticket with how the actor stands to it, for `toTicketAccess`; a reader that needs more of the ticket adds it to this one query. */
export const ticketAccessRow = ({ actor, db }: ReadContext, ticketId: number) =>
  db
    .selectFrom('ticket')
    // Worked out once: without the offset every use of it would be.
    .innerJoin(sql<{ via: Relation[] }>`lateral (select ${relationsHeldBy(actor)} as via offset 0)`.as('stand'), (join) =>
      join.onTrue(),
    )
    .selectAll('ticket')
    .select('stand.via')
    .select(fieldMasks(actor, isOwnVia).as('masks'))
    .select(shareSummary(actor, isOwnVia).as('shares'))
    .select(sql<boolean>`(select company.read_only_can_comment from company)`.as('read_only_can_comment'))
    .where('ticket.id', '=', ticketId)
    .where(isReadableVia(actor));

type TicketAccessRow = TicketRow & {
  via: Relation[];
  masks: ShareMask[];
  shares: ShareSummary[];
  read_only_can_comment: boolean;
};

/** Reads the row of `ticketAccessRow`; `not_found` when there was none. */
export function toTicketAccess({ actor }: ReadContext, row: TicketAccessRow | undefined): TicketAccess {
  if (!row) throw problem('not_found');
  const { via, masks, shares, read_only_can_comment: readOnlyCanComment, ...ticket } = row;
  const switches = new Set<PolicySwitch>(readOnlyCanComment ? ['readOnlyCanComment'] : []);
  const can = actor.kind === 'agent' ? canMap(actor.permissions, via, ticket, switches) : systemCanMap(ticket);
  return { ticket, via, can, mask: combineMasks(masks), shares };
}

/** A ticket as the actor stands to it; `not_found` when there is none or it may not be seen. */
export const ticketAccess = async (ctx: ReadContext, ticketId: number): Promise<TicketAccess> =>
  toTicketAccess(ctx, await ticketAccessRow(ctx, ticketId).executeTakeFirst());

/** A ticket the actor has just given away by their own act: as it is now, with nothing permitted any more. */
export async function accessAfterLeaving(ctx: Context, ticketId: number): Promise<TicketAccess> {
  const ticket = await ctx.tx.selectFrom('ticket').selectAll().where('id', '=', ticketId).executeTakeFirstOrThrow();
  const profile = ctx.actor.kind === 'agent' ? ctx.actor.permissions : new Set<Permission>();
  return { ticket, via: [], can: canMap(profile, [], ticket), mask: null, shares: [] };
}

/** First step of every command: locks the ticket until the transaction ends and learns how the actor stands to it. Throws `not_found`. */
export async function lockTicket(ctx: Context, ticketId: number): Promise<TicketAccess> {
  // The lock comes first, so that the relations are read as they are once it is held.
  await ctx.tx.selectFrom('ticket').select('id').where('id', '=', ticketId).forUpdate().execute();
  return ticketAccess(ctx, ticketId);
}

/** Whether the ticket is the actor's own: not only let in by a share. */
export const isOwner = ({ via }: TicketAccess): boolean => via.some(isOwnerRelation);

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
  const found = await lockTicket(ctx, ticketId);
  requirePermission(found, permission);
  return found;
}

/** Everything the customer of a ticket is known by. */
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

/** Of the agents given, those who may read the ticket now: the audience of a live update. */
export const agentsWhoCanRead = (db: Db, ticketId: number, agentIds: readonly number[]): Promise<Set<number>> =>
  filterAgents(db, ticketId, agentIds, holdsAnyRelation(policy['ticket.read'].grantedTo, sql.ref('reader.id')));

/** Of the agents given, those who may read the ticket now and see who its customer is. */
export const agentsWhoSeeCustomer = (db: Db, ticketId: number, agentIds: readonly number[]): Promise<Set<number>> =>
  filterAgents(
    db,
    ticketId,
    agentIds,
    sql<boolean>`(${holdsAnyRelation(scopes.own, sql.ref('reader.id'))} or ${isSharedUnmasked(sql.ref('reader.id'))})`,
  );
