/**
 * Messages on a ticket, public and internal, with their drafts, files and revisions.
 * Owns: message, message_revision, draft, attachment, mail_reference.
 * Emits: message.added, message.edited, message.taken_back, message.resent, message.bounced.
 * Subscribes to: message.delivered, message.deferred, message.failed.
 */

export {
  addInboundMessage,
  type InboundFile,
  type InboundMessage,
} from './commands/add-inbound.ts';
export { openTicket } from './commands/create-ticket.ts';
export { recordBounce, recordDelivery } from './commands/delivery.ts';
export { saveDraft } from './commands/edit-message.ts';
export { checkMailSendAllowed, checkMessageSendAllowed, outgoingMask } from './commands/send-check.ts';
export { comment, forward, insertHandoverNotes, reply } from './commands/write-message.ts';
export { storeUpload } from './files.ts';
export { mailReferences, message, messageView, outgoingMessage, readersKnownToActor } from './queries.ts';
