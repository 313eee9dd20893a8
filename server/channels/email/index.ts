/**
 * Inbound and outbound email: SMTP listener, polled mailboxes, threading, bounces, replies and
 * forwards.
 * Owns: incoming_mail, mailbox_consent. Emits: mail.failed, mail.retried, mail.ticket_requested,
 * setting.edited. Subscribes to:
 * message.added.
 */
export { dispatch } from './dispatch.ts';
export { mailTransport } from './mail-accounts.ts';
export { startInboundMail } from './mail-queue.ts';
export { cleanLine } from './mail-text.ts';
export { startMailboxWatchers } from './mailbox-watcher.ts';
export { messageIdFor } from './reference.ts';
export { automaticHeaders } from './rules.ts';
