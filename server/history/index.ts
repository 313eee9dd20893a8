/**
 * Reading the event log: what happened to a ticket, by whom, before and after.
 * Owns no table: the log is the platform's. Speaks and hears nothing.
 */
export { history } from './queries.ts';
