import type { Attachment } from '@crossdesk/contracts/conversation.ts';

/** The URL that shows a file inline. */
export const inlineFileUrl = (attachment: Pick<Attachment, 'id'>): string => `/api/v1/files/${attachment.id}?preview=1`;
