/**
 * Every expected problem with its HTTP status and an English sentence. The web application shows
 * its own translated message for the code. A problem is sent as `application/problem+json` (RFC
 * 9457) with `code`, `requestId` and, for invalid fields, `fields`.
 */
export const problems = {
  bad_request: [400, 'The request is malformed.'],
  invalid_fields: [422, 'Some fields are missing or invalid.'],
  not_signed_in: [401, 'You need to sign in.'],
  bad_credentials: [401, 'Wrong email or password.'],
  not_allowed: [403, "Your access profile doesn't allow this."],
  refused: [403, "You can see this ticket, but you don't have access to do this."],
  wrong_origin: [403, 'This request came from another website.'],
  not_found: [404, "This doesn't exist, or you don't have access to it."],
  method_not_allowed: [405, "This endpoint doesn't support that method."],
  not_acceptable_media: [415, 'Send JSON, or a multipart form where files are accepted.'],
  version_conflict: [409, 'Someone else changed this since you last loaded it.'],
  already_exists: [409, 'This already exists.'],
  in_use: [409, 'This is still in use.'],
  idempotency_mismatch: [422, 'This Idempotency-Key was used for a different request.'],
  payload_too_large: [413, 'The request is too large.'],
  file_too_large: [413, 'The file is too large.'],
  too_many_files: [422, 'The message has too many attachments.'],
  unknown_reference: [422, "Something this request refers to doesn't exist or is disabled."],
  assignee_not_in_department: [422, "The responsible must belong to the ticket's department."],
  justification_required: [422, 'This status requires a justification.'],
  justification_not_for_status: [422, "This justification doesn't belong to the status."],
  requester_required: [422, 'A ticket needs a requester.'],
  internal_ticket: [422, 'Internal tickets can only have internal comments.'],
  no_recipient: [422, 'Add at least one recipient.'],
  mention_refused: [422, "Someone you mentioned can't see this ticket."],
  empty_message: [422, 'The message is empty.'],
  original_immutable: [403, "The original request and sent replies can't be edited."],
  edit_window_over: [403, 'Internal comments can only be edited for 15 minutes.'],
  sharing_off: [403, 'Sharing is turned off for this company.'],
  share_with_owner: [422, 'The ticket already belongs to this department.'],
  share_twice: [409, 'The ticket is already shared with this department.'],
  share_target_unavailable: [422, "This department doesn't exist or is disabled."],
  too_many_views: [422, "You've reached the limit of views per person."],
  too_many_canned_replies: [422, "You've reached the limit of canned replies."],
  too_many_shares: [422, 'The ticket is already shared with the maximum number of departments.'],
  share_expired: [422, 'The expiry of the share is in the past.'],
  contact_of_others: [
    403,
    'You can only change the addresses of customers whose tickets your department owns and you can edit.',
  ],
  customer_masked: [
    403,
    'The customer is hidden from your department, and a reply shows their address to every recipient. You can only add colleagues who can see the customer.',
  ],
  forward_refused: [403, 'With Restricted access you can only forward to colleagues, and never to the requester.'],
  template_invalid: [422, "The text uses a variable that doesn't exist or has a syntax error."],
  setup_done: [409, 'This company is already set up.'],
  setup_link_invalid: [403, 'This setup link is invalid or was already used.'],
  rate_limited: [429, 'Too many requests. Try again in a moment.'],
  unavailable: [503, 'The service is temporarily unavailable. Nothing was changed.'],
  internal_error: [500, 'Something went wrong on our side.'],
} as const satisfies Record<string, readonly [status: number, sentence: string]>;

export type ProblemCode = keyof typeof problems;

/**
 * An invalid field: its JSON pointer in the request (`/body/subject`) and the reason in English.
 */
export type ProblemField = { path: string; message: string };

/** The response body of a refused request. */
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
  /** The current state, for `version_conflict`. */
  current?: unknown;
};
