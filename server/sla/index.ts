/**
 * What the company promises: calendars, contracts, and the times of each ticket. Owns: calendar,
 * sla_contract, sla_contract_account, sla_rule, sla_ticket, sla_clock, sla_entry. Emits:
 * sla.edited, sla.due_soon, sla.breached. Subscribes to: changes of tickets, messages.
 */
export { announceTimes } from './commands/announce.ts';
export { followPast } from './commands/replay.ts';
export { createCalendar, createContract } from './commands/settings.ts';
