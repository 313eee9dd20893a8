/** Known reasons why an accepted mail could not become a message. */
export const mailFailureReasons = [
  'no_sender',
  'source_lost',
  'writer_may_not_comment',
  'mail_too_large',
  'nesting_too_deep',
  'too_many_parts',
  'too_many_lines',
  'headers_too_large',
  'too_costly',
  'server_stopped',
  'unreadable',
] as const;
export type MailFailureReason = (typeof mailFailureReasons)[number];

/**
 * What became of an accepted mail. waiting: not processed yet. done: a message of a person.
 * automatic: a message of a machine. duplicate: delivered before. report: a delivery report about
 * an email that isn't ours. own: sent by this system. failed: could not be processed.
 */
export const incomingMailStates = ['waiting', 'done', 'automatic', 'duplicate', 'report', 'own', 'failed'] as const;
export type IncomingMailState = (typeof incomingMailStates)[number];

/**
 * The delivery of a mail to one recipient. waiting: no response from the server yet. sent: accepted
 * by the server. deferred: refused for now, and tried again. refused: refused for good, or given
 * up. bounced: accepted and then reported undeliverable.
 */
export const recipientStates = ['waiting', 'sent', 'deferred', 'refused', 'bounced'] as const;
/** `detail`: the server's response or the report; null if there is none. */
export type RecipientDelivery = { address: string; state: (typeof recipientStates)[number]; detail: string | null };
