import type { Attachment } from '@crossdesk/contracts/conversation.ts';

/** Where a file of a text is shown in place. */
export const inlineFileUrl = (attachment: Pick<Attachment, 'id'>): string => `/api/v1/files/${attachment.id}?preview=1`;
