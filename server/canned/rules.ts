import type { CannedVisibility } from '@crossdesk/contracts/canned-replies.ts';
import type { Permission } from '@crossdesk/contracts/permissions.ts';

type Writer = { agentId: number; permissions: ReadonlySet<Permission> };

/** Whether an agent may save replies with this visibility. */
export const canSave = ({ permissions }: Writer, visibility: CannedVisibility): boolean =>
  visibility === 'me'
    ? (['ticket.reply', 'ticket.comment', 'ticket.forward'] as const).some((one) => permissions.has(one))
    : permissions.has('settings.manage');

/** Whether an agent may save any replies. */
export const canSaveAny = (writer: Writer): boolean => canSave(writer, 'me') || canSave(writer, 'everyone');

/** Whether an agent may edit a reply: their own, or a shared one if they manage settings. */
export const canEditReply = (
  writer: Writer,
  reply: { owner_id: number | null; visibility: CannedVisibility },
): boolean => canSave(writer, reply.visibility) && (reply.visibility !== 'me' || reply.owner_id === writer.agentId);
