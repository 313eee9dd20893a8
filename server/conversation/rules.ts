import type { MessageKind } from '@crossdesk/contracts/conversation.ts';
import type { Permission } from '@crossdesk/contracts/permissions.ts';
import type { Mailbox } from '@crossdesk/contracts/scalars.ts';

const editWindowMs = 15 * 60 * 1000;

type EditVerdict = true | 'original_immutable' | 'edit_window_over' | 'refused';

/**
 * Who may edit a message (C-01). Requests and sent messages are never editable. The author may edit
 * a comment for 15 minutes; agents with the permission may edit comments of others.
 */
export function validateMessageEdit(
  message: { kind: MessageKind; author_kind: string; author_id: number | null; created_at: Date },
  agent: { agentId: number; permissions: ReadonlySet<string> },
  now: Date,
): EditVerdict {
  if (message.kind !== 'comment') return 'original_immutable';
  if (agent.permissions.has('messages.edit_others')) return true;
  const isOwn = message.author_kind === 'agent' && message.author_id === agent.agentId;
  if (!isOwn || !agent.permissions.has('messages.edit_own')) return 'refused';
  return now.getTime() - message.created_at.getTime() <= editWindowMs ? true : 'edit_window_over';
}

/** Whether a profile can write at all. A read-only profile gets no drafts and no uploads (C-23). */
export const canWrite = (permissions: ReadonlySet<Permission>): boolean =>
  (['ticket.comment', 'ticket.reply', 'ticket.forward', 'tickets.create'] as const).some((permission) =>
    permissions.has(permission),
  );

/** The beginning of a message on one line, for lists. */
export const previewOf = (text: string): string => text.replace(/\s+/g, ' ').trim().slice(0, 160);

/** Removes duplicate addresses. An address stays in the first list that has it. */
export function distinctRecipients(...lists: readonly (readonly Mailbox[])[]): Mailbox[][] {
  const seen = new Set<string>();
  return lists.map((list) =>
    list.filter(({ address }) => {
      const key = address.trim().toLowerCase();
      return !seen.has(key) && seen.add(key);
    }),
  );
}

/** Types shown inside the browser; everything else is only downloaded. */
const previewable = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp', 'image/avif', 'application/pdf']);
export const isPreviewable = (contentType: string): boolean => previewable.has(contentType);

type FileFacts = { content_type: string; name: string };
const addressBookType =
  /^(?:message\/|multipart\/|text\/(?:rfc822-headers|(?:x-)?vcard|directory|calendar)|application\/(?:vnd\.ms-outlook|mbox|vcard|(?:x-)?mimearchive|(?:vnd\.)?ms-tnef))/;
const mailFile = /\.(?:eml|emlx|msg|oft|mbox|mht|mhtml|nws|vcf|vcard|ics|ldif)$|^winmail\.dat$/i;

const textType = /^(?:text\/|application\/(?:json|xml|xhtml\+xml|[\w.-]+\+(?:json|xml)|javascript|csv|rtf)|image\/svg)/;
const textFile = /\.(?:txt|csv|tsv|json|xml|html?|md|log|rtf|svg|ya?ml)$/i;

/** Files declared as text. Others are text if their content is. */
export const isTextFile = ({ content_type: type, name }: FileFacts): boolean =>
  textType.test(type.toLowerCase()) || textFile.test(name);

/** Masking a longer text would block other requests. */
export const maxMaskedTextBytes = 256 * 1024;

/**
 * Whether a file can be masked. Files that carry addresses, such as emails and business cards, and
 * large text files are withheld from masked readers.
 */
export const isMaskable = (file: FileFacts & { byte_count: number }): boolean =>
  !addressBookType.test(file.content_type.toLowerCase()) &&
  !mailFile.test(file.name) &&
  !(isTextFile(file) && file.byte_count > maxMaskedTextBytes);

const inlineFileUrl = /^\/api\/v1\/files\/(\d{1,15})\?preview=1$/;

/** The id of the file an image URL points to; null if it is not one of our files. */
export const fileIdInUrl = (url: string): number | null => {
  const id = Number(inlineFileUrl.exec(url)?.[1] ?? 0);
  return id > 0 ? id : null;
};

/** Of `attachmentIds`, the files that the text shows inline. */
export const inlineFileIds = (html: string, attachmentIds: readonly number[]): number[] => {
  const inlineIds = [...html.matchAll(/\ssrc="([^"]+)"/g)].map(([, url = '']) => fileIdInUrl(url));
  return attachmentIds.filter((id) => inlineIds.includes(id));
};
