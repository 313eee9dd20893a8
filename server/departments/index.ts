/**
 * The parts of the company that own tickets, and the addresses mail to them arrives at.
 * Owns: department, mailbox. Speaks: department.edited, setting.edited. Hears: nothing.
 */
export { createDepartment, createMailbox, editMailbox, notePolled } from './commands.ts';
export { departmentFor, departments, mailboxAt, mailboxes, sendingMailbox } from './queries.ts';
