import type { Follower, Ticket } from '@crossdesk/contracts/tickets.ts';
import { agentsWhoCanRead, agentsWithTicket, isOwner, ticketAccess } from '../access/index.ts';
import { type Context, type ReadContext, requireAgent } from '../platform/context.ts';
import { problem } from '../platform/problems.ts';
import { ticket } from './queries.ts';
import * as store from './store.ts';
import './tables.ts';

/** Lets the agent follow a ticket they can read. Throws `not_found`. */
export async function follow(ctx: Context, number: number): Promise<Ticket> {
  const access = await ticketAccess(ctx, number);
  await store.insertFollower(ctx.tx, access.ticket.id, requireAgent(ctx).agentId, ctx.now);
  return ticket(ctx, number);
}

/** Ends following a ticket. Throws `not_found` if the agent can no longer read it. */
export async function unfollow(ctx: Context, number: number): Promise<Ticket> {
  const access = await ticketAccess(ctx, number);
  await store.deleteFollowers(ctx.tx, [{ ticketId: access.ticket.id, agentId: requireAgent(ctx).agentId }]);
  return ticket(ctx, number);
}

/**
 * The followers who can read the ticket now, in the order in which they followed it. For owners of
 * the ticket only: throws `refused`, and `not_found`.
 */
export async function followers(ctx: ReadContext, number: number): Promise<{ items: Follower[] }> {
  if (!isOwner(await ticketAccess(ctx, number))) throw problem('refused', { reason: 'relation_lacks_permission' });
  const rows = await ctx.db
    .selectFrom('ticket_follower')
    .innerJoin('agent', 'agent.id', 'ticket_follower.agent_id')
    .select(['agent.id', 'agent.name', 'ticket_follower.followed_at'])
    .where('ticket_follower.ticket_id', '=', number)
    .orderBy('ticket_follower.followed_at')
    .orderBy('agent.id')
    .execute();
  const readers = await agentsWhoCanRead(
    ctx.db,
    number,
    rows.map((row) => row.id),
  );
  return {
    items: rows
      .filter((row) => readers.has(row.id))
      .map((row) => ({ agentId: row.id, name: row.name, followedAt: row.followed_at.toISOString() })),
  };
}

/** The ids of the agents who follow each of these tickets, also of those who cannot read it now. */
export async function followersOf(
  { db }: Pick<ReadContext, 'db'>,
  ticketIds: readonly number[],
): Promise<Map<number, number[]>> {
  const rows = ticketIds.length === 0 ? [] : await followerRows(db, ticketIds);
  const agentIds = new Map<number, number[]>();
  for (const row of rows) agentIds.set(row.ticket_id, [...(agentIds.get(row.ticket_id) ?? []), row.agent_id]);
  return agentIds;
}

/** Removes the followers of tickets who can no longer read them. */
export async function removeFollowersWithoutAccess(ctx: Context, ticketIds: readonly number[]): Promise<void> {
  const rows = ticketIds.length === 0 ? [] : await followerRows(ctx.db, ticketIds);
  if (rows.length === 0) return;
  const pairs = rows.map((row) => ({ ticketId: row.ticket_id, agentId: row.agent_id }));
  const canRead = await agentsWithTicket(ctx.db, pairs);
  await store.deleteFollowers(
    ctx.tx,
    pairs.filter(({ agentId, ticketId }) => !canRead(agentId, ticketId)),
  );
}

const followerRows = (db: ReadContext['db'], ticketIds: readonly number[]) =>
  db
    .selectFrom('ticket_follower')
    .select(['ticket_id', 'agent_id'])
    .where('ticket_id', 'in', [...new Set(ticketIds)])
    .orderBy('followed_at')
    .orderBy('agent_id')
    .execute();
