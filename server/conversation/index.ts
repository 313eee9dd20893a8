/**
 * What is said on a ticket: messages public and internal, drafts, files, revisions.
 * Owns: message, message_revision, draft, attachment, mail_reference. Speaks: message.added, message.edited, message.taken_back, message.bounced.
 * Hears: message.delivered, message.failed.
 */

export { saveDraft } from './commands/change.ts';
export { mayMailLeave, mayStillLeave, outgoingMask } from './commands/leave.ts';
export { openTicket } from './commands/open.ts';
export { noteBounce, noteDelivery, type Received, type ReceivedFile, receive } from './commands/receive.ts';
export { comment, forward, reply } from './commands/say.ts';
export { keepUpload } from './files.ts';
export { message, messageView, outgoing, referencesTo } from './queries.ts';
