import { maxViews } from '@crossdesk/contracts/lists/custom-views.ts';
import type { CanMap, Refusal, TicketPermission } from '@crossdesk/contracts/permissions.ts';
import type { ProblemCode } from '@crossdesk/contracts/problems.ts';
import { ApiProblem } from './client.ts';
import { hasMessage, problemKey, translate } from './i18n.ts';
import { toast } from './toast.ts';

/** The message for a refusal. */
export const refusalMessage = (reason: Refusal): string => translate(`refusal.${reason}`);

/**
 * Why a permission is missing, as a message; null if it is granted. While the ticket loads,
 * everything is refused.
 */
export const refusalReason = (can: CanMap | undefined, permission: TicketPermission): string | null => {
  const granted = can?.[permission];
  if (granted === true) return null;
  return granted === undefined ? translate('refusal.unknown') : refusalMessage(granted);
};

/**
 * Why texts that may name the customer cannot be edited, as a message: a guessed name would be
 * confirmed by being masked.
 */
export const customerTextRefusal = ({ can, hiddenFields }: { can: CanMap; hiddenFields: readonly string[] }) =>
  refusalReason(can, 'ticket.edit') ?? (hiddenFields.includes('requester') ? refusalMessage('field_hidden') : null);

const knownRefusals: Record<Refusal, true> = {
  profile_lacks_permission: true,
  relation_lacks_permission: true,
  shared_full: true,
  shared_restricted: true,
  shared_read_only: true,
  read_only_silent: true,
  handed_over: true,
  ticket_deleted: true,
  ticket_not_deleted: true,
  ticket_internal: true,
  ticket_closed: true,
  field_hidden: true,
};
const isRefusal = (reason: string): reason is Refusal => Object.hasOwn(knownRefusals, reason);

/** The limits that a problem's message mentions. */
const limits: Partial<Record<string, { count: number }>> = { too_many_views: { count: maxViews } };
const codeMessage = (code: ProblemCode | 'unreachable'): string => translate(problemKey(code), limits[code]);

/** What happened, in the reader's language. An unknown error is reported as an internal one. */
export const problemMessage = (error: unknown): string => {
  if (!(error instanceof ApiProblem)) return codeMessage('internal_error');
  if (error.code === 'refused' && error.reason && isRefusal(error.reason)) return refusalMessage(error.reason);
  return codeMessage(error.code);
};

const isProblem = (code: string | null): code is ProblemCode => code !== null && hasMessage(`problem.${code}`);

/** Why one ticket of a batch was refused; `code` and `detail` as the batch job stored them. */
export const outcomeMessage = (code: string | null, detail: string | null): string => {
  if (detail !== null && isRefusal(detail)) return refusalMessage(detail);
  return codeMessage(isProblem(code) ? code : 'internal_error');
};

/**
 * The server's field errors, by the last segment of their path (`/body/subject` becomes `subject`).
 */
export const fieldProblems = (error: unknown): Record<string, string> => {
  if (!(error instanceof ApiProblem)) return {};
  return Object.fromEntries(error.fields.map(({ path, message }) => [path.split('/').at(-1) ?? path, message]));
};

/** Shows the error as a toast; `keptText` says what was not lost. */
export const showProblem = (error: unknown, keptText?: string): void => {
  const reference =
    error instanceof ApiProblem && error.status >= 500 && error.requestId
      ? translate('problem.reference', { id: error.requestId })
      : undefined;
  toast({
    tone: 'bad',
    text: problemMessage(error),
    detail: [keptText, reference].filter(Boolean).join(' ') || undefined,
  });
};
