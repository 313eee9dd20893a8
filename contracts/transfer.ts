import { type Static, Type } from 'typebox';
import { Candidate } from './assignment.ts';
import { endpoints } from './endpoint.ts';
import { unassignedReasons } from './lists/assignment.ts';
import { keptAccess, type transferKinds, transferOutcomes } from './lists/transfer.ts';
import { Id, Instant, Nullable } from './scalars.ts';
import { Ticket } from './tickets.ts';

const exact = { additionalProperties: false } as const;
const Version = Type.Integer({ minimum: 0 });
const Note = Type.String({ maxLength: 20_000 });

export type TransferKind = (typeof transferKinds)[number];
export type KeptAccess = (typeof keptAccess)[number];
export type TransferOutcome = (typeof transferOutcomes)[number];

/**
 * Where a ticket goes. `agentId`: the member who becomes responsible; null lets the department
 * assign it. `isUnit`: to a department that needs no rule. `note`: an internal comment for the
 * receiver, required when the department changes. `reasonId`: one of the company's reasons;
 * `reason`: more about it, or a reason of its own. `keep`: what the former department keeps.
 * `accountId`, `productId`, `categoryId`: corrections in the same step (CP-26 to CP-29).
 */
const transferFields = {
  departmentId: Id,
  agentId: Type.Optional(Nullable(Id)),
  isUnit: Type.Optional(Type.Boolean()),
  reasonId: Type.Optional(Nullable(Id)),
  reason: Type.Optional(Type.String({ maxLength: 200 })),
  keep: Type.Optional(Type.Enum(keptAccess)),
  accountId: Type.Optional(Nullable(Id)),
  productId: Type.Optional(Nullable(Id)),
  categoryId: Type.Optional(Nullable(Id)),
};
export const TransferTerms = Type.Object({ ...transferFields, note: Type.Optional(Note) }, exact);
export type TransferTerms = Static<typeof TransferTerms>;
/** An escalation: to the supervisor `agentId`, or the available one with the fewest tickets. */
export const EscalateTerms = Type.Object(
  { agentId: transferFields.agentId, reason: transferFields.reason, note: Type.Optional(Note) },
  exact,
);
export type EscalateTerms = Static<typeof EscalateTerms>;
export const TransferWrite = Type.Object({ version: Version, ...TransferTerms.properties }, exact);
export type TransferWrite = Static<typeof TransferWrite>;

/**
 * What a transfer would do. `code` is the problem that would refuse it, with `agentId` or `reason`
 * otherwise. `substituteId`: with agent_unavailable, the absent agent's substitute, if the ticket
 * can be transferred to them. `endsShare`: the department's share ends, because it becomes the
 * owner. `keptShares`: other shares, which stay. `losesAccess`: the caller can no longer see the
 * ticket. `handoverCount`: how often the ticket will have changed departments.
 */
export const TransferForecast = Type.Object({
  outcome: Nullable(Type.Enum(transferOutcomes)),
  code: Nullable(Type.String()),
  agentId: Nullable(Id),
  substituteId: Nullable(Id),
  reason: Nullable(Type.Enum(unassignedReasons)),
  candidates: Type.Array(Candidate),
  endsShare: Type.Boolean(),
  keptShares: Type.Integer(),
  losesAccess: Type.Boolean(),
  handoverCount: Type.Integer(),
});
export type TransferForecast = Static<typeof TransferForecast>;

/** A transfer that was made. `undoUntil`: until when it can be undone by the person who made it. */
export const Transfer = Type.Object({
  id: Id,
  outcome: Type.Enum(transferOutcomes),
  agentId: Nullable(Id),
  reason: Nullable(Type.Enum(unassignedReasons)),
  undoUntil: Instant,
  /** Null if the caller can no longer see the ticket. */
  ticket: Nullable(Ticket),
});
export type Transfer = Static<typeof Transfer>;

/**
 * A department a ticket can be transferred to, or the `code` of the problem that prevents it.
 * `unitCode`: the same without a rule, as a unit.
 */
export const TransferTarget = Type.Object({
  departmentId: Id,
  code: Nullable(Type.String()),
  unitCode: Nullable(Type.String()),
});
/** The members of a department with their open tickets, as for an assignment. */
export const TransferMembers = Type.Object({
  items: Type.Array(Type.Object({ ...Candidate.properties, isSupervisor: Type.Boolean() })),
  availableCount: Type.Integer(),
  openCount: Type.Integer(),
  mode: Type.String(),
});

/**
 * A stretch of time in which a department, and a person if any, had the ticket. `endedAt` null:
 * now. `reasonId`, `reason` and `byName`: of the transfer that began it. `workedMinutes`: how much
 * of it is within the working hours that the person has now, without absences; null without any.
 */
export const Holding = Type.Object({
  departmentId: Id,
  agentId: Nullable(Id),
  startedAt: Instant,
  endedAt: Nullable(Instant),
  workedMinutes: Nullable(Type.Integer()),
  byName: Nullable(Type.String()),
  reasonId: Nullable(Id),
  reason: Type.String(),
});
export type Holding = Static<typeof Holding>;
/** `handoverCount`: changes of department. */
export const Holdings = Type.Object({ items: Type.Array(Holding), handoverCount: Type.Integer() });
export type Holdings = Static<typeof Holdings>;

const number = Type.Object({ number: Id });
const refusals = [
  'not_found',
  'refused',
  'version_conflict',
  'transfers_off',
  'same_department',
  'transfer_target_disabled',
  'transfer_target_not_allowed',
  'no_rule',
  'not_in_rule',
  'nobody_in_rule',
  'agent_not_in_department',
  'agent_unavailable',
  'nobody_available',
  'note_required',
  'reason_required',
  'unknown_reference',
  'category_not_for_service',
  'fields_required',
  'sharing_off',
  'too_many_shares',
] as const;

export const transferEndpoints = endpoints({
  forecastTransfer: {
    method: 'POST',
    path: '/tickets/:number/transfer/forecast',
    summary: 'Show what a transfer would do, without doing it',
    caller: 'agent',
    params: number,
    body: TransferTerms,
    response: TransferForecast,
    problems: ['not_found', 'refused', 'unknown_reference'],
  },
  transferTicket: {
    method: 'POST',
    path: '/tickets/:number/transfer',
    summary: 'Transfer a ticket to another department or person (TT-01 to TT-26)',
    caller: 'agent',
    params: number,
    body: TransferWrite,
    response: Transfer,
    problems: refusals,
  },
  escalateTicket: {
    method: 'POST',
    path: '/tickets/:number/escalate',
    summary: 'Escalate a ticket to a supervisor of its department (C-13)',
    caller: 'agent',
    params: number,
    body: Type.Object({ version: Version, ...EscalateTerms.properties }, exact),
    response: Transfer,
    problems: [
      'not_found',
      'refused',
      'version_conflict',
      'agent_not_in_department',
      'agent_unavailable',
      'no_supervisor',
    ],
  },
  undoTransfer: {
    method: 'POST',
    path: '/transfers/:id/undo',
    summary: 'Undo one of my transfers within ten seconds, if nothing else has happened on the ticket',
    caller: 'agent',
    params: Type.Object({ id: Id }),
    response: Ticket,
    problems: ['not_found', 'undo_too_late', 'refused', 'transfer_target_disabled'],
  },
  listTransferTargets: {
    method: 'GET',
    path: '/tickets/:number/transfer/targets',
    summary: 'List the departments and whether the ticket can be transferred to them',
    caller: 'agent',
    params: number,
    response: Type.Object({ items: Type.Array(TransferTarget) }),
    problems: ['not_found'],
  },
  listTransferMembers: {
    method: 'GET',
    path: '/departments/:id/members/workload',
    summary: 'List the members of a department with their open tickets and availability',
    caller: 'agent',
    params: Type.Object({ id: Id }),
    response: TransferMembers,
    problems: ['not_found'],
  },
  listHoldings: {
    method: 'GET',
    path: '/tickets/:number/holdings',
    summary: 'List the departments and people who had the ticket, with the time each had it',
    caller: 'agent',
    params: number,
    response: Holdings,
    problems: ['not_found'],
  },
});
