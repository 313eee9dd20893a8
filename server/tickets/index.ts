/**
 * The record: number, type, subject, requester, department, classification, status, responsible.
 * Owns: ticket, ticket_reading. Speaks: ticket.created, ticket.edited, ticket.deleted, ticket.restored. Hears: nothing.
 */
export {
  addCc,
  createTicket,
  deleteTicket,
  editTicket,
  forgetMessage,
  markRead,
  noteMessage,
  setStatus,
} from './commands.ts';
export { requireKnownContact } from './contacts.ts';
export { ownsOpenTickets, replyMailbox, ticket, ticketOf, ticketRow, viewOf } from './queries.ts';
