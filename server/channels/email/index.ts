/**
 * E-mail in and out: a listener, polled mailboxes, threading, bounces, and the mails of replies and forwards.
 * Owns: incoming_mail. Speaks: mail.failed, mail.retried. Hears: message.added.
 */
export { dispatch } from './dispatch.ts';
export { startInboundMail } from './mail-queue.ts';
export { cleanLine } from './mail-text.ts';
export { messageIdFor } from './reference.ts';
export { automaticHeaders } from './rules.ts';
