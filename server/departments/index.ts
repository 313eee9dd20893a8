/**
 * The parts of the company that own tickets, and the addresses mail to them arrives at.
 * Owns: department, mailbox. Speaks: department.edited, setting.edited. Hears: nothing.
 */
export { createDepartment, createMailbox, editMailbox, recordPoll } from './commands.ts';
export { requireDepartment, departments, mailboxByAddress, mailboxes, sendingMailbox } from './queries.ts';
