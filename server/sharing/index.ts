/**
 * Sharing tickets with other departments, each at its access level; questions to them and their
 * answers.
 * Owns: ticket_share.
 * Emits: ticket.shared, ticket.unshared, share.edited, share.answered, ticket.original_viewed.
 * Subscribes to nothing.
 */
export { endSharesOfOwner, restoreShares, shareWithFormer } from './commands/handover.ts';
export { addShares, answerShare, removeShare } from './commands/share.ts';
export { activeShares, visibleShares } from './queries.ts';
