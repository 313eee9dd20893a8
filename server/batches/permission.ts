import type { BatchAction, BatchKind } from '@crossdesk/contracts/batches.ts';
import type { Permission } from '@crossdesk/contracts/permissions.ts';
import { type ReadContext, requireAgent } from '../platform/context.ts';
import { problem } from '../platform/problems.ts';

const required: Record<BatchAction['kind'], Permission> = {
  share: 'ticket.share',
  transfer: 'tickets.batch_transfer',
  escalate: 'ticket.escalate',
  edit: 'ticket.read',
  close: 'ticket.set_status',
  delete: 'ticket.delete',
  restore: 'ticket.restore',
  unread: 'ticket.read',
};

/** Requires the permission of the profile without which no ticket of a batch could succeed. */
export function requireProfile(ctx: ReadContext, { kind }: Pick<BatchAction, 'kind'>): void {
  const permission = required[kind];
  if (!requireAgent(ctx).permissions.has(permission)) throw problem('not_allowed', { reason: permission });
}

/** Undoing transfers of many tickets needs the permission of transferring many. */
export function requireUndoProfile(ctx: ReadContext, kind: BatchKind | null): void {
  if (kind === 'transfer') requireProfile(ctx, { kind });
}

/** The reason that is stored and shown for a refused ticket. */
export const refusalDetail = (refusal: { extra: Record<string, unknown>; message: string }): string =>
  typeof refusal.extra.reason === 'string' ? refusal.extra.reason : refusal.message;
