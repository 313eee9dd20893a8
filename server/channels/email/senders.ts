import type { Mailbox } from '@crossdesk/contracts/scalars.ts';
import { canonicalAddress } from '../../platform/addresses.ts';
import type { MailHead } from './parse.ts';

const MAX_REPLY_TO = 10;

/** Local parts of addresses that nobody reads, in the languages of common mail senders. */
const unreadLocalParts = new RegExp(
  `^(?:${[
    'no[-_.]?reply',
    'do[-_.]?not[-_.]?reply',
    'nicht[-_.]?antworten',
    'keine[-_.]?antwort',
    'ne[-_.]?pas[-_.]?repondre',
    'no[-_.]?(?:responder|responda|contestar)',
    'nao[-_.]?(?:responda|responder)',
    'non[-_.]?rispondere',
    'niet[-_.]?beantwoorden',
    'wordpress',
    'www[-_.]?data',
    'apache',
    'nobody',
    'unattended',
    'mailer',
  ].join('|')})(?:[-_.+].{0,40})?$`,
);

/** Domains where anyone can have an address, so a mailbox there does not own its domain. */
const publicProviders =
  /^(?:g(?:oogle)?mail\.com|(?:outlook|hotmail|live|msn|yahoo|ymail|aol|icloud|gmx|proton(?:mail)?|mail|yandex|qq|naver|163|126|docomo|ezweb|softbank|nifty|web|t-online|orange|free|libero|wp|o2)\..{2,15})$/;

/** Whether an address is one that nobody reads, such as `no-reply@…`. */
export const isUnread = (address: string): boolean =>
  unreadLocalParts.test((address.split('@')[0] ?? '').toLowerCase());

const domainOf = (address: string): string => (address.split('@').at(-1) ?? '').toLowerCase();

/** Whether an address is in the domain of one of our mailboxes. */
export const isInOwnDomain = (address: string, ownAddresses: ReadonlySet<string>): boolean =>
  !publicProviders.test(domainOf(address)) && [...ownAddresses].some((own) => domainOf(own) === domainOf(address));

/** Whether an address is one of our mailboxes, also with a plus tag. */
export const isOwnAddress = (address: string, ownAddresses: ReadonlySet<string>): boolean => {
  const lower = address.toLowerCase();
  return ownAddresses.has(lower) || ownAddresses.has(lower.replace(/\+[^@]*@/, '@'));
};

/** The people a mail's Reply-To names besides its sender and our own mailboxes. */
export function readReplyTo(mail: Pick<MailHead, 'replyTo' | 'from'>, ownAddresses: ReadonlySet<string>): Mailbox[] {
  const from = canonicalAddress(mail.from?.address ?? '');
  const others = mail.replyTo.filter(
    ({ address }) => !isOwnAddress(address, ownAddresses) && canonicalAddress(address) !== from,
  );
  return others.slice(0, MAX_REPLY_TO);
}
