import { type ProblemBody, type ProblemCode, type ProblemField, problems } from '@crossdesk/contracts/problems.ts';

/** An expected error that is sent to the caller. Any other error is a bug. */
export class Problem extends Error {
  readonly code: ProblemCode;
  readonly extra: ProblemExtra;
  constructor(code: ProblemCode, extra: ProblemExtra) {
    super(extra.detail ?? problems[code][1]);
    this.code = code;
    this.extra = extra;
  }
}

/** Optional details of a problem. */
type ProblemExtra = {
  detail?: string;
  /** Seconds until the request can be retried. */
  retryAfter?: number;
  fields?: ProblemField[];
  reason?: string;
  current?: unknown;
};

/** Creates a problem: `throw problem('not_found')`. */
export const problem = (code: ProblemCode, extra: ProblemExtra = {}): Problem => new Problem(code, extra);

/** A problem with one field of the body. */
export const fieldProblem = (field: string, message: string, code: ProblemCode = 'invalid_fields'): Problem =>
  problem(code, { fields: [{ path: `/body/${field}`, message }] });

/** The response body of a problem (RFC 9457). */
export function problemBody(code: ProblemCode, requestId: string, extra: ProblemExtra = {}): ProblemBody {
  const [status, sentence] = problems[code];
  return {
    type: `urn:crossdesk:problem:${code}`,
    title: sentence,
    status,
    code,
    detail: extra.detail ?? sentence,
    requestId,
    ...(extra.fields ? { fields: extra.fields } : {}),
    ...(extra.reason ? { reason: extra.reason } : {}),
    ...(extra.current === undefined ? {} : { current: extra.current }),
  };
}
