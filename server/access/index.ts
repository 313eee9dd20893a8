/**
 * Access control: an actor's relations to a ticket, what they permit, and what is hidden. Owns no
 * table; emits and handles no events. The policy is data in contracts/permissions.ts; relations.ts
 * defines which tickets a relation covers.
 */

export { foldedSql, textWithoutCustomer } from './bare-text.ts';
export {
  type CustomerIdentity,
  combineMasks,
  type Mask,
  maskAddresses,
  maskDeep,
  maskedAddress,
  maskedPerson,
  maskHtml,
  maskText,
  withoutCustomer,
} from './mask.ts';
export { maskTextFile } from './mask-files.ts';
export {
  accessAfterLeaving,
  agentsWhoCanRead,
  agentsWhoOwn,
  agentsWhoSeeCustomer,
  agentsWithTicket,
  customerIdentity,
  fieldMasks,
  isContentVisible,
  isCustomerVisible,
  isEditable,
  isMailVisible,
  isOwner,
  isReadable,
  lockTicket,
  lockTicketFor,
  lockTicketRow,
  lockTicketRows,
  maskFlags,
  readsBeyondActor,
  requirePermission,
  seesFormerHolders,
  shareSummary,
  type TicketAccess,
  ticketAccess,
  ticketAccesses,
  ticketAccessRow,
  toTicketAccess,
} from './queries.ts';
export { isPartlyHiddenFromSome, ticketCustomer } from './relations.ts';
