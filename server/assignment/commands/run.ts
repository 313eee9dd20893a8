import { transferEvents } from '@crossdesk/contracts/events/transfer.ts';
import { lockTicketRows } from '../../access/index.ts';
import type { Context } from '../../platform/context.ts';
import { queueJobs } from '../../platform/jobs.ts';
import type { StoredEvent } from '../../platform/subscribers.ts';
import {
  departmentsOfAgents,
  departmentsWithQueue,
  orphanedTickets,
  routingRules,
  settingsOf,
  ticketsOf,
} from '../queries.ts';
import { ruleFor } from '../rules.ts';
import { answeredInAbsence, handleAnswers, release } from './absence.ts';
import { assignQueued } from './assign.ts';
import { enqueueTickets } from './enqueue.ts';

export const assignTask = 'assignment:run';
export const releaseTask = 'assignment:release';
/** Tickets of agents who left that are released in one transaction. */
const maxReleased = 500;

const hasChange = (event: StoredEvent, fields: readonly string[]): boolean =>
  event.changes.some((change) => fields.includes(change.field));

/** New public tickets without a responsible. */
async function newTickets(ctx: Context, events: readonly StoredEvent[]) {
  const created = events.filter((event) => event.type === 'ticket.created');
  if (created.length === 0) return [];
  return (await ticketsOf(ctx, created)).filter(
    (one) => one.type === 'public' && one.assignee_id === null && one.is_open && one.deleted_at === null,
  );
}

/** Lets new public tickets without a responsible wait for automatic assignment. */
async function enqueueNew(ctx: Context, events: readonly StoredEvent[]): Promise<void> {
  const tickets = await newTickets(ctx, events);
  if (tickets.length === 0) return;
  const created = events.filter((event) => event.type === 'ticket.created');
  const queuedAt = new Map(created.map((event) => [event.ticket_id, event.at]));
  const settings = await settingsOf(ctx, [...new Set(tickets.map((one) => one.department_id))]);
  const rules = await routingRules(ctx);
  await enqueueTickets(
    ctx,
    tickets
      .filter((one) => settings.get(one.department_id)?.mode !== 'manual')
      .map((one) => {
        const rule = ruleFor(rules, one.department_id, one.channel);
        return {
          ticket_id: one.id,
          department_id: one.department_id,
          reason: rule ? ('waiting' as const) : ('no_rule' as const),
          rule_id: rule?.id ?? null,
          queued_at: queuedAt.get(one.id) ?? ctx.now,
        };
      }),
    // A ticket that was transferred before this event was read may wait already.
    { isNew: true },
  );
}

/**
 * Locks the tickets that these events may let wait, in order of their ids, before any department:
 * transfers lock in the same order, so that neither waits for the other.
 */
async function lockChanging(ctx: Context, events: readonly StoredEvent[], changedIds: readonly number[]) {
  const tickets = [
    ...(await newTickets(ctx, events)),
    ...(await answeredInAbsence(ctx, events)),
    ...(changedIds.length === 0 ? [] : await orphanedTickets(ctx, changedIds, maxReleased)),
  ];
  if (tickets.length > 0)
    await lockTicketRows(
      ctx,
      tickets.map((one) => one.id),
    );
}

/**
 * Releases open tickets of agents who left their department or were disabled. Returns the agents
 * who have more of them than one transaction should change.
 */
export async function releaseOrphaned(ctx: Context, agentIds: readonly number[]): Promise<number[]> {
  if (agentIds.length === 0) return [];
  const found = await orphanedTickets(ctx, agentIds, maxReleased);
  if (found.length === 0) return [];
  await lockTicketRows(
    ctx,
    found.map((one) => one.id),
  );
  // As they are now that nobody else can change them.
  const locked = new Set(found.map((one) => one.id));
  const tickets = (await orphanedTickets(ctx, agentIds, maxReleased)).filter((one) => locked.has(one.id));
  await release(ctx, tickets, await settingsOf(ctx, [...new Set(tickets.map((one) => one.department_id))]));
  return found.length === maxReleased ? [...new Set(found.map((one) => one.assignee_id))] : [];
}

const handovers = new Set<string>(transferEvents);

/**
 * The departments in which a waiting ticket may find somebody after these events (null: any). A
 * change that assignment made itself is not one.
 */
async function affectedDepartments(ctx: Context, events: readonly StoredEvent[]): Promise<number[] | null> {
  const departmentIds = new Set<number>();
  const agentIds = new Set<number>();
  const changed: StoredEvent[] = [];
  for (const event of events) {
    if (event.type === 'routing_rule.edited') return null;
    if (event.type === 'assignment.edited' && typeof event.data.departmentId === 'number')
      departmentIds.add(event.data.departmentId);
    if (typeof event.data.agentId === 'number') agentIds.add(event.data.agentId);
    if (event.type === 'ticket.edited' || handovers.has(event.type)) {
      for (const { field, before } of event.changes)
        if (field === 'assigneeId' && typeof before === 'number') agentIds.add(before);
      const isOwn = event.actor_kind === 'system' && event.actor_name === 'assignment';
      if (!isOwn && hasChange(event, ['statusId', 'assigneeId'])) changed.push(event);
    }
    if (['ticket.created', 'ticket.deleted', 'ticket.restored', 'message.added'].includes(event.type))
      changed.push(event);
  }
  for (const one of await ticketsOf(ctx, changed)) {
    departmentIds.add(one.department_id);
    if (one.assignee_id !== null) agentIds.add(one.assignee_id);
  }
  for (const id of await departmentsOfAgents(ctx, [...agentIds])) departmentIds.add(id);
  return [...departmentIds];
}

/** Assigns waiting tickets of departments; a job continues where many wait. */
export async function assignWaiting(ctx: Context, departmentIds: readonly number[] | null): Promise<void> {
  const unfinished: number[] = [];
  // In order of their ids, so that two transactions do not wait for each other.
  for (const departmentId of await departmentsWithQueue(ctx, departmentIds))
    if (await assignQueued(ctx, departmentId)) unfinished.push(departmentId);
  await queueJobs(
    ctx,
    assignTask,
    unfinished.map((departmentId) => ({ payload: { departmentId }, key: `${assignTask}:${departmentId}` })),
  );
}

/** Assigns new tickets, and waiting ones that these events may have found somebody for. */
export async function assignAfter(ctx: Context, events: readonly StoredEvent[]): Promise<void> {
  const editedIds = events.flatMap((event) =>
    event.type === 'agent.edited' && typeof event.data.agentId === 'number' ? [event.data.agentId] : [],
  );
  const changedIds = [...new Set(editedIds)];
  await lockChanging(ctx, events, changedIds);
  await enqueueNew(ctx, events);
  await handleAnswers(ctx, events);
  const furtherIds = await releaseOrphaned(ctx, changedIds);
  await queueJobs(
    ctx,
    releaseTask,
    furtherIds.map((agentId) => ({ payload: { agentId }, key: `${releaseTask}:${agentId}` })),
  );
  await assignWaiting(ctx, await affectedDepartments(ctx, events));
}
