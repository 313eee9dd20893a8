/**
 * Every expected refusal, with its HTTP status and its sentence in English. The web shows its own sentence for the code, in the reader's language.
 * On the wire a problem is `application/problem+json` (RFC 9457) with `code`, `requestId` and, for bad fields, `fields`.
 */
export const problems = {
  bad_request: [400, 'The request is not well formed.'],
  invalid_fields: [422, 'Some fields are missing or not valid.'],
  not_signed_in: [401, 'Sign in first.'],
  bad_credentials: [401, 'The e-mail address or the password is not right.'],
  not_allowed: [403, 'Your access profile does not allow this.'],
  refused: [403, 'You can see this ticket, but you may not do this to it.'],
  wrong_origin: [403, 'This request came from another site.'],
  not_found: [404, 'There is nothing here, or you may not see it.'],
  method_not_allowed: [405, 'This address does not answer that method.'],
  not_acceptable_media: [415, 'Send JSON, or a form with files where files are taken.'],
  version_conflict: [409, 'Somebody changed this since you last saw it.'],
  already_exists: [409, 'There is already one like this.'],
  in_use: [409, 'This is still in use.'],
  idempotency_mismatch: [422, 'This Idempotency-Key was used for a different request.'],
  payload_too_large: [413, 'This is larger than allowed.'],
  file_too_large: [413, 'The file is larger than allowed.'],
  too_many_files: [422, 'There are more files than one message can carry.'],
  unknown_reference: [422, 'Something this request names does not exist or is disabled.'],
  assignee_not_in_department: [422, 'The responsible has to belong to the department of the ticket.'],
  justification_required: [422, 'This status asks for a justification.'],
  justification_not_for_status: [422, 'This justification does not belong to the status.'],
  requester_required: [422, 'A ticket needs a requester.'],
  internal_ticket: [422, 'An internal ticket takes only internal comments.'],
  no_recipient: [422, 'There is nobody to send this to.'],
  mention_refused: [422, 'Somebody you speak to cannot see this ticket.'],
  empty_message: [422, 'There is nothing to send.'],
  original_immutable: [403, 'The original request and sent replies cannot be edited.'],
  edit_window_over: [403, 'An internal comment can be edited for 15 minutes.'],
  sharing_off: [403, 'Sharing is switched off in this company.'],
  share_with_owner: [422, 'The ticket belongs to this department already.'],
  share_twice: [409, 'The ticket is shared with this department already.'],
  share_target_unavailable: [422, 'This department does not exist or is disabled.'],
  too_many_views: [422, 'You keep as many views as one person can.'],
  too_many_canned_replies: [422, 'There are as many canned replies as there can be.'],
  too_many_shares: [422, 'The ticket is shared with as many departments as allowed.'],
  share_expired: [422, 'The end of the share is in the past.'],
  contact_of_others: [403, 'You can change the addresses of customers with a ticket that you may edit as its owner.'],
  customer_masked: [
    403,
    'The customer is hidden from your department, and a reply shows their address to everybody who gets it. Only colleagues who may see the customer can be added.',
  ],
  forward_refused: [403, 'With Restricted access you can forward to colleagues only, and never to the requester.'],
  template_invalid: [422, 'The text names something that is not there, or is not written correctly.'],
  setup_done: [409, 'This company has been set up already.'],
  setup_link_invalid: [403, 'This set-up link is not valid, or has been used.'],
  rate_limited: [429, 'Too many requests. Try again in a moment.'],
  unavailable: [503, 'The service cannot answer right now. Nothing was changed.'],
  internal_error: [500, 'Something went wrong on our side.'],
} as const satisfies Record<string, readonly [status: number, sentence: string]>;

export type ProblemCode = keyof typeof problems;

/** A field that was refused: its JSON pointer in the request (`/body/subject`), and why, in English. */
export type ProblemField = { path: string; message: string };

/** What goes over the wire when a request is refused. */
export type ProblemBody = {
  type: string;
  title: string;
  status: number;
  code: ProblemCode;
  detail: string;
  requestId: string;
  fields?: ProblemField[];
  /** Why a permission was refused (see `Refusal` in permissions.ts). */
  reason?: string;
  /** The state now, for `version_conflict`. */
  current?: unknown;
};
