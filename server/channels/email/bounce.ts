import { readAddress } from './address-list.ts';
import type { ParsedMail } from './parse.ts';

export type BounceAction = 'failed' | 'delayed' | 'delivered' | 'relayed' | 'expanded';

export interface BouncedRecipient {
  /** In lower case. */
  address: string;
  action: BounceAction;
  /** RFC 3463, for example "5.1.1"; null when the report names none. */
  status: string | null;
  /** The reply of the rejecting server, at most 1,000 UTF-16 units; null if unknown. */
  diagnostic: string | null;
}

export interface Bounce {
  /** Of the returned mail, without angle brackets; null if the report does not name it. */
  originalMessageId: string | null;
  /** At most 100. */
  recipients: BouncedRecipient[];
  /** At least one recipient failed permanently: action failed with a 5.x.x status or none. */
  isHard: boolean;
}

const actions: BounceAction[] = ['failed', 'delayed', 'delivered', 'relayed', 'expanded'];
const MAX_RECIPIENTS = 100;
const MAX_REPORTS = 5;

/**
 * Reads a delivery report: RFC 3464 reports, X-Failed-Recipients, and plain-text notices of qmail,
 * Exchange and other servers. Null if it names no recipient. For mails classified as `bounce`.
 */
export function readBounce(mail: ParsedMail): Bounce | null {
  const reports = mail.attachments.filter(({ contentType }) =>
    /^message\/(?:global-)?delivery-status$/.test(contentType),
  );
  const parts = reports.slice(0, MAX_REPORTS).map(({ content }) => content.subarray(0, 200_000).toString('utf8'));
  const inText = parts.length === 0 && /^(?:Final|Original)-Recipient:/im.test(mail.text) ? [mail.text] : [];
  const reported = unique([...parts, ...inText].flatMap(readReport));
  const recipients = reported.length > 0 ? reported : unique(readNotice(mail));
  if (recipients.length === 0) return null;
  return {
    originalMessageId: originalMessageId(mail),
    recipients,
    isHard: recipients.some(({ action, status }) => action === 'failed' && (status === null || status.startsWith('5'))),
  };
}

function unique(recipients: BouncedRecipient[]): BouncedRecipient[] {
  const byAddress = new Map<string, BouncedRecipient>();
  for (const recipient of recipients) {
    const existing = byAddress.get(recipient.address);
    if (!existing || (existing.action !== 'failed' && recipient.action === 'failed'))
      byAddress.set(recipient.address, recipient);
  }
  return [...byAddress.values()].slice(0, MAX_RECIPIENTS);
}

/** The blocks of RFC 3464 section 2: one about the message, then one per recipient. */
function readReport(report: string): BouncedRecipient[] {
  const blocks = report
    .replace(/\r\n?/g, '\n')
    .split(/\n[ \t]*\n/)
    .slice(0, 2 * MAX_RECIPIENTS);
  return blocks.flatMap((block) => {
    const fields = readFields(block);
    const address = recipientAddress(fields.get('final-recipient') ?? fields.get('original-recipient') ?? '');
    if (address === null) return [];
    const status = /\b[245]\.\d{1,3}\.\d{1,3}\b/.exec(fields.get('status') ?? '')?.[0] ?? null;
    const action = actions.find((name) => (fields.get('action') ?? '').toLowerCase().startsWith(name));
    return [
      {
        address,
        action: action ?? (status?.startsWith('4') ? 'delayed' : 'failed'),
        status,
        diagnostic: shorten((fields.get('diagnostic-code') ?? '').replace(/^\s*[\w-]{1,20}\s*;\s*/, '')),
      },
    ];
  });
}

function readFields(block: string): Map<string, string> {
  const fields = new Map<string, string>();
  for (const line of block.replace(/\n[ \t]+/g, ' ').split('\n')) {
    const colon = line.indexOf(':');
    const name = line.slice(0, Math.max(colon, 0)).trim().toLowerCase();
    if (name !== '' && !fields.has(name)) fields.set(name, line.slice(colon + 1).trim());
  }
  return fields;
}

function recipientAddress(field: string): string | null {
  const bare = field.slice(0, 1_000).replace(/^\s*[\w-]{1,20}\s*;/, '');
  return readAddress(/<([^<>]+)>/.exec(bare)?.[1] ?? bare.trim())?.toLowerCase() ?? null;
}

function shorten(text: string): string | null {
  const line = text.replace(/\s+/g, ' ').trim();
  return line === '' ? null : line.slice(0, 1_000).toWellFormed();
}

const addressInNotice =
  /(?:<|\b(?:to|recipient|address|following address(?:es)?)\b[:\s]{1,5}|^\s{0,8})([^\s<>,;:"()]{1,64}@[a-z0-9.-]{1,200}[a-z0-9])/gim;
const codeInNotice = /\b([45]\d\d)[\s-]{1,2}(?:#?([45]\.\d{1,3}\.\d{1,3}))?|#?\b([45]\.\d{1,3}\.\d{1,3})\b/;
const temporary =
  /\b(?:delayed|will (?:be retried|keep trying|continue to try)|warning message only|could not send message for past|still being retried)\b/i;
const original =
  /^-{2,}.{0,60}(?:original message|copy of the message|message headers|undelivered message|Below this line).{0,60}$/im;

/**
 * A plain-text notice: the addresses above the returned mail, each with the status code that
 * follows it.
 */
function readNotice(mail: ParsedMail): BouncedRecipient[] {
  const text = mail.text.slice(0, 20_000);
  const end = original.exec(text)?.index ?? text.length;
  const notice = text.slice(0, end);
  const isTemporary = temporary.test(mail.subject) || temporary.test(notice);
  const ownAddresses = new Set([
    mail.from?.address.toLowerCase(),
    ...mail.to.map((person) => person.address.toLowerCase()),
  ]);
  const listedAddresses = (mail.headers.get('x-failed-recipients') ?? [])
    .flatMap((value) => value.split(',', MAX_RECIPIENTS))
    .slice(0, MAX_RECIPIENTS);
  const matches = [...notice.matchAll(addressInNotice)].slice(0, MAX_RECIPIENTS);
  const describe = (address: string, following: string): BouncedRecipient => {
    const code = codeInNotice.exec(following);
    const status = code?.[2] ?? code?.[3] ?? null;
    const isSoft = isTemporary || (code?.[1] ?? status ?? '').startsWith('4');
    // Keep the whole paragraph: the words before the code often say more than the code.
    const start = code === null ? 0 : following.lastIndexOf('\n\n', code.index) + 1;
    const diagnostic = code === null ? '' : (following.slice(start).trimStart().split('\n\n', 1)[0] ?? '');
    return {
      address,
      action: isSoft ? 'delayed' : 'failed',
      status,
      diagnostic: shorten(diagnostic.replace(/^[>:\s]{1,5}/, '')),
    };
  };
  const fromHeader = listedAddresses.flatMap((value) => {
    const address = recipientAddress(value);
    if (address === null) return [];
    const at = notice.toLowerCase().indexOf(address);
    return [describe(address, at < 0 ? notice : notice.slice(at + address.length))];
  });
  if (fromHeader.length > 0) return fromHeader;
  const isNotice =
    temporary.test(notice) ||
    codeInNotice.test(notice) ||
    /deliver|not found|unknown|no such|rejected|permanent/i.test(notice);
  if (!isNotice) return [];
  return matches.flatMap((match, index) => {
    const address = recipientAddress(match[1] ?? '');
    if (address === null || ownAddresses.has(address)) return [];
    return [describe(address, notice.slice(match.index + match[0].length, matches[index + 1]?.index ?? notice.length))];
  });
}

function originalMessageId(mail: ParsedMail): string | null {
  const returned = mail.attachments.find(({ contentType }) =>
    /^(?:message\/(?:rfc822|global)|text\/rfc822-headers)$/.test(contentType),
  );
  const text = returned?.content.subarray(0, 100_000).toString('latin1') ?? mail.text.slice(0, 100_000);
  const headers = returned ? (text.split(/\r?\n\r?\n/, 1)[0] ?? '') : text;
  return /^[>\s]{0,5}Message-ID:\s{0,20}<([^<>\s]{1,998})>/im.exec(headers)?.[1] ?? mail.inReplyTo[0] ?? null;
}
