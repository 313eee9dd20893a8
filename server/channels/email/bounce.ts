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
  /** At most 100; empty if only the text says that a mail was returned. */
  recipients: BouncedRecipient[];
  /** At least one recipient failed permanently: action failed with a 5.x.x status or none. */
  isHard: boolean;
  /** The text says that a mail was not delivered, and returns it or names the server's reply. */
  isReturned: boolean;
}

const actions: BounceAction[] = ['failed', 'delayed', 'delivered', 'relayed', 'expanded'];
const MAX_RECIPIENTS = 100;
const MAX_REPORTS = 5;

/**
 * Reads a delivery report: RFC 3464 reports, X-Failed-Recipients, and plain-text notices of qmail,
 * Exchange and other servers. Null if the mail is no report.
 */
export function readBounce(mail: ParsedMail): Bounce | null {
  const reports = mail.attachments.filter(({ contentType }) =>
    /^message\/(?:global-)?delivery-status$/.test(contentType),
  );
  const parts = reports.slice(0, MAX_REPORTS).map(({ content }) => content.subarray(0, 200_000).toString('utf8'));
  const inText = parts.length === 0 && /^(?:Final|Original)-Recipient:/im.test(mail.text) ? [mail.text] : [];
  const reported = unique([...parts, ...inText].flatMap(readReport));
  const noticed = reported.length > 0 ? reported : unique(readNotice(mail));
  const isReturned = reported.length > 0 || saysReturned(mail);
  const recipients = noticed.length > 0 || !isReturned ? noticed : unique(returnedRecipients(mail));
  if (recipients.length === 0 && !isReturned) return null;
  return {
    originalMessageId: originalMessageId(mail),
    recipients,
    isReturned,
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
  /(?:<|[:：][^\S\n]{0,9}|\b(?:to|for|recipient|address|following address(?:es)?)\b[:\s]{1,5}|^[\s*•・-]{0,12}|\()([^\s<>,;:"()]{1,64}@[a-z0-9.-]{1,200}[a-z0-9])/gim;
/** Lines about the sender and the way of the returned mail. */
const otherAddressLine =
  /^[\s>*]{0,9}(?:from|sender|reply-to|mail from|return-path|received|message-id|subject|date|by|cc)\s{0,3}[:：].*$/gim;
const codeInNotice = /\b([45]\d\d)[\s-]{1,2}(?:#?([45]\.\d{1,3}\.\d{1,3}))?|#?\b([45]\.\d{1,3}\.\d{1,3})\b/;
const temporary =
  /\b(?:delayed|will (?:be retried|keep trying|continue to try)|warning message only|could not send message for past|still being retried)\b/i;
const original =
  /^[ \t]{0,9}[-=*_]{2,80}.{0,60}(?:(?:original|returned|unsent|undelivered|bounced) (?:message|mail)|(?:copy|headers?) of (?:the|your) (?:original )?(?:message|mail)|message headers?|Below this line).{0,60}$|^(?:Original message follows|Message headers follow|The header of the original message)\b.{0,40}$|^[-=]{3,40}\s?(?:元のメッセージ|原文|オリジナルメッセージ)/im;
/** What mail servers write when they return a mail. */
const returned =
  /failure notice|returned mail|failed after I sent|no such (?:mailbox|recipient|account)|could(?: not|n't) be delivered|was(?: not|n't) delivered|un(?:deliverable|delivered)|unable to deliver|not able to deliver|wasn't able to deliver|trouble delivering|error (?:delivering|sending)|did not reach|deliver[ey]{1,3} (?:to the following|has failed|failed|failure|attempts? failed|was aborted|problem)|had (?:permanent |delivery |fatal |permanent fatal )?(?:delivery )?(?:errors?|problems?)|permanent(?:ly)? (?:fatal |delivery )?(?:errors?|failure)|returned permanent errors|failed (?:addresses|recipients)|account is disabled|mailbox (?:is )?full|user unknown|no such user|invalid (?:user|recipient)|failure reasons|nicht zugestellt|unzustellbar|konnte nicht|n'a pas pu être|non remis|no (?:se ha podido|pudo) entregar|non è stato possibile (?:recapitare|consegnare)|(?:配信|配達|送信|送付)(?:でき(?:ません|なかった)|されませんでした|不能)|宛先(?:不明|が見つかりません)|メールボックスが一杯|无法(?:投递|送达)|退信/i;

/** Whether the text of a mail server says that a mail was returned. */
function saysReturned(mail: ParsedMail): boolean {
  const text = mail.text.slice(0, 20_000);
  if (!returned.test(`${mail.subject}\n${text}`)) return false;
  return (
    returnedParts(mail).length > 0 || original.test(text) || codeInNotice.test(text) || text.search(messageIdLine) >= 0
  );
}

const messageIdLine = /^[>\s]{0,9}Message-ID\s?:\s{0,20}<([^<>\s]{1,998})>/gim;
const ownMessageId = /^hd\.\d+\.[a-z0-9-]+\.[0-9a-f]{16}@/i;

/** The parts of a report that contain the returned mail or its headers. */
const returnedParts = (mail: ParsedMail): string[] =>
  mail.attachments
    .filter(
      ({ contentType, name }) =>
        /^(?:message\/(?:rfc822|global|partial)|text\/rfc822-headers)/.test(contentType) || /^mailheaders/i.test(name),
    )
    .slice(0, MAX_REPORTS)
    .map(({ content }) => content.subarray(0, 100_000).toString('latin1'));

/** The recipients in the headers of the returned mail. */
const returnedRecipients = (mail: ParsedMail): BouncedRecipient[] =>
  returnedParts(mail).flatMap((part) => {
    const address = recipientAddress(readFields(headersOf(part)).get('to') ?? '');
    return address === null ? [] : [{ address, action: 'failed' as const, status: null, diagnostic: null }];
  });

const headersOf = (part: string): string => part.replace(/\r\n?/g, '\n').trimStart().split('\n\n', 1)[0] ?? '';

/**
 * A plain-text notice: the addresses above the returned mail, each with the status code that
 * follows it.
 */
function readNotice(mail: ParsedMail): BouncedRecipient[] {
  const text = mail.text.slice(0, 20_000);
  const end = original.exec(text)?.index ?? text.length;
  const notice = text.slice(0, end).replace(otherAddressLine, '');
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
    returned.test(notice) ||
    /deliver|not found|unknown|no such|rejected|permanent/i.test(notice);
  if (!isNotice) return [];
  return matches.flatMap((match, index) => {
    const address = recipientAddress(match[1] ?? '');
    if (address === null || ownAddresses.has(address)) return [];
    return [describe(address, notice.slice(match.index + match[0].length, matches[index + 1]?.index ?? notice.length))];
  });
}

/** The Message-ID of the returned mail; one of ours first, because gateways add others. */
function originalMessageId(mail: ParsedMail): string | null {
  const parts = returnedParts(mail).map(headersOf);
  const ids = [...parts, mail.text.slice(0, 100_000)].flatMap((text) =>
    [...text.matchAll(messageIdLine)].slice(0, 20).map((match) => match[1] ?? ''),
  );
  return ids.find((id) => ownMessageId.test(id)) ?? ids[0] ?? mail.inReplyTo[0] ?? null;
}
