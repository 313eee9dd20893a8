/**
 * Ticket lists, counts and search.
 * Owns: ticket_search, search_rebuild, search_pending, search_word, custom_view.
 * Emits: view.edited.
 * Subscribes to: contact.edited, ticket.created, ticket.edited, ticket.shared, share.edited,
 * message.added, message.edited, message.taken_back.
 */
export { createCustomView } from './custom-commands.ts';
export { listTickets, listViews } from './queries.ts';
export { search } from './search.ts';
export { TicketWords } from './search-words.ts';
