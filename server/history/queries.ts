import type { Change, HistoryEvent } from '@crossdesk/contracts/history.ts';
import { type RawBuilder, type Selectable, sql } from 'kysely';
import { isOwner, type Mask, maskDeep, maskedPerson, maskText, ticketAccess } from '../access/index.ts';
import type { ReadContext } from '../platform/context.ts';
import type { Tables } from '../platform/database.ts';
import { readCursor, toPage } from '../platform/keyset.ts';

/**
 * The changes a reader may see: without fields hidden by a share and without customer details if
 * masked.
 */
const visibleChanges = (mask: Mask | null, changes: Change[]): Change[] =>
  maskDeep(mask, changes).filter(({ field }) => {
    const plain = field.replace(/Id$|DueAt$/, '');
    if (mask?.hiddenFields.has(plain === 'solution' ? 'solutionForecast' : plain)) return false;
    return !(mask?.isCustomerMasked && ['requester', 'cc', 'account'].includes(plain));
  });

const shareEvents: readonly string[] = ['ticket.shared', 'ticket.unshared', 'share.edited', 'share.answered'];

/** The departments whose share details the reader may see; null: all (owners of the ticket). */
type ReadableDepartments = ReadonlySet<number> | null;

const shareDepartmentId = (row: Selectable<Tables['event']>): unknown =>
  row.changes
    .flatMap(({ field, before, after }) => [field === 'departmentId' ? { departmentId: after } : after, before])
    .map((value) =>
      typeof value === 'object' && value !== null && 'departmentId' in value ? value.departmentId : undefined,
    )
    .find((id) => id !== undefined);

const isHidden = (row: Selectable<Tables['event']>, readable: ReadableDepartments): boolean => {
  if (readable === null) return false;
  // The reason for revealing a customer may contain their name; absences are the owner's.
  if (row.type === 'ticket.original_viewed' || row.type === 'ticket.answered_in_absence') return true;
  if (!shareEvents.includes(row.type)) return false;
  const id = shareDepartmentId(row);
  return typeof id !== 'number' || !readable.has(id);
};

const contactFields = ['name', 'emails', 'phones'] as const;

/** Splits an edit of the requester into fields. */
function contactChanges(row: Selectable<Tables['event']>): Change[] {
  const [change] = row.changes;
  const fieldOf = (value: unknown, field: string) => (value as Record<string, unknown> | null)?.[field] ?? null;
  return contactFields
    .map((field) => ({ field, before: fieldOf(change?.before, field), after: fieldOf(change?.after, field) }))
    .filter(({ before, after }) => JSON.stringify(before) !== JSON.stringify(after));
}

/** Whether a department answered its own share; its text is not masked for it. */
const isOwnAnswer = ({ type, changes }: Selectable<Tables['event']>): boolean =>
  type === 'share.answered' && !changes.some(({ after }) => (after as { isOwn?: boolean } | null)?.isOwn === false);

const changesOf = (row: Selectable<Tables['event']>, mask: Mask | null): Change[] => {
  if (isOwnAnswer(row)) return row.changes;
  return visibleChanges(mask, row.type === 'contact.edited' ? contactChanges(row) : row.changes);
};

const eventView = (
  row: Selectable<Tables['event']>,
  mask: Mask | null,
  readable: ReadableDepartments,
): HistoryEvent => ({
  id: row.id,
  type: row.type,
  at: row.at.toISOString(),
  actor:
    mask?.isCustomerMasked && row.actor_kind === 'contact'
      ? { kind: row.actor_kind, id: null, name: maskedPerson({ name: row.actor_name, address: null }).name }
      : {
          kind: row.actor_kind,
          id: row.actor_id,
          name: row.actor_kind === 'agent' ? row.actor_name : maskText(mask, row.actor_name),
        },
  requestId: row.request_id,
  changes: isHidden(row, readable) ? [] : changesOf(row, mask),
  messageId: row.message_id,
});

/**
 * All events of a ticket, newest first. Receivers of a share see details of their own departments'
 * shares only.
 */
export async function history(ctx: ReadContext, number: number, query: { after?: string; limit?: number }) {
  const access = await ticketAccess(ctx, number);
  const mine = new Set(ctx.actor.kind === 'agent' ? ctx.actor.memberships.map((one) => one.departmentId) : []);
  const readable = isOwner(access) ? null : mine;
  const limit = query.limit ?? 50;
  const after = readCursor(query.after, ['number']);
  const before = after ? Number(after[0]) : null;
  const newest = (where: RawBuilder<boolean>) => {
    const rows = ctx.db
      .selectFrom('event')
      .selectAll()
      .where(where)
      .orderBy('id', 'desc')
      .limit(limit + 1);
    return before === null ? rows : rows.where('id', '<', before);
  };
  // Announcements of promised times would tell the hidden forecast.
  const isShown = access.mask?.hiddenFields.has('solutionForecast')
    ? sql`type not in ('sla.due_soon', 'sla.breached')`
    : sql`true`;
  const rows = await newest(sql<boolean>`ticket_id = ${number} and ${isShown}`).execute();
  // Changes of the requester's addresses affect where replies go, so they are part of the history.
  if (!access.mask?.isCustomerMasked) {
    const ofContact = sql<boolean>`type = 'contact.edited'
      and (data->>'contactId')::bigint = ${access.ticket.requester_id} and at >= ${access.ticket.created_at}`;
    rows.push(...(await newest(ofContact).execute()));
    rows.sort((one, other) => other.id - one.id);
  }
  return toPage(
    rows.slice(0, limit + 1),
    limit,
    (row) => [row.id],
    (row) => eventView(row, access.mask, readable),
  );
}
