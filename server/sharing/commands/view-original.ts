import type { Unmasked } from '@crossdesk/contracts/sharing.ts';
import type { Static } from 'typebox';
import { lockTicket, requirePermission } from '../../access/index.ts';
import { contact } from '../../identity/index.ts';
import type { Context } from '../../platform/context.ts';
import { emit } from '../../platform/events.ts';

/**
 * Shows a masked customer for a stated reason. The audit log records who looked, at whom and why.
 */
export async function viewOriginal(ctx: Context, number: number, reason: string): Promise<Static<typeof Unmasked>> {
  const access = await lockTicket(ctx, number);
  requirePermission(access, 'ticket.view_original');
  const { name, emails } = await contact(ctx, access.ticket.requester_id);
  await emit(ctx, {
    type: 'ticket.original_viewed',
    ticketId: number,
    version: access.ticket.version,
    changes: [{ field: 'reason', before: null, after: reason }],
  });
  return { name, emails, cc: access.mask?.hiddenFields.has('cc') ? [] : access.ticket.cc };
}
