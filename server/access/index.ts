/**
 * The only home of "may I?": how a person stands to a ticket, what that permits, and what is hidden from them.
 * Owns no table; speaks and hears nothing. The policy itself is data in contracts/permissions.ts; which tickets a relation covers is in relations.ts.
 */

export {
  type Mask,
  maskDeep,
  maskedAddress,
  maskedPerson,
  maskHtml,
  maskOf,
  maskText,
  withoutCustomer,
} from './mask.ts';
export {
  accessAfterLeaving,
  agentsWhoCanRead,
  agentsWhoSeeCustomer,
  customer,
  customerShown,
  editable,
  isOwning,
  lock,
  lockTicketFor,
  marks,
  maskFlags,
  masks,
  readable,
  requirePermission,
  type TicketAccess,
  ticketAccess,
  ticketAccessRow,
  toTicketAccess,
} from './queries.ts';
export { textWithoutCustomer } from './relations.ts';
