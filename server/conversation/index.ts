/**
 * What is said on a ticket: messages public and internal, drafts, files, revisions.
 * Owns: message, message_revision, draft, attachment, mail_reference. Speaks: message.added, message.edited, message.taken_back, message.bounced.
 * Hears: message.delivered, message.failed.
 */

export { recordBounce, recordDelivery, type InboundMessage, type InboundFile, addInboundMessage } from './commands/add-inbound.ts';
export { openTicket } from './commands/create-ticket.ts';
export { saveDraft } from './commands/edit-message.ts';
export { checkMailSendAllowed, checkMessageSendAllowed, outgoingMask } from './commands/send-check.ts';
export { comment, forward, reply } from './commands/write-message.ts';
export { storeUpload } from './files.ts';
export { message, messageView, outgoingMessage, mailReferences } from './queries.ts';
