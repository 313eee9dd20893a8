import { type Static, Type } from 'typebox';
import { endpoints } from './endpoint.ts';
import {
  assignmentModes,
  candidateRefusals,
  decisiveFactors,
  tieBreaks,
  unassignedReasons,
  whenAway,
  whenNobody,
} from './lists/assignment.ts';
import { Done, Id, Instant, Nullable } from './scalars.ts';
import { BaseState } from './settings.ts';
import { Channel, Ticket } from './tickets.ts';

const exact = { additionalProperties: false } as const;

export const AssignmentMode = Type.Enum(assignmentModes);
export type AssignmentMode = (typeof assignmentModes)[number];
export type TieBreak = (typeof tieBreaks)[number];
export type CandidateRefusal = (typeof candidateRefusals)[number];
export type DecisiveFactor = (typeof decisiveFactors)[number];
export type UnassignedReason = (typeof unassignedReasons)[number];
export type WhenAway = (typeof whenAway)[number];
export type WhenNobody = (typeof whenNobody)[number];

const Limit = Nullable(Type.Integer({ minimum: 1, maximum: 10_000 }));
const Skill = Type.String({ minLength: 1, maxLength: 60, pattern: '^[^\\u0000-\\u001f,]+$' });
const Word = Type.String({ minLength: 1, maxLength: 200, pattern: '^[^\\u0000-\\u001f]+$' });
const Words = Type.Optional(Type.Array(Word, { maxItems: 100 }));
const Ids = Type.Optional(Type.Array(Id, { maxItems: 100 }));

/**
 * What a ticket must have for a rule to match: one of the values of each condition given.
 * `subjectWords`: parts of the subject; `senders`: email addresses or domains; `languages`: codes
 * such as `ja`, as detected in the request.
 */
export const RoutingConditions = Type.Object(
  {
    subjectWords: Words,
    senders: Words,
    accountIds: Ids,
    productIds: Ids,
    serviceIds: Ids,
    mailboxIds: Ids,
    languages: Type.Optional(Type.Array(Type.Enum(['en', 'ja', 'other']), { maxItems: 3 })),
  },
  exact,
);
export type RoutingConditions = Static<typeof RoutingConditions>;

const ruleFields = {
  name: Type.String({ minLength: 1, maxLength: 120 }),
  departmentId: Id,
  channels: Nullable(Type.Array(Channel, { minItems: 1, maxItems: 6 })),
  conditions: RoutingConditions,
  agentIds: Nullable(Type.Array(Id, { minItems: 1, maxItems: 500 })),
  skills: Type.Array(Skill, { maxItems: 20 }),
  maxOpen: Limit,
  isActive: Type.Boolean(),
};

/**
 * Which tickets a department takes. A rule with conditions moves matching new tickets to its
 * department; the first active one in order wins. A rule without conditions accepts what is
 * addressed or transferred to the department anyway. `channels` null: every channel. `agentIds`:
 * the members who take part (null: all). `maxOpen`: open tickets per agent under this rule.
 * `skills`: what the responsible has to know.
 */
export const RoutingRule = Type.Object({ id: Id, position: Type.Integer(), ...ruleFields, version: Type.Integer() });
export type RoutingRule = Static<typeof RoutingRule>;

/**
 * All rules in their order. `shadowed`: active rules that never move a ticket, because an earlier
 * one (`byId`) matches all their tickets and moves them to another department.
 */
const RoutingRules = Type.Object({
  items: Type.Array(RoutingRule),
  shadowed: Type.Array(Type.Object({ ruleId: Id, byId: Id })),
});
export type RoutingRules = Static<typeof RoutingRules>;

const { name, departmentId, channels, conditions, agentIds, skills, maxOpen, isActive } = ruleFields;
export const RoutingRuleWrite = Type.Object(
  {
    name,
    departmentId,
    channels: Type.Optional(channels),
    conditions: Type.Optional(conditions),
    agentIds: Type.Optional(agentIds),
    skills: Type.Optional(skills),
    maxOpen: Type.Optional(maxOpen),
    isActive: Type.Optional(isActive),
  },
  exact,
);
export type RoutingRuleWrite = Static<typeof RoutingRuleWrite>;
export const RoutingRuleEdit = Type.Object(
  { version: Type.Integer({ minimum: 1 }), ...Type.Partial(RoutingRuleWrite).properties },
  exact,
);
export type RoutingRuleEdit = Static<typeof RoutingRuleEdit>;

const settingsFields = {
  mode: AssignmentMode,
  tieBreak: Type.Enum(tieBreaks),
  whenNobody: Type.Enum(whenNobody),
  whenAway: Type.Enum(whenAway),
  mayNameUnavailable: Type.Boolean(),
  countsPending: Type.Boolean(),
  maxOpen: Limit,
  unitIds: Type.Array(Id, { maxItems: 200 }),
  targetIds: Nullable(Type.Array(Id, { maxItems: 200 })),
};

/**
 * How a department assigns its tickets. `whenNobody`: a transfer waits in Unassigned or is refused.
 * `whenAway`: what happens when a customer answers an absent responsible. `mayNameUnavailable`: a
 * transfer may name an agent who is away. `countsPending`: pending tickets count as open.
 * `maxOpen`: open tickets per agent. `unitIds`: departments its tickets can be transferred to
 * without a rule. `targetIds`: the departments its tickets can be transferred to (null: all).
 * `missingChannels`: channels for which no active rule lets it receive tickets.
 */
export const AssignmentSettings = Type.Object({
  departmentId: Id,
  ...settingsFields,
  missingChannels: Type.Array(Channel),
  version: Type.Integer(),
});
export type AssignmentSettings = Static<typeof AssignmentSettings>;
const AssignmentSettingsEdit = Type.Object(
  { version: Type.Integer({ minimum: 0 }), ...Type.Partial(Type.Object(settingsFields)).properties },
  exact,
);
export type AssignmentSettingsEdit = Static<typeof AssignmentSettingsEdit>;

/** Limit of open tickets and skills of an agent in all departments. */
export const AgentLimits = Type.Object({
  agentId: Id,
  maxOpen: Limit,
  skills: Type.Array(Skill, { maxItems: 50 }),
  version: Type.Integer(),
});
export type AgentLimits = Static<typeof AgentLimits>;

/**
 * A member of the department at the time of a decision. `refusal`: why they could not be chosen.
 */
export const Candidate = Type.Object({
  agentId: Id,
  openCount: Type.Integer(),
  maxOpen: Nullable(Type.Integer()),
  lastAssignedAt: Nullable(Instant),
  refusal: Nullable(Type.Enum(candidateRefusals)),
});
export type Candidate = Static<typeof Candidate>;

/** "Why me?": an automatic assignment, or the reason why there was none. */
export const AssignmentDecision = Type.Object({
  id: Id,
  number: Id,
  departmentId: Id,
  agentId: Nullable(Id),
  ruleId: Nullable(Id),
  mode: AssignmentMode,
  decidedBy: Nullable(Type.Enum(decisiveFactors)),
  reason: Nullable(Type.Enum(unassignedReasons)),
  seed: Nullable(Type.Integer()),
  candidates: Type.Array(Candidate),
  decidedAt: Instant,
});
export type AssignmentDecision = Static<typeof AssignmentDecision>;

/** A ticket on the team board. */
export const TeamTicket = Type.Object({
  number: Id,
  subject: Type.String(),
  requesterName: Type.String(),
  priorityId: Nullable(Id),
  baseState: BaseState,
  channel: Channel,
  assigneeId: Nullable(Id),
  solutionDueAt: Nullable(Instant),
  createdAt: Instant,
  version: Type.Integer(),
});
export type TeamTicket = Static<typeof TeamTicket>;

/** `ticketCount`: open tickets in this department; `tickets` has the 50 that changed last. */
export const TeamMember = Type.Object({
  ...Candidate.properties,
  isSupervisor: Type.Boolean(),
  ticketCount: Type.Integer(),
  tickets: Type.Array(TeamTicket),
});
export type TeamMember = Static<typeof TeamMember>;

/** `reason` null: the ticket isn't assigned automatically. `since`: when it began to wait. */
export const WaitingTicket = Type.Object({
  ...TeamTicket.properties,
  reason: Nullable(Type.Enum(unassignedReasons)),
  since: Instant,
});
export type WaitingTicket = Static<typeof WaitingTicket>;

/**
 * A department at work. `waiting`: the 100 oldest of `waitingCount` open tickets without a
 * responsible. `received`: how many tickets each agent was assigned automatically since a time, by
 * what decided it.
 */
export const Team = Type.Object({
  departmentId: Id,
  mode: AssignmentMode,
  members: Type.Array(TeamMember),
  waiting: Type.Array(WaitingTicket),
  waitingCount: Type.Integer(),
  received: Type.Array(Type.Object({ agentId: Id, decidedBy: Type.Enum(decisiveFactors), count: Type.Integer() })),
});
export type Team = Static<typeof Team>;

/** What a rule would have done with past tickets: those it matches and where they are now. */
export const RoutingTrial = Type.Object({
  examinedCount: Type.Integer(),
  items: Type.Array(
    Type.Object({
      number: Id,
      subject: Type.String(),
      departmentId: Id,
      ruleId: Nullable(Id),
      wouldBeDepartmentId: Id,
    }),
  ),
});
export type RoutingTrial = Static<typeof RoutingTrial>;

const id = Type.Object({ id: Id });

export const assignmentEndpoints = endpoints({
  listRoutingRules: {
    method: 'GET',
    path: '/routing-rules',
    summary: 'List the routing rules in their order',
    caller: 'agent',
    response: RoutingRules,
    problems: [],
  },
  createRoutingRule: {
    method: 'POST',
    path: '/routing-rules',
    summary: 'Create a routing rule at the end of the order',
    caller: 'settings.manage',
    body: RoutingRuleWrite,
    response: RoutingRule,
    status: 201,
    problems: ['not_allowed', 'unknown_reference', 'invalid_fields'],
  },
  editRoutingRule: {
    method: 'PATCH',
    path: '/routing-rules/:id',
    summary: 'Update a routing rule',
    caller: 'settings.manage',
    params: id,
    body: RoutingRuleEdit,
    response: RoutingRule,
    problems: ['not_allowed', 'not_found', 'unknown_reference', 'version_conflict', 'invalid_fields'],
  },
  deleteRoutingRule: {
    method: 'DELETE',
    path: '/routing-rules/:id',
    summary: 'Delete a routing rule',
    caller: 'settings.manage',
    params: id,
    response: Done,
    problems: ['not_allowed', 'not_found'],
  },
  orderRoutingRules: {
    method: 'PUT',
    path: '/routing-rules/order',
    summary: 'Set the order of all routing rules',
    caller: 'settings.manage',
    body: Type.Object({ ids: Type.Array(Id, { maxItems: 1000 }) }, exact),
    response: RoutingRules,
    problems: ['not_allowed', 'invalid_fields'],
  },
  tryRoutingRules: {
    method: 'POST',
    path: '/routing-rules/try',
    summary: 'Show which of the newest 500 tickets I can see would have gone to another department',
    caller: 'settings.manage',
    body: Type.Object({ rule: Type.Optional(RoutingRuleWrite) }, exact),
    response: RoutingTrial,
    problems: ['not_allowed', 'unknown_reference'],
  },
  listAssignmentSettings: {
    method: 'GET',
    path: '/assignment-settings',
    summary: 'List how each department assigns its tickets',
    caller: 'agent',
    response: Type.Object({ items: Type.Array(AssignmentSettings) }),
    problems: [],
  },
  editAssignmentSettings: {
    method: 'PATCH',
    path: '/assignment-settings/:departmentId',
    summary: 'Update how a department assigns its tickets',
    caller: 'settings.manage',
    params: Type.Object({ departmentId: Id }),
    body: AssignmentSettingsEdit,
    response: AssignmentSettings,
    problems: ['not_allowed', 'not_found', 'unknown_reference', 'version_conflict'],
  },
  getAgentLimits: {
    method: 'GET',
    path: '/agents/:id/assignment',
    summary: 'Get the limit of open tickets and the skills of an agent',
    caller: 'agent',
    params: id,
    response: AgentLimits,
    problems: ['not_found'],
  },
  editAgentLimits: {
    method: 'PUT',
    path: '/agents/:id/assignment',
    summary: 'Set the limit of open tickets and the skills of an agent',
    caller: 'people.manage',
    params: id,
    body: Type.Object(
      { version: Type.Integer({ minimum: 0 }), maxOpen: Limit, skills: AgentLimits.properties.skills },
      exact,
    ),
    response: AgentLimits,
    problems: ['not_allowed', 'not_found', 'version_conflict'],
  },
  listDecisions: {
    method: 'GET',
    path: '/tickets/:number/decisions',
    summary: 'List the automatic assignments of a ticket with what decided them, newest first',
    caller: 'agent',
    params: Type.Object({ number: Id }),
    response: Type.Object({ items: Type.Array(AssignmentDecision) }),
    problems: ['not_found'],
  },
  queueTicket: {
    method: 'POST',
    path: '/tickets/:number/queue',
    summary: 'Unassign a ticket and let it wait for automatic assignment again, since a time (default: now)',
    caller: 'agent',
    params: Type.Object({ number: Id }),
    body: Type.Object({ version: Type.Integer({ minimum: 0 }), since: Type.Optional(Instant) }, exact),
    response: Ticket,
    problems: ['not_found', 'refused', 'version_conflict'],
  },
  getTeam: {
    method: 'GET',
    path: '/departments/:id/team',
    summary: 'Show the members of one of my departments with their tickets, and those that wait (TT-26)',
    caller: 'agent',
    params: id,
    query: Type.Object({ since: Type.Optional(Instant) }, exact),
    response: Team,
    problems: ['not_found'],
  },
});
