import type { CannedVisibility } from '@crossdesk/contracts/canned-replies.ts';
import type { Permission } from '@crossdesk/contracts/permissions.ts';

type Writer = { agentId: number; permissions: ReadonlySet<Permission> };

/** Whether somebody may keep a text that this many see. */
export const canSave = ({ permissions }: Writer, visibility: CannedVisibility): boolean =>
  visibility === 'me'
    ? (['ticket.reply', 'ticket.comment', 'ticket.forward'] as const).some((one) => permissions.has(one))
    : permissions.has('settings.manage');

/** Whether somebody may keep any text at all, for themselves or for others. */
export const canSaveAny = (writer: Writer): boolean => canSave(writer, 'me') || canSave(writer, 'everyone');

/** One's own, or a shared one where one manages the settings. */
export const canEditReply = (writer: Writer, reply: { owner_id: number | null; visibility: CannedVisibility }): boolean =>
  canSave(writer, reply.visibility) && (reply.visibility !== 'me' || reply.owner_id === writer.agentId);
