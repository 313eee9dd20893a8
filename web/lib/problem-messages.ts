import type { CanMap, Refusal, TicketPermission } from '@crossdesk/contracts/permissions.ts';
import type { ProblemCode } from '@crossdesk/contracts/problems.ts';
import { ApiProblem } from './client.ts';
import { hasSentence, problemKey, translate } from './i18n.ts';
import { toast } from './toast.ts';

/** Why something may not be done, as a sentence. */
export const refusalMessage = (reason: Refusal): string => translate(`refusal.${reason}`);

/** null: it may be done; otherwise the sentence that says why not. While the ticket is not there yet nothing may be done. */
export const refusalReason = (can: CanMap | undefined, permission: TicketPermission): string | null => {
  const answer = can?.[permission];
  if (answer === true) return null;
  return answer === undefined ? translate('refusal.unknown') : refusalMessage(answer);
};

const knownRefusals: Record<Refusal, true> = {
  profile_lacks_permission: true,
  relation_lacks_permission: true,
  shared_full: true,
  shared_restricted: true,
  shared_read_only: true,
  read_only_silent: true,
  ticket_deleted: true,
  ticket_not_deleted: true,
  ticket_internal: true,
  ticket_closed: true,
  field_hidden: true,
};
const isRefusal = (reason: string): reason is Refusal => Object.hasOwn(knownRefusals, reason);

/** What happened, in the reader's language. Unknown errors are ours to apologise for. */
export const problemMessage = (error: unknown): string => {
  if (!(error instanceof ApiProblem)) return translate('problem.internal_error');
  if (error.code === 'refused' && error.reason && isRefusal(error.reason)) return refusalMessage(error.reason);
  return translate(problemKey(error.code));
};

const isProblem = (code: string | null): code is ProblemCode => code !== null && hasSentence(`problem.${code}`);

/** Why one of many was refused; `code` and `detail` as the job has kept them. */
export const outcomeMessage = (code: string | null, detail: string | null): string => {
  if (detail !== null && isRefusal(detail)) return refusalMessage(detail);
  return isProblem(code) ? translate(problemKey(code)) : translate('problem.internal_error');
};

/** What the server said of single fields, by the last part of their path (`/body/subject` gives `subject`). */
export const fieldProblems = (error: unknown): Record<string, string> => {
  if (!(error instanceof ApiProblem)) return {};
  return Object.fromEntries(error.fields.map(({ path, message }) => [path.split('/').at(-1) ?? path, message]));
};

/** Shows what happened; `kept` says what was not lost. */
export const showProblem = (error: unknown, kept?: string): void => {
  const reference =
    error instanceof ApiProblem && error.status >= 500 && error.requestId
      ? translate('problem.reference', { id: error.requestId })
      : undefined;
  toast({
    tone: 'bad',
    text: problemMessage(error),
    detail: [kept, reference].filter(Boolean).join(' ') || undefined,
  });
};
