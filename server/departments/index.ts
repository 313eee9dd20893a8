/**
 * The departments that own tickets, and the company's email addresses.
 * Owns: department, mailbox. Emits: department.edited, setting.edited. Handles: nothing.
 */
export {
  advanceCursor,
  createDepartment,
  createMailbox,
  editMailbox,
  markConsentRevoked,
  recordPoll,
  recordSentCopy,
  storeTokens,
} from './commands.ts';
export { canReuseConsent, imapToUse, smtpToUse } from './connection-fields.ts';
export {
  departments,
  hasOutgoingServer,
  mailboxByAddress,
  mailboxes,
  mailboxRow,
  polledMailboxes,
  requireDepartment,
  sendingMailbox,
  visibleMailboxes,
} from './queries.ts';
