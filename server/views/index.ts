/**
 * Lists, counts and search: which tickets, in which order, how many.
 * Owns: ticket_search, custom_view. Speaks: view.edited. Hears: ticket.created, ticket.edited, message.added, message.edited, message.taken_back.
 */
export { listTickets } from './queries.ts';
export { searchText } from './rules.ts';
export { search } from './search.ts';
