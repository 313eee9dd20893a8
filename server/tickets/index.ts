/**
 * The ticket record: number, type, subject, requester, department, classification, status,
 * assignee.
 * Owns: ticket, ticket_reading, ticket_follower.
 * Emits: ticket.created, ticket.edited, ticket.deleted, ticket.restored, ticket.followed_up.
 * Subscribes to ticket.unshared.
 */
export { assignTickets, setForecasts, unassignTickets } from './automatic.ts';
export {
  closeTicket,
  createTicket,
  deleteTicket,
  editTicket,
  markRead,
  markUnread,
  restoreTicket,
  setStatus,
} from './commands.ts';
export { requireVisibleContact } from './contacts.ts';
export { followersOf } from './followers.ts';
export { moveBack, moveTickets, validateCorrections } from './move-commands.ts';
export {
  hasOpenTickets,
  lockTicketWithPeople,
  replyMailbox,
  type TicketWithPeople,
  ticket,
  ticketAfterMessage,
  ticketFromRow,
  ticketRow,
  ticketView,
  ticketWithPeople,
} from './queries.ts';
export { addCc, recordMessage, recordMessageUndone } from './record-message.ts';
export { requireFormFields } from './required-fields.ts';
export { belongsToTicket } from './rules.ts';
