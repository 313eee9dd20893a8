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
  combineMasks,
  maskText,
  withoutCustomer,
} from './mask.ts';
export {
  accessAfterLeaving,
  agentsWhoCanRead,
  agentsWhoSeeCustomer,
  customerIdentity,
  isCustomerVisible,
  isEditable,
  isOwner,
  lockTicket,
  lockTicketFor,
  shareSummary,
  maskFlags,
  fieldMasks,
  isReadable,
  requirePermission,
  type TicketAccess,
  ticketAccess,
  ticketAccessRow,
  toTicketAccess,
} from './queries.ts';
export { textWithoutCustomer } from './relations.ts';
