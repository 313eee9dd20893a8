import type { Unmasked } from '@crossdesk/contracts/sharing.ts';
import type { Static } from 'typebox';
import { lockTicket, requirePermission } from '../../access/index.ts';
import { contact } from '../../identity/index.ts';
import type { Context } from '../../platform/context.ts';
import { emit } from '../../platform/events.ts';

/** Shows the customer behind a mask for a stated reason; who looked, at whom and why is in the audit log. */
export async function viewOriginal(ctx: Context, number: number, reason: string): Promise<Static<typeof Unmasked>> {
  const found = await lockTicket(ctx, number);
  requirePermission(found, 'ticket.view_original');
  const { name, emails } = await contact(ctx, found.ticket.requester_id);
  await emit(ctx, {
    type: 'ticket.original_viewed',
    ticketId: number,
    version: found.ticket.version,
    changes: [{ field: 'reason', before: null, after: reason }],
  });
  return { name, emails, cc: found.ticket.cc };
}
