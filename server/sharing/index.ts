/**
 * Letting other departments into a ticket, each at its level; what they were asked and what they answered.
 * Owns: ticket_share, batch, batch_item. Speaks: ticket.shared, ticket.unshared, share.edited, share.answered, ticket.original_viewed. Hears: nothing.
 */
export { addShares, answerShare } from './commands/share.ts';
export { activeShares } from './queries.ts';
