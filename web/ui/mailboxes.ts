import type { Mailbox } from '@crossdesk/contracts/scalars.ts';

/** `Mina Ito <mina@example.jp>`, or the bare address when there is no name. */
export const showMailbox = (mailbox: Mailbox): string =>
  mailbox.name ? `${mailbox.name} <${mailbox.address}>` : mailbox.address;

/** The same for a field of recipients: a name that would be split is in quotation marks. */
export const writeMailbox = ({ name, address }: Mailbox): string =>
  showMailbox({ name: /[,;、<>"]/.test(name) ? `"${name.replaceAll('"', '')}"` : name, address });

const looksLikeAddress = /^[^\s@<>,;]+@[^\s@<>,;]+\.[^\s@<>,;]+$/;

export const isAddress = (text: string): boolean => looksLikeAddress.test(text.trim());

/** Parses typed or pasted recipients; parts that are not addresses are dropped. */
export const parseMailboxes = (text: string): Mailbox[] =>
  (text.match(/(?:"[^"]*"|[^,;、\n])+/g) ?? [])
    .map((piece) => piece.trim())
    .flatMap((piece) => {
      const named = /^(.*?)\s*<([^<>]+)>$/.exec(piece);
      const address = (named?.[2] ?? piece).trim();
      const name = (named?.[1] ?? '').replace(/^"|"$/g, '').trim().slice(0, 200);
      return isAddress(address) ? [{ name, address }] : [];
    });
