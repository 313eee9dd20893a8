/**
 * The only home of "may I?": how a person stands to a ticket, and what that permits.
 * Owns no table; speaks and hears nothing. The policy itself is data in contracts/permissions.ts; which tickets a relation covers is in relations.ts.
 */
export { lock, lockFor, readable, readersOf, require, type Standing, standing } from './queries.ts';
