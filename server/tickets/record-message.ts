import type { Mailbox } from '@crossdesk/contracts/scalars.ts';
import type { BaseState } from '@crossdesk/contracts/settings.ts';
import type { Selectable } from 'kysely';
import type { TicketAccess } from '../access/index.ts';
import { type Context, systemActor } from '../platform/context.ts';
import type { Tables } from '../platform/database.ts';
import { firstStatus } from '../settings/index.ts';
import { applyEdit } from './commands.ts';
import { stateOnAgentReply, stateOnCustomerMessage } from './rules.ts';
import * as store from './store.ts';

/**
 * Changes the state automatically, without a permission check: a customer's message reopens, a
 * first reply opens a new ticket.
 */
async function applyAutomaticState(ctx: Context, access: TicketAccess, state: BaseState): Promise<void> {
  await applyEdit({ ...ctx, actor: systemActor('status') }, access, { statusId: (await firstStatus(ctx, state)).id });
}

/**
 * Updates the ticket for a new message: activity, preview, first response and resulting state.
 * `isQuiet` (automatic mail) changes no state. Returns the new row, or null if the state changed.
 */
export async function recordMessage(
  ctx: Context,
  access: TicketAccess,
  message: { preview: string; from: 'customer' | 'agent' | 'system'; isPublicReply: boolean; isQuiet: boolean },
): Promise<Selectable<Tables['ticket']> | null> {
  const isFirstResponse = message.from === 'agent' && message.isPublicReply && !access.ticket.first_responded_at;
  const updated = await store.recordMessage(ctx.tx, access.ticket.id, {
    preview: message.preview,
    activity_at: ctx.now,
    count: 1,
    ...(isFirstResponse ? { first_responded_at: ctx.now } : {}),
    ...(ctx.actor.kind === 'agent' ? { readBy: ctx.actor.agentId } : {}),
  });
  const { base_state: state } = access.ticket;
  const isAgentReply = message.from === 'agent' && message.isPublicReply;
  const newState =
    message.from === 'customer' ? stateOnCustomerMessage(state) : isAgentReply ? stateOnAgentReply(state) : null;
  if (message.isQuiet || newState === null) return updated;
  await applyAutomaticState(ctx, access, newState);
  return null;
}

/**
 * Reverts `recordMessage` for a message whose sending was undone; resets the first response if it
 * was that.
 */
export const recordMessageUndone = (ctx: Context, access: TicketAccess, preview: string, createdAt: Date) =>
  store.recordMessage(ctx.tx, access.ticket.id, {
    preview,
    activity_at: ctx.now,
    count: -1,
    ...(access.ticket.first_responded_at?.getTime() === createdAt.getTime() ? { first_responded_at: null } : {}),
  });

/** Adds people to the ticket's Cc, without duplicates. */
export async function addCc(ctx: Context, access: TicketAccess, people: readonly Mailbox[]): Promise<void> {
  const knownAddresses = new Set(access.ticket.cc.map((person) => person.address.toLowerCase()));
  const added = people.filter(({ address }) => {
    const key = address.toLowerCase();
    return !knownAddresses.has(key) && knownAddresses.add(key);
  });
  if (added.length > 0) await applyEdit(ctx, access, { cc: [...access.ticket.cc, ...added].slice(0, 50) });
}
