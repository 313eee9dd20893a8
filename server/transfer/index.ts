/**
 * Moving tickets between departments and people: transfer, escalation, undo, and what former
 * holders can still read.
 * Owns: ticket_transfer, ticket_trace.
 * Emits: ticket.transferred, ticket.escalated, ticket.transfer_undone. Subscribes to nothing.
 */

export { escalateTicket, transferTicket, transferTickets } from './commands/transfer.ts';
export { undoTransfer } from './commands/undo.ts';
export { forecastEscalations, forecastTransfers } from './forecasts.ts';
