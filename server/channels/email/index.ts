/**
 * Inbound and outbound email: SMTP listener, polled mailboxes, threading, bounces, replies and
 * forwards.
 * Owns: incoming_mail. Emits: mail.failed, mail.retried, mail.ticket_requested. Subscribes to:
 * message.added.
 */
export { dispatch } from './dispatch.ts';
export { startInboundMail } from './mail-queue.ts';
export { cleanLine } from './mail-text.ts';
export { messageIdFor } from './reference.ts';
export { automaticHeaders } from './rules.ts';
