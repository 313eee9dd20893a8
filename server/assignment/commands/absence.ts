import type { WhenAway } from '@crossdesk/contracts/assignment.ts';
import { availabilityOf } from '../../availability/index.ts';
import type { Context } from '../../platform/context.ts';
import { emitAll } from '../../platform/events.ts';
import type { StoredEvent } from '../../platform/subscribers.ts';
import { unassignTickets } from '../../tickets/index.ts';
import { settingsOf, supervisorsOf, ticketsOf } from '../queries.ts';
import * as store from '../store.ts';
import { enqueueTickets } from './enqueue.ts';

type Held = { id: number; department_id: number; assignee_id: number; substitute_id?: number | null };

/**
 * Takes tickets from their responsible, and lets them wait for somebody else where the department
 * assigns by itself.
 */
export async function release(
  ctx: Context,
  tickets: readonly Held[],
  settings: Awaited<ReturnType<typeof settingsOf>>,
): Promise<void> {
  const released = await unassignTickets(
    ctx,
    tickets.map((one) => ({ ticketId: one.id, agentId: one.assignee_id })),
  );
  await enqueueTickets(
    ctx,
    tickets
      .filter((one) => released.has(one.id) && settings.get(one.department_id)?.mode !== 'manual')
      .map((one) => ({
        ticket_id: one.id,
        department_id: one.department_id,
        reason: 'waiting' as const,
        rule_id: null,
        excluded_ids: [one.assignee_id],
        substitute_id: one.substitute_id ?? null,
        queued_at: ctx.now,
      })),
  );
}

type Answered = Held & { away_since: Date | null; message_id: number };

/** Tickets that a customer has answered while their responsible is away. */
export async function answeredInAbsence(ctx: Context, events: readonly StoredEvent[]): Promise<Answered[]> {
  const messageIds = events.flatMap((event) => (event.type === 'message.added' ? (event.message_id ?? []) : []));
  if (messageIds.length === 0) return [];
  const written = await ctx.tx
    .selectFrom('message')
    .select('id')
    .where('id', 'in', messageIds)
    .where('author_kind', '=', 'contact')
    .where('visibility', '=', 'public')
    .where('kind', '<>', 'request')
    .execute();
  const ids = new Set(written.map((one) => one.id));
  const answers = events.filter((event) => event.message_id !== null && ids.has(event.message_id));
  if (answers.length === 0) return [];
  const tickets = (await ticketsOf(ctx, answers)).flatMap((one) =>
    one.is_open && one.deleted_at === null && one.assignee_id !== null
      ? [{ id: one.id, department_id: one.department_id, assignee_id: one.assignee_id }]
      : [],
  );
  const availability = await availabilityOf(
    ctx,
    tickets.map((one) => one.assignee_id),
  );
  return tickets.flatMap((one) => {
    const responsible = availability.get(one.assignee_id);
    if (!responsible || responsible.receivesWork) return [];
    const { substituteId: substitute_id, awaySince: away_since } = responsible;
    const message_id = answers.find((event) => event.ticket_id === one.id)?.message_id ?? 0;
    return [{ ...one, substitute_id, away_since, message_id }];
  });
}

/**
 * Emits an event for each ticket, with its department's supervisors and the substitute, once for
 * each absence of the responsible.
 */
async function alertSupervisors(ctx: Context, tickets: readonly Answered[]): Promise<void> {
  const departmentIds = [...new Set(tickets.map((one) => one.department_id))];
  const supervisors = await supervisorsOf(ctx, departmentIds);
  const alerts = tickets.flatMap((one) => {
    const agentIds = new Set([
      ...(supervisors.get(one.department_id) ?? []),
      ...(one.substitute_id ? [one.substitute_id] : []),
    ]);
    agentIds.delete(one.assignee_id);
    return agentIds.size === 0 ? [] : [{ ...one, agentIds: [...agentIds] }];
  });
  const isNew = await store.insertAbsenceAlerts(
    ctx.tx,
    alerts.map((one) => ({ ticket_id: one.id, agent_id: one.assignee_id, away_since: one.away_since })),
  );
  await emitAll(
    ctx,
    alerts
      .filter((one) => isNew.has(one.id))
      .map((one) => ({
        type: 'ticket.answered_in_absence',
        ticketId: one.id,
        messageId: one.message_id,
        changes: [{ field: 'absentId', before: null, after: one.assignee_id }],
        data: { agentIds: one.agentIds, substituteId: one.substitute_id ?? null },
      })),
  );
}

/**
 * When a customer answers while the responsible is away, the ticket waits for somebody else, or the
 * supervisors are notified, as the department wants.
 */
export async function handleAnswers(ctx: Context, events: readonly StoredEvent[]): Promise<void> {
  const tickets = await answeredInAbsence(ctx, events);
  if (tickets.length === 0) return;
  const settings = await settingsOf(ctx, [...new Set(tickets.map((one) => one.department_id))]);
  const withSetting = (value: WhenAway) =>
    tickets.filter((one) => settings.get(one.department_id)?.when_away === value);
  await alertSupervisors(ctx, withSetting('alert'));
  const moving = withSetting('reassign').filter((one) => settings.get(one.department_id)?.mode !== 'manual');
  await release(ctx, moving, settings);
}
