import {
  type CanMap,
  policy,
  type Relation,
  relations,
  type TicketPermission,
} from '@crossdesk/contracts/permissions.ts';
import { type RawBuilder, type Selectable, sql } from 'kysely';
import type { Actor, Context, ReadContext } from '../platform/context.ts';
import type { Db, Tables } from '../platform/database.ts';
import { problem } from '../platform/problems.ts';
import { heldRelations, holdsAny } from './relations.ts';
import { canMap, systemCanMap } from './rules.ts';

type TicketRow = Selectable<Tables['ticket']>;

/** A ticket and how the actor stands to it. */
export type Standing = { ticket: TicketRow; via: Relation[]; can: CanMap };

const nobody = sql<boolean>`false`;
const everybody = sql<boolean>`true`;

/**
 * The filter every read of tickets starts from: true on the rows of `ticket` the actor may read. To be put in the `where` of any query on `ticket`,
 * before its limit; nobody filters afterwards.
 */
export function readable(actor: Actor): RawBuilder<boolean> {
  if (actor.kind === 'system') return everybody;
  if (actor.kind !== 'agent' || !actor.permissions.has('ticket.read')) return nobody;
  return holdsAny(policy['ticket.read'].to, sql.val(actor.agentId));
}

const held = (actor: Actor): RawBuilder<Relation[]> =>
  actor.kind === 'agent' ? heldRelations(relations, sql.val(actor.agentId)) : sql<Relation[]>`'{}'::text[]`;

function standingOf(actor: Actor, row: TicketRow & { via: Relation[] }): Standing {
  const { via, ...ticket } = row;
  const can = actor.kind === 'agent' ? canMap(actor.permissions, via, ticket) : systemCanMap(ticket);
  return { ticket, via, can };
}

/** A ticket as the actor stands to it; `not_found` when there is none or it may not be seen. */
export async function standing(ctx: ReadContext, ticketId: number): Promise<Standing> {
  const row = await ctx.db
    .selectFrom('ticket')
    .selectAll('ticket')
    .select(held(ctx.actor).as('via'))
    .where('ticket.id', '=', ticketId)
    .where(readable(ctx.actor))
    .executeTakeFirst();
  if (!row) throw problem('not_found');
  return standingOf(ctx.actor, row);
}

/** First step of every command: locks the ticket until the transaction ends and learns how the actor stands to it. Throws `not_found`. */
export async function lock(ctx: Context, ticketId: number): Promise<Standing> {
  // The lock comes first, so that the relations are read as they are once it is held.
  await ctx.tx.selectFrom('ticket').select('id').where('id', '=', ticketId).forUpdate().execute();
  return standing(ctx, ticketId);
}

/** Throws `refused` with the reason unless the permission is granted. */
export function require(standing: Standing, permission: TicketPermission): void {
  const verdict = standing.can[permission];
  if (verdict !== true) throw problem('refused', { reason: verdict, detail: `${permission} is refused: ${verdict}.` });
}

/** Locks a ticket and requires one permission on it. */
export async function lockFor(ctx: Context, ticketId: number, permission: TicketPermission): Promise<Standing> {
  const found = await lock(ctx, ticketId);
  require(found, permission);
  return found;
}

/** Of the agents given, those who may read the ticket now: the audience of a live update. */
export async function readersOf(db: Db, ticketId: number, agentIds: readonly number[]): Promise<Set<number>> {
  if (agentIds.length === 0) return new Set();
  const rows = await sql<{ id: number }>`
    select reader.id from agent reader join profile on profile.id = reader.profile_id, ticket
    where ticket.id = ${ticketId} and reader.id = any(${agentIds}::bigint[]) and reader.is_active
      and 'ticket.read' = any(profile.permissions)
      and ${holdsAny(policy['ticket.read'].to, sql.ref('reader.id'))}`.execute(db);
  return new Set(rows.rows.map((row) => row.id));
}
