import { batchesProblems } from './problems/batches.ts';
import { cannedRepliesProblems } from './problems/canned-replies.ts';
import { conversationProblems } from './problems/conversation.ts';
import { identityProblems } from './problems/identity.ts';
import { requestProblems } from './problems/requests.ts';
import { settingsProblems } from './problems/settings.ts';
import { sharingProblems } from './problems/sharing.ts';
import { slaProblems } from './problems/sla.ts';
import { ticketsProblems } from './problems/tickets.ts';
import { transferProblems } from './problems/transfer.ts';
import { viewsProblems } from './problems/views.ts';

/**
 * Every expected problem with its HTTP status and an English sentence. The web application shows
 * its own translated message for the code. A problem is sent as `application/problem+json` (RFC
 * 9457) with `code`, `requestId` and, for invalid fields, `fields`.
 */
export const problems = {
  ...requestProblems,
  ...settingsProblems,
  ...identityProblems,
  ...ticketsProblems,
  ...conversationProblems,
  ...cannedRepliesProblems,
  ...sharingProblems,
  ...transferProblems,
  ...batchesProblems,
  ...slaProblems,
  ...viewsProblems,
} as const;

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
