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
  customer,
  customerShown,
  editable,
  isOwning,
  lock,
  lockFor,
  marks,
  maskFlags,
  masks,
  parted,
  readable,
  readersOf,
  require,
  type Standing,
  standing,
  standingOf,
  standingRow,
  unmaskedReadersOf,
} from './queries.ts';
export { textWithoutCustomer } from './relations.ts';
