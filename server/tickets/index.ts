/**
 * The record: number, type, subject, requester, department, classification, status, responsible.
 * Owns: ticket, ticket_reading. Speaks: ticket.created, ticket.edited, ticket.deleted, ticket.restored. Hears: nothing.
 */
export {
  addCc,
  createTicket,
  deleteTicket,
  editTicket,
  recordMessageUndone,
  markRead,
  recordMessage,
  setStatus,
} from './commands.ts';
export { requireVisibleContact } from './contacts.ts';
export { hasOpenTickets, replyMailbox, ticket, ticketFromRow, ticketRow, ticketView } from './queries.ts';
