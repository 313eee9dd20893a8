import type {
  Absence,
  AbsenceEdit,
  AbsenceWrite,
  AgentAvailability,
  AgentSchedule,
  AgentStatus,
  AgentStatusEdit,
  AgentStatusWrite,
  AvailabilityWrite,
  ScheduleWrite,
} from '@crossdesk/contracts/availability.ts';
import type { Change } from '@crossdesk/contracts/history.ts';
import { type Context, runCommand, type Services, systemActor } from '../platform/context.ts';
import { emit, emitAll } from '../platform/events.ts';
import { fieldProblem, problem } from '../platform/problems.ts';
import { requireTimeZone } from '../settings/index.ts';
import {
  absence,
  agentAvailability,
  agentStatus,
  agentStatuses,
  isDatabaseTimeZone,
  requireEditable,
  schedule,
} from './queries.ts';
import { findInvalidHours } from './rules.ts';
import * as store from './store.ts';

const recordStatusChange = (ctx: Context, id: number, before: AgentStatus | null, after: AgentStatus | null) =>
  emit(ctx, {
    type: 'setting.edited',
    data: { agentStatusId: id },
    changes: [{ field: 'agentStatus', before, after }],
  });

/** Emits the event for each agent. Subscribers read their availability. */
const announce = (ctx: Context, agentIds: readonly number[], changes: Change[] = []): Promise<void> =>
  emitAll(
    ctx,
    agentIds.map((agentId) => ({ type: 'availability.changed', changes, data: { agentId } })),
  );

/** Evaluates agents after a change by somebody, and announces it for each of them. */
async function recordChange(ctx: Context, agentIds: readonly number[], changes: Change[] = []): Promise<void> {
  await store.storeEvaluation(ctx.tx, ctx.now, agentIds);
  await announce(ctx, agentIds, changes);
}

/** Creates a status, by default after the others. */
export async function createAgentStatus(ctx: Context, given: AgentStatusWrite): Promise<AgentStatus> {
  const last = (await agentStatuses(ctx)).at(-1)?.position ?? 0;
  const { id } = await store.insertStatus(ctx.tx, {
    name: given.name,
    receives_work: given.receivesWork,
    position: given.position ?? last + 1,
  });
  const created = await agentStatus(ctx, id);
  await recordStatusChange(ctx, id, null, created);
  return created;
}

/** Updates a status. Agents with a status that is disabled become Away. */
export async function editAgentStatus(ctx: Context, id: number, change: AgentStatusEdit): Promise<AgentStatus> {
  await store.lockStatus(ctx.tx, id);
  const before = await agentStatus(ctx, id);
  if (change.version !== undefined && change.version !== before.version)
    throw problem('version_conflict', { current: before });
  if (before.key && (change.receivesWork ?? before.receivesWork) !== before.receivesWork)
    throw fieldProblem('receivesWork', 'cannot be changed for a built-in status');
  if (before.key && change.isActive === false)
    throw fieldProblem('isActive', 'cannot be turned off for a built-in status');
  await store.updateStatus(ctx.tx, id, {
    name: change.name,
    receives_work: change.receivesWork,
    position: change.position,
    is_active: change.isActive,
  });
  const after = await agentStatus(ctx, id);
  await recordStatusChange(ctx, id, before, after);
  const agentIds = await store.agentsWithStatus(ctx.tx, id);
  const isDisabled = before.isActive && !after.isActive;
  if (isDisabled) await store.replaceStatus(ctx.tx, id, await builtInStatus(ctx, 'away'), ctx.now);
  if (isDisabled || after.receivesWork !== before.receivesWork) await recordChange(ctx, agentIds);
  return after;
}

async function builtInStatus(ctx: Context, key: AgentStatus['key']): Promise<number> {
  const found = (await agentStatuses(ctx)).find((status) => status.key === key);
  if (!found) throw new Error(`the status ${key} is missing`);
  return found.id;
}

/** Deletes a status that no agent has. */
export async function deleteAgentStatus(ctx: Context, id: number): Promise<{ ok: true }> {
  await store.lockStatus(ctx.tx, id);
  const before = await agentStatus(ctx, id);
  if (before.key || (await store.agentsWithStatus(ctx.tx, id)).length > 0) throw problem('in_use');
  await store.deleteStatus(ctx.tx, id);
  await recordStatusChange(ctx, id, before, null);
  return { ok: true };
}

/** The part of an availability that is recorded in the event log. */
const statusOf = ({ statusId, reason, until }: AgentAvailability) => ({ statusId, reason, until });

/**
 * Sets an agent's status, until a time or until it is changed. Agents who set their own are seen by
 * that (TT-20).
 */
export async function setAvailability(
  ctx: Context,
  agentId: number,
  given: AvailabilityWrite,
): Promise<AgentAvailability> {
  await requireEditable(ctx, agentId);
  const status = (await agentStatuses(ctx)).find((one) => one.id === given.statusId);
  if (!status?.isActive) throw fieldProblem('statusId', 'is not an active status', 'unknown_reference');
  const until = given.until ? new Date(given.until) : null;
  if (until && until <= ctx.now) throw fieldProblem('until', 'is in the past');
  await store.lockAgent(ctx.tx, agentId);
  const before = await agentAvailability(ctx, agentId);
  const isSelf = ctx.actor.kind === 'agent' && ctx.actor.agentId === agentId;
  await store.upsertAvailability(ctx.tx, {
    agent_id: agentId,
    status_id: status.id,
    reason: given.reason?.trim() ?? '',
    until: status.key === 'available' ? null : until,
    changed_at: ctx.now,
    ...(isSelf ? { seen_at: ctx.now, active_at: ctx.now } : {}),
  });
  const after = await agentAvailability(ctx, agentId);
  await recordChange(ctx, [agentId], [{ field: 'availability', before: statusOf(before), after: statusOf(after) }]);
  return after;
}

/** Replaces the working hours of an agent; null: always. */
export async function setSchedule(ctx: Context, agentId: number, given: ScheduleWrite): Promise<AgentSchedule> {
  await requireEditable(ctx, agentId);
  requireTimeZone(given.timeZone, 'timeZone');
  if (!(await isDatabaseTimeZone(ctx, given.timeZone)))
    throw fieldProblem('timeZone', 'is not a time zone, such as Europe/Lisbon');
  const invalid = given.hours && findInvalidHours(given.hours);
  if (invalid) throw fieldProblem(`hours/${invalid.path}`, invalid.message);
  await store.lockAgent(ctx.tx, agentId);
  const before = await schedule(ctx, agentId);
  await store.upsertSchedule(ctx.tx, agentId, given.timeZone, given.hours);
  const after = await schedule(ctx, agentId);
  const hoursOf = ({ timeZone, hours }: AgentSchedule) => ({ timeZone, hours });
  await recordChange(ctx, [agentId], [{ field: 'schedule', before: hoursOf(before), after: hoursOf(after) }]);
  return after;
}

/**
 * Throws a field problem if an absence of an agent is not possible. `before`: the absence that is
 * edited; its substitute may have been disabled since.
 */
async function validateAbsence(ctx: Context, agentId: number, given: AbsenceWrite, before: Absence | null) {
  const startsAt = new Date(given.startsAt);
  const endsAt = new Date(given.endsAt);
  if (endsAt <= startsAt) throw fieldProblem('endsAt', 'is not after the start');
  const substituteId = given.substituteId ?? null;
  if (substituteId === agentId) throw fieldProblem('substituteId', 'is the absent agent');
  if (substituteId !== null && substituteId !== before?.substituteId) {
    const substitute = await ctx.tx
      .selectFrom('agent')
      .select('is_active')
      .where('id', '=', substituteId)
      .executeTakeFirst();
    if (!substitute?.is_active) throw fieldProblem('substituteId', 'is not an active agent', 'unknown_reference');
  }
  await store.lockAgent(ctx.tx, agentId);
  if (await store.hasAbsence(ctx.tx, agentId, { startsAt, endsAt, exceptId: before?.id ?? null }))
    throw fieldProblem('startsAt', 'overlaps another absence');
  return { starts_at: startsAt, ends_at: endsAt, substitute_id: substituteId, reason: given.reason?.trim() ?? '' };
}

const recordAbsence = (ctx: Context, agentId: number, before: Absence | null, after: Absence | null) =>
  recordChange(ctx, [agentId], [{ field: 'absence', before, after }]);

/** Plans an absence. */
export async function createAbsence(ctx: Context, agentId: number, given: AbsenceWrite): Promise<Absence> {
  await requireEditable(ctx, agentId);
  const row = await validateAbsence(ctx, agentId, given, null);
  if (row.ends_at <= ctx.now) throw fieldProblem('endsAt', 'is in the past');
  const { id } = await store.insertAbsence(ctx.tx, { agent_id: agentId, ...row });
  const created = await absence(ctx, id);
  await recordAbsence(ctx, agentId, null, created);
  return created;
}

export async function editAbsence(ctx: Context, id: number, change: AbsenceEdit): Promise<Absence> {
  const { agentId } = await absence(ctx, id);
  await store.lockAgent(ctx.tx, agentId);
  const before = await absence(ctx, id);
  const row = await validateAbsence(ctx, agentId, { ...before, ...change }, before);
  await store.updateAbsence(ctx.tx, id, row);
  const after = await absence(ctx, id);
  await recordAbsence(ctx, agentId, before, after);
  return after;
}

export async function deleteAbsence(ctx: Context, id: number): Promise<{ ok: true }> {
  const { agentId } = await absence(ctx, id);
  await store.lockAgent(ctx.tx, agentId);
  const before = await absence(ctx, id);
  await store.deleteAbsence(ctx.tx, id);
  await recordAbsence(ctx, agentId, before, null);
  return { ok: true };
}

/**
 * Stores that agents have the desk open, and are using it if `isActive`. Those who receive work
 * again by that are announced immediately.
 */
export const recordSeen = (services: Services, agentIds: readonly number[], isActive: boolean): Promise<void> =>
  runCommand(services, systemActor('availability'), async (ctx) => {
    const waiting = await store.markSeen(ctx.tx, ctx.now, agentIds, isActive);
    if (waiting.length > 0) await announceChanges(ctx, waiting);
  });

/** Evaluates all agents and announces those who began or stopped receiving work. */
export const refreshAvailability = (ctx: Context): Promise<void> => announceChanges(ctx, null);

async function announceChanges(ctx: Context, agentIds: readonly number[] | null): Promise<void> {
  await announce(ctx, await store.storeEvaluation(ctx.tx, ctx.now, agentIds));
}
