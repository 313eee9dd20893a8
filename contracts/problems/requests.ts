import type { ProblemTable } from './table.ts';

/** Problems any request can have. */
export const requestProblems = {
  bad_request: [400, 'The request is malformed.'],
  invalid_fields: [422, 'Some fields are missing or invalid.'],
  not_signed_in: [401, 'You need to sign in.'],
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
  unknown_reference: [422, "Something this request refers to doesn't exist or is disabled."],
  template_invalid: [422, "The text uses a variable that doesn't exist or has a syntax error."],
  rate_limited: [429, 'Too many requests. Try again in a moment.'],
  unavailable: [503, 'The service is temporarily unavailable. Nothing was changed.'],
  internal_error: [500, 'Something went wrong on our side.'],
} as const satisfies ProblemTable;
