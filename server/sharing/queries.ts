import { relations } from '@crossdesk/contracts/permissions.ts';
import type { Explanation, Share, ShareList } from '@crossdesk/contracts/sharing.ts';
import { type Selectable, sql } from 'kysely';
import { isOwner, maskText, type TicketAccess, ticketAccess } from '../access/index.ts';
import { type ReadContext, requireAgent } from '../platform/context.ts';
import { company } from '../settings/index.ts';
import type { TicketShareTable } from './tables.ts';
import './tables.ts';

const iso = (at: Date | null): string | null => at?.toISOString() ?? null;

export const shareView = (row: Selectable<TicketShareTable>): Share => ({
  departmentId: row.department_id,
  level: row.level,
  agentIds: row.agent_ids,
  reason: row.reason,
  hiddenFields: row.hidden_fields,
  isCustomerMasked: row.is_customer_masked,
  question: row.question,
  responsibleId: row.responsible_id,
  dueAt: iso(row.due_at),
  doneAt: iso(row.done_at),
  doneBy: row.done_by,
  answer: row.answer,
  expiresAt: iso(row.expires_at),
  sharedBy: { id: row.shared_by_id, name: row.shared_by_name },
  fromDepartmentId: row.from_department_id,
  createdAt: row.created_at.toISOString(),
  updatedAt: row.updated_at.toISOString(),
  version: row.version,
});

/** The active shares of a ticket, oldest first. */
export const activeShares = (ctx: Pick<ReadContext, 'db'>, ticketId: number) =>
  ctx.db
    .selectFrom('ticket_share')
    .selectAll()
    .where('ticket_id', '=', ticketId)
    .where('revoked_at', 'is', null)
    .where(sql<boolean>`(expires_at is null or expires_at > now())`)
    .orderBy('id')
    .execute();

/** The shares of tickets with one department that have not been ended, also expired ones. */
export const openSharesWith = (ctx: Pick<ReadContext, 'db'>, ticketIds: readonly number[], departmentId: number) =>
  ctx.db
    .selectFrom('ticket_share')
    .selectAll()
    .where('ticket_id', 'in', ticketIds)
    .where('department_id', '=', departmentId)
    .where('revoked_at', 'is', null)
    .orderBy('id')
    .execute();

/**
 * Shares the reader may know about: all for owners of the ticket, for receivers only those of their
 * own departments (ZJ-23) that are not limited to other people.
 */
export async function visibleShares(ctx: ReadContext, access: TicketAccess) {
  const rows = await activeShares(ctx, access.ticket.id);
  if (isOwner(access)) return rows;
  const { actor } = ctx;
  if (actor.kind !== 'agent') return [];
  return rows.filter(
    (row) =>
      actor.memberships.some((one) => one.departmentId === row.department_id) &&
      (row.agent_ids === null || row.agent_ids.includes(actor.agentId)),
  );
}

/** The shares of a ticket that the reader may know about. */
export async function shares(ctx: ReadContext, number: number): Promise<ShareList> {
  const access = await ticketAccess(ctx, number);
  const canSeeAll = isOwner(access);
  const { mostShares } = await company(ctx);
  const rows = await visibleShares(ctx, access);
  const mask = (text: string) => maskText(access.mask, text);
  return {
    // An answer of the reader's own department is not masked: that would confirm guessed names.
    items: rows.map((row) => ({
      ...shareView(row),
      reason: mask(row.reason),
      question: mask(row.question),
      answer: row.is_answer_own ? row.answer : mask(row.answer),
    })),
    isOwner: canSeeAll,
    mostShares,
  };
}

/** What the agent keeps of a ticket that was transferred: for their departments or themselves. */
const tracesOf = (ctx: ReadContext, number: number, departmentIds: number[]) =>
  ctx.db
    .selectFrom('ticket_trace')
    .innerJoin('ticket_transfer', 'ticket_transfer.id', 'ticket_trace.transfer_id')
    .innerJoin('ticket', 'ticket.id', 'ticket_trace.ticket_id')
    .select([
      'ticket_trace.agent_id',
      'ticket_trace.department_id',
      'ticket_transfer.by_name',
      'ticket_trace.created_at',
    ])
    .where('ticket_trace.ticket_id', '=', number)
    .where('ticket_trace.department_id', 'in', [0, ...departmentIds])
    .whereRef('ticket_trace.department_id', '<>', 'ticket.department_id')
    .where((where) =>
      where.or([
        where('ticket_trace.agent_id', 'is', null),
        where('ticket_trace.agent_id', '=', requireAgent(ctx).agentId),
      ]),
    )
    .orderBy('ticket_trace.created_at')
    .execute();

/**
 * Explains the agent's access to a ticket: each relation with who granted it and when, and each
 * refusal.
 */
export async function explainAccess(ctx: ReadContext, number: number): Promise<Explanation> {
  const access = await ticketAccess(ctx, number);
  const ownDepartmentIds = new Set(requireAgent(ctx).memberships.map((one) => one.departmentId));
  const rows = (await visibleShares(ctx, access)).filter((row) => ownDepartmentIds.has(row.department_id));
  const isFormer = access.via.some((relation) => relation.startsWith('former_'));
  const traces = isFormer ? await tracesOf(ctx, number, [...ownDepartmentIds]) : [];
  return {
    relations: relations
      .filter((relation) => access.via.includes(relation))
      .flatMap((relation): Explanation['relations'] => {
        const ungranted = { relation, level: null, grantedBy: null, grantedAt: null };
        if (relation === 'administrator' || relation === 'assignee') return [{ ...ungranted, departmentId: null }];
        if (relation.startsWith('former_'))
          return traces
            .filter((trace) => (trace.agent_id === null) === (relation === 'former_department'))
            .map((trace) => ({
              relation,
              departmentId: trace.department_id,
              level: null,
              grantedBy: trace.by_name,
              grantedAt: trace.created_at.toISOString(),
            }));
        if (!relation.startsWith('shared_')) return [{ ...ungranted, departmentId: access.ticket.department_id }];
        return rows
          .filter((row) => `shared_${row.level}` === relation)
          .map((row) => ({
            relation,
            departmentId: row.department_id,
            level: row.level,
            grantedBy: row.shared_by_name,
            grantedAt: row.created_at.toISOString(),
          }));
      }),
    refusals: Object.entries(access.can).flatMap(([permission, verdict]) =>
      verdict === true ? [] : [{ permission, reason: verdict }],
    ),
  };
}
