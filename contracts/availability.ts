import { type Static, Type } from 'typebox';
import { endpoints } from './endpoint.ts';
import { availabilityRefusals, builtInStatuses } from './lists/availability.ts';
import { Done, Id, Instant, LocalName, Nullable } from './scalars.ts';

const exact = { additionalProperties: false } as const;

/**
 * What an agent can be set to, ordered by `position`. `key` is set on the built-in ones, which can
 * be renamed but not disabled or deleted. `receivesWork`: agents with this status get new tickets.
 */
export const AgentStatus = Type.Object({
  id: Id,
  key: Nullable(Type.Enum(builtInStatuses)),
  name: LocalName,
  receivesWork: Type.Boolean(),
  isActive: Type.Boolean(),
  position: Type.Integer(),
  version: Type.Integer(),
});
export type AgentStatus = Static<typeof AgentStatus>;

const Position = Type.Integer({ minimum: 0, maximum: 10_000 });
const AgentStatusWrite = Type.Object(
  { name: LocalName, receivesWork: Type.Boolean(), position: Type.Optional(Position) },
  exact,
);
export type AgentStatusWrite = Static<typeof AgentStatusWrite>;
const AgentStatusEdit = Type.Partial(
  Type.Object(
    {
      name: LocalName,
      receivesWork: Type.Boolean(),
      position: Position,
      isActive: Type.Boolean(),
      version: Type.Integer(),
    },
    exact,
  ),
  exact,
);
export type AgentStatusEdit = Static<typeof AgentStatusEdit>;

/**
 * Whether an agent receives work now (TT-20, CP-03). `refusal`: the reason why not. `until`: when
 * the status ends and becomes Available again. `absentUntil` and `substituteId` describe the
 * current absence. `canEdit`: the caller may change it.
 */
export const AgentAvailability = Type.Object({
  agentId: Id,
  name: Type.String(),
  statusId: Id,
  statusKey: Nullable(Type.Enum(builtInStatuses)),
  reason: Type.String(),
  until: Nullable(Instant),
  receivesWork: Type.Boolean(),
  refusal: Nullable(Type.Enum(availabilityRefusals)),
  absentUntil: Nullable(Instant),
  substituteId: Nullable(Id),
  canEdit: Type.Boolean(),
});
export type AgentAvailability = Static<typeof AgentAvailability>;

const AvailabilityWrite = Type.Object(
  {
    statusId: Id,
    reason: Type.Optional(Type.String({ maxLength: 200 })),
    until: Type.Optional(Nullable(Instant)),
  },
  exact,
);
export type AvailabilityWrite = Static<typeof AvailabilityWrite>;

/** Minutes since midnight. `to` up to `from` means the next day: 1320 to 360 is 22:00 to 06:00. */
const WorkingTime = Type.Object(
  { from: Type.Integer({ minimum: 0, maximum: 1439 }), to: Type.Integer({ minimum: 0, maximum: 1440 }) },
  exact,
);
export type WorkingTime = Static<typeof WorkingTime>;

/** The working times of each day, Monday first. */
export const WeekHours = Type.Array(Type.Array(WorkingTime, { maxItems: 8 }), { minItems: 7, maxItems: 7 });
export type WeekHours = Static<typeof WeekHours>;

/**
 * Working hours by the clock of `timeZone`; null: always. `shiftEndsAt`: when the current working
 * time ends; null outside of it.
 */
export const AgentSchedule = Type.Object({
  timeZone: Type.String(),
  hours: Nullable(WeekHours),
  shiftEndsAt: Nullable(Instant),
});
export type AgentSchedule = Static<typeof AgentSchedule>;

const ScheduleWrite = Type.Object(
  { timeZone: Type.String({ minLength: 1, maxLength: 60 }), hours: Nullable(WeekHours) },
  exact,
);
export type ScheduleWrite = Static<typeof ScheduleWrite>;

/** A planned absence; absences of an agent do not overlap. `substituteId`: who works instead. */
export const Absence = Type.Object({
  id: Id,
  agentId: Id,
  startsAt: Instant,
  endsAt: Instant,
  substituteId: Nullable(Id),
  reason: Type.String(),
});
export type Absence = Static<typeof Absence>;

const absenceFields = {
  startsAt: Instant,
  endsAt: Instant,
  substituteId: Type.Optional(Nullable(Id)),
  reason: Type.Optional(Type.String({ maxLength: 200 })),
};
const AbsenceWrite = Type.Object(absenceFields, exact);
export type AbsenceWrite = Static<typeof AbsenceWrite>;
const AbsenceEdit = Type.Partial(AbsenceWrite, exact);
export type AbsenceEdit = Static<typeof AbsenceEdit>;

const id = Type.Object({ id: Id });
const agentId = Type.Object({ agentId: Id });

export const availabilityEndpoints = endpoints({
  listAgentStatuses: {
    method: 'GET',
    path: '/agent-statuses',
    summary: 'List the statuses an agent can be set to',
    caller: 'agent',
    response: Type.Object({ items: Type.Array(AgentStatus) }),
    problems: [],
  },
  createAgentStatus: {
    method: 'POST',
    path: '/agent-statuses',
    summary: 'Create a status, such as Lunch',
    caller: 'settings.manage',
    body: AgentStatusWrite,
    response: AgentStatus,
    status: 201,
    problems: ['not_allowed'],
  },
  editAgentStatus: {
    method: 'PATCH',
    path: '/agent-statuses/:id',
    summary: 'Update or disable a status; agents with a disabled status become Away',
    caller: 'settings.manage',
    params: id,
    body: AgentStatusEdit,
    response: AgentStatus,
    problems: ['not_allowed', 'not_found', 'version_conflict'],
  },
  deleteAgentStatus: {
    method: 'DELETE',
    path: '/agent-statuses/:id',
    summary: 'Delete a status that no agent has; built-in ones stay',
    caller: 'settings.manage',
    params: id,
    response: Done,
    problems: ['not_allowed', 'not_found', 'in_use'],
  },
  listAvailability: {
    method: 'GET',
    path: '/availability',
    summary: 'List for all active agents whether they receive work now, and why not',
    caller: 'agent',
    response: Type.Object({ items: Type.Array(AgentAvailability) }),
    problems: [],
  },
  setAvailability: {
    method: 'PUT',
    path: '/availability/:agentId',
    summary: 'Set the status of myself, or of a member of a department I supervise (TT-20)',
    caller: 'agent',
    params: agentId,
    body: AvailabilityWrite,
    response: AgentAvailability,
    problems: ['not_allowed', 'not_found', 'unknown_reference'],
  },
  getSchedule: {
    method: 'GET',
    path: '/availability/:agentId/schedule',
    summary: 'Get the working hours of myself or of an agent I supervise',
    caller: 'agent',
    params: agentId,
    response: AgentSchedule,
    problems: ['not_allowed', 'not_found'],
  },
  setSchedule: {
    method: 'PUT',
    path: '/availability/:agentId/schedule',
    summary: 'Set the working hours of myself or of an agent I supervise',
    caller: 'agent',
    params: agentId,
    body: ScheduleWrite,
    response: AgentSchedule,
    problems: ['not_allowed', 'not_found'],
  },
  listAbsences: {
    method: 'GET',
    path: '/availability/:agentId/absences',
    summary: 'List the absences of myself or of an agent I supervise: coming ones and those of the last 90 days',
    caller: 'agent',
    params: agentId,
    response: Type.Object({ items: Type.Array(Absence) }),
    problems: ['not_allowed', 'not_found'],
  },
  createAbsence: {
    method: 'POST',
    path: '/availability/:agentId/absences',
    summary: 'Plan an absence, with the agent who works instead',
    caller: 'agent',
    params: agentId,
    body: AbsenceWrite,
    response: Absence,
    status: 201,
    problems: ['not_allowed', 'not_found', 'unknown_reference'],
  },
  editAbsence: {
    method: 'PATCH',
    path: '/absences/:id',
    summary: 'Update an absence',
    caller: 'agent',
    params: id,
    body: AbsenceEdit,
    response: Absence,
    problems: ['not_allowed', 'not_found', 'unknown_reference'],
  },
  deleteAbsence: {
    method: 'DELETE',
    path: '/absences/:id',
    summary: 'Delete an absence',
    caller: 'agent',
    params: id,
    response: Done,
    problems: ['not_allowed', 'not_found'],
  },
});
