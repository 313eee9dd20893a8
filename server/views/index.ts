/**
 * Ticket lists, counts and search.
 * Owns: ticket_search, custom_view. Emits: view.edited.
 * Subscribes to: contact.edited, ticket.created, ticket.edited, ticket.shared, share.edited,
 * message.added, message.edited, message.taken_back.
 */
export { listTickets } from './queries.ts';
export { searchText } from './rules.ts';
export { search } from './search.ts';
