import type { AssignmentSettings, Candidate, DecisiveFactor } from '@crossdesk/contracts/assignment.ts';
import type { Account } from '@crossdesk/contracts/identity.ts';
import { availabilityRefusals } from '@crossdesk/contracts/lists/availability.ts';
import type { Ticket } from '@crossdesk/contracts/tickets.ts';
import type { KeptAccess, TransferTerms, TransferWrite } from '@crossdesk/contracts/transfer.ts';

/** What is entered in the transfer dialog. `agentId` null: the department assigns the ticket. */
export type TransferForm = {
  departmentId: number | null;
  isUnit: boolean;
  agentId: number | null;
  /** A member is to be chosen, but none is yet. */
  isChoosing: boolean;
  /** One of the company's reasons. */
  reasonId: number | null;
  reason: string;
  note: string;
  keep: KeptAccess;
  account: Account | null;
  productId: number | null;
  categoryId: number | null;
};

export const startForm = (ticket: Ticket): TransferForm => ({
  departmentId: null,
  isUnit: false,
  agentId: null,
  isChoosing: false,
  reasonId: null,
  reason: '',
  note: '',
  keep: 'trace',
  account: ticket.account,
  productId: ticket.productId,
  categoryId: ticket.categoryId,
});

/** The fields that were corrected; the others are left as they are. */
const corrections = (form: TransferForm, ticket: Ticket) => ({
  ...(form.account?.id === ticket.account?.id ? {} : { accountId: form.account?.id ?? null }),
  ...(form.productId === ticket.productId ? {} : { productId: form.productId }),
  ...(form.categoryId === ticket.categoryId ? {} : { categoryId: form.categoryId }),
});

/** What a forecast depends on; null while something has to be chosen. */
export const toForecastTerms = (form: TransferForm, ticket: Ticket): TransferTerms | null => {
  const { departmentId, agentId, isUnit, keep } = form;
  if (departmentId === null || (form.isChoosing && agentId === null)) return null;
  const isMove = departmentId !== ticket.departmentId;
  return {
    departmentId,
    agentId,
    ...(isMove ? { isUnit, keep } : {}),
    ...corrections(form, ticket),
  };
};

export const toWrite = (form: TransferForm, ticket: Ticket, version: number): TransferWrite | null => {
  const terms = toForecastTerms(form, ticket);
  return terms && { version, ...terms, reasonId: form.reasonId, reason: form.reason.trim(), note: form.note.trim() };
};

const unavailable: ReadonlySet<string> = new Set(availabilityRefusals);
/** Whether somebody cannot be chosen because of their availability. */
export const isUnavailable = ({ refusal }: Pick<Candidate, 'refusal'>): boolean =>
  refusal !== null && unavailable.has(refusal);

/** Whether a ticket can be given to this member by name. */
export const canBeNamed = (member: Candidate, mayNameUnavailable: boolean): boolean =>
  member.refusal === null || (mayNameUnavailable && isUnavailable(member));

/** The part of a message's key; `_one` is reserved for plural forms. */
export const factorKey = <F extends DecisiveFactor>(factor: F) =>
  (factor === 'only_one' ? 'alone' : factor) as Exclude<F, 'only_one'> | 'alone';

/** What decides between the candidates when a department assigns a ticket. */
export const decisiveFactor = (
  candidates: readonly Candidate[],
  chosenId: number,
  { mode, tieBreak }: Pick<AssignmentSettings, 'mode' | 'tieBreak'>,
): Exclude<DecisiveFactor, 'substitute'> => {
  const eligible = candidates.filter((one) => one.refusal === null);
  if (eligible.length === 1) return 'only_one';
  if (mode === 'sequential') return 'turn';
  if (mode === 'round_robin') return 'least_recent';
  const chosen = eligible.find((one) => one.agentId === chosenId);
  const equals = eligible.filter((one) => one.openCount === chosen?.openCount);
  if (equals.length === 1) return 'fewest_open';
  const isLongest = equals.filter((one) => one.lastAssignedAt === (chosen?.lastAssignedAt ?? null)).length === 1;
  return tieBreak === 'random' || !isLongest ? 'random' : 'least_recent';
};

/** The one who would be chosen for the fewest open tickets; null: nobody, or one of several. */
export const leastBusy = <C extends Candidate>(candidates: readonly C[]): C | null => {
  const eligible = candidates.filter((one) => one.refusal === null);
  const fewest = Math.min(...eligible.map((one) => one.openCount));
  const equals = eligible.filter((one) => one.openCount === fewest);
  const time = (one: C) => one.lastAssignedAt ?? '';
  const [first, second] = equals.sort((a, b) => time(a).localeCompare(time(b)));
  return first && (!second || time(first) !== time(second)) ? first : null;
};
