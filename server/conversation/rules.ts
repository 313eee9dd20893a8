import type { MessageKind } from '@crossdesk/contracts/conversation.ts';
import type { Permission } from '@crossdesk/contracts/permissions.ts';
import type { Mailbox } from '@crossdesk/contracts/scalars.ts';

const editWindowMs = 15 * 60 * 1000;

type EditVerdict = true | 'original_immutable' | 'edit_window_over' | 'refused';

/** Who may edit a message (C-01): requests and anything that was sent never; a comment by its author for 15 minutes, or by whoever may edit others'. */
export function judgeMessageEdit(
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

/** Whether a profile can say anything at all; drafts and files of one that only reads would lead nowhere (C-23). */
export const mayWrite = (permissions: ReadonlySet<Permission>): boolean =>
  (['ticket.comment', 'ticket.reply', 'ticket.forward', 'tickets.create'] as const).some((one) => permissions.has(one));

/** The first words of a message, on one line, for lists. */
export const previewOf = (text: string): string => text.replace(/\s+/g, ' ').trim().slice(0, 160);

/** Each address once, in the order given; later lists lose what earlier ones have. */
export function distinctRecipients(...lists: readonly (readonly Mailbox[])[]): Mailbox[][] {
  const seen = new Set<string>();
  return lists.map((list) =>
    list.filter(({ address }) => {
      const key = address.trim().toLowerCase();
      return !seen.has(key) && seen.add(key);
    }),
  );
}

/** Types that may be shown in the browser itself; everything else is only ever downloaded. */
const previewable = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp', 'image/avif', 'application/pdf']);
export const isPreviewable = (contentType: string): boolean => previewable.has(contentType);

const comments = /\([^()]*\)/g;
const withoutComments = (text: string): string => {
  const less = text.replace(comments, '');
  return less === text ? text : withoutComments(less);
};

const bareAddress = (address: string): string =>
  withoutComments(address.normalize('NFKC').replace(/\p{Default_Ignorable_Code_Point}/gu, ''))
    .trim()
    .toLowerCase()
    .replace(/^.*<|>.*$/gs, '');

/**
 * An address as the same person would be reached by others of it. Case, spaces, signs that are not seen, quotes, comments, dots in the local part, what
 * follows a plus, and the spelling of the domain do not count. Two people may come out the same; nobody comes out as two.
 */
export function canonicalAddress(address: string): string {
  const plain = bareAddress(address);
  const at = plain.lastIndexOf('@');
  const local = plain.slice(0, Math.max(at, 0)).replace(/["\\\s.]/g, '');
  const domain = plain
    .slice(at + 1)
    .trim()
    .replace(/\.$/, '')
    .replace(/^googlemail\.com$/, 'gmail.com');
  return `${local.split('+')[0] ?? ''}@${URL.parse(`http://${domain}`)?.hostname ?? domain}`;
}

const mostHops = 12;

/**
 * Every address a mail to this one may end at. Servers on the way may unpack old forms of routing: `user%domain@relay`,
 * `domain!user@relay`, `"user@domain"@relay`, `@relay:user@domain`. Each name in such a form counts at each of its
 * domains. Null for an address with more hops than anybody needs.
 */
export function addressesReached(address: string): string[] | null {
  const parts = bareAddress(address)
    .replace(/["\\\s]/g, '')
    .split(/[@%!:,]/)
    .filter((part) => part !== '');
  if (parts.length <= 2) return [canonicalAddress(address)];
  if (parts.length > mostHops) return null;
  const ends = parts.flatMap((user) => parts.map((host) => canonicalAddress(`${user}@${host}`)));
  return [canonicalAddress(address), ...new Set(ends)];
}

const fileAddress = /^\/api\/v1\/files\/(\d{1,15})\?preview=1$/;

/** The file an image in a text shows, by its address; null where it is none of ours. */
export const fileShownAt = (url: string): number | null => {
  const id = Number(fileAddress.exec(url)?.[1] ?? 0);
  return id > 0 ? id : null;
};

/** The files a text shows in place, as far as they are among `attachmentIds`. */
export const filesShownIn = (html: string, attachmentIds: readonly number[]): number[] => {
  const shown = [...html.matchAll(/\ssrc="([^"]+)"/g)].map(([, url = '']) => fileShownAt(url));
  return attachmentIds.filter((id) => shown.includes(id));
};
