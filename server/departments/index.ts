/**
 * The departments that own tickets, and the company's email addresses.
 * Owns: department, mailbox. Emits: department.edited, setting.edited. Handles: nothing.
 */
export { createDepartment, createMailbox, editMailbox, recordPoll } from './commands.ts';
export {
  departments,
  mailboxByAddress,
  mailboxes,
  requireDepartment,
  sendingMailbox,
  visibleMailboxes,
} from './queries.ts';
