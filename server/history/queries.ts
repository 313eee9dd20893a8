import { transferEvents } from '@crossdesk/contracts/events/transfer.ts';
import type { Change, HistoryEvent } from '@crossdesk/contracts/history.ts';
import { type RawBuilder, type Selectable, sql } from 'kysely';
import {
  isOwner,
  type Mask,
  maskDeep,
  maskedPerson,
  maskText,
  seesFormerHolders,
  ticketAccess,
} from '../access/index.ts';
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

/** Fields whose changes tell who had a ticket before. */
const holderFields = ['departmentId', 'assigneeId'];

/** What a reader may see of a ticket's events. */
type Reader = {
  mask: Mask | null;
  /** The departments whose share details they may see; null: all (owners of the ticket). */
  readable: ReadonlySet<number> | null;
  seesFormerHolders: boolean;
};

const shareDepartmentId = (row: Selectable<Tables['event']>): unknown =>
  row.changes
    .flatMap(({ field, before, after }) => [field === 'departmentId' ? { departmentId: after } : after, before])
    .map((value) =>
      typeof value === 'object' && value !== null && 'departmentId' in value ? value.departmentId : undefined,
    )
    .find((id) => id !== undefined);

const isHidden = (row: Selectable<Tables['event']>, { readable }: Reader): boolean => {
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

const changesOf = (row: Selectable<Tables['event']>, reader: Reader): Change[] => {
  if (isOwnAnswer(row)) return row.changes;
  const changes = visibleChanges(reader.mask, row.type === 'contact.edited' ? contactChanges(row) : row.changes);
  const isOfHolders = row.type === 'ticket.created' || row.type === 'ticket.edited';
  if (reader.seesFormerHolders || !isOfHolders) return changes;
  return changes.filter(({ field }) => !holderFields.includes(field));
};

const eventView = (row: Selectable<Tables['event']>, reader: Reader): HistoryEvent => ({
  id: row.id,
  type: row.type,
  at: row.at.toISOString(),
  actor:
    reader.mask?.isCustomerMasked && row.actor_kind === 'contact'
      ? { kind: row.actor_kind, id: null, name: maskedPerson({ name: row.actor_name, address: null }).name }
      : {
          kind: row.actor_kind,
          id: row.actor_id,
          name: row.actor_kind === 'agent' ? row.actor_name : maskText(reader.mask, row.actor_name),
        },
  requestId: row.request_id,
  changes: isHidden(row, reader) ? [] : changesOf(row, reader),
  messageId: row.message_id,
});

/** True on rows of `event` that the reader may see at all. */
function isShown(reader: Reader): RawBuilder<boolean> {
  const hidden: string[] = [
    // Announcements of promised times would tell the hidden forecast.
    ...(reader.mask?.hiddenFields.has('solutionForecast') ? ['sla.due_soon', 'sla.breached'] : []),
    ...(reader.seesFormerHolders ? [] : transferEvents),
  ];
  const isOther = sql<boolean>`type <> all(${sql.val(hidden)}::text[])`;
  if (reader.seesFormerHolders) return isOther;
  const isOfHoldersOnly = sql<boolean>`type = 'ticket.edited' and jsonb_array_length(changes) > 0 and not exists (
    select 1 from jsonb_array_elements(changes) change where change->>'field' <> all(${sql.val(holderFields)}::text[]))`;
  return sql<boolean>`${isOther} and not (${isOfHoldersOnly})`;
}

/**
 * All events of a ticket, newest first. Receivers of a share see details of their own departments'
 * shares only, and nothing of who had the ticket before (ZJ-23).
 */
export async function history(ctx: ReadContext, number: number, query: { after?: string; limit?: number }) {
  const access = await ticketAccess(ctx, number);
  const mine = new Set(ctx.actor.kind === 'agent' ? ctx.actor.memberships.map((one) => one.departmentId) : []);
  const reader: Reader = {
    mask: access.mask,
    readable: isOwner(access) ? null : mine,
    seesFormerHolders: seesFormerHolders(access),
  };
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
  const rows = await newest(sql<boolean>`ticket_id = ${number} and ${isShown(reader)}`).execute();
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
    (row) => eventView(row, reader),
  );
}
