/**
 * Reads the event log: what happened to a ticket, by whom, before and after, and the events whose
 * background work failed.
 * Owns no table: the event log belongs to the platform. Emits and handles nothing.
 */
export { history } from './queries.ts';
