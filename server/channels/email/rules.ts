import type { MailHead } from './parse.ts';
import { readMessageId, readReplyAddress, readSubjectTag, withoutSubjectTags } from './reference.ts';
import { readReplyTo } from './senders.ts';

/**
 * Who or what wrote a mail. Everything but `own` becomes a message: losing a customer is worse than
 * noise.
 */
export type MailKind = 'human' | 'auto_reply' | 'auto_generated' | 'list' | 'bounce' | 'own';

export interface MailClass {
  kind: MailKind;
  /** Whether an automatic reply may be sent; also false for some mails of people. */
  canAutoReply: boolean;
  /** The header or fact that decided, for the log and the ticket's history. */
  reason: string;
}

/** How an installation recognizes its own mails. */
export interface OwnMailFacts {
  /** Its sending addresses, in lower case. */
  addresses: ReadonlySet<string>;
  /** The value of `X-Crossdesk-Loop` in its automatic mails. */
  loopHeaderValue: string;
}

/** The header with our loop value. */
const loopHeader = 'x-crossdesk-loop';

/** The loop value by which our automatic mails are recognized when they return. */
export const loopHeaderValue = (publicUrl: string): string => new URL(publicUrl).host;

/**
 * Headers of every automatic mail, so that machines do not answer it (RFC 3834) and we recognize
 * it.
 */
export const automaticHeaders = (publicUrl: string): Record<string, string> => ({
  'Auto-Submitted': 'auto-generated',
  'X-Auto-Response-Suppress': 'All',
  Precedence: 'bulk',
  'X-Crossdesk-Loop': loopHeaderValue(publicUrl),
});

type Rule = [kind: MailKind, reason: string, holds: (mail: RuleInput) => boolean];

interface RuleInput {
  has(name: string, pattern?: RegExp): boolean;
  mail: MailHead;
  envelopeFrom: string | null;
  own: OwnMailFacts;
  /** The text names a recipient and says that a mail of ours could not be delivered. */
  isReturned: boolean;
  /** The subject of an absence notice. */
  isAway: boolean;
}

const deliveryReport = /^multipart\/report\b.{0,500}delivery-status/i;
const otherReport = /^multipart\/report\b/i;
const daemonName =
  /^(?:mailer[-_.]?daemon|post[-_.]?master|mail[-_.]?daemon|mdaemon|mail[-_. ]?(?:delivery|deliver)[-_. ]?(?:sub)?system)(?:@|$)/i;
const failureSubject =
  /(?:undeliver|deliver(?:y|ed)? (?:status|fail|has failed|delayed|error|problem|notification|incomplete)|returned mail|mail delivery|mail (?:system )?(?:error|failure)|failure notice|(?:could|was) not (?:be )?(?:delivered|send message)|error sending your mail|message (?:delayed|rejected)|mailbox (?:full|unavailable)|non ?remis|unzustellbar|nicht zugestellt|no (?:se ha podido )?entregad|mancata consegna|niet[- ]bezorg|olevererbar|(?:配信|配達|送信)(?:不能|エラー|できません|できませんでした)|メール(?:システム)?エラー|送信できませんでした|退信|无法投递)/i;

/**
 * The first matching rule decides. Sources: RFC 3834, RFC 2369, RFC 2919, RFC 3464, Microsoft
 * MS-OXCMAIL.
 */
const rules: Rule[] = [
  ['own', loopHeader, ({ mail, own }) => hasLoopHeader(mail, own.loopHeaderValue)],
  // A contact form may send in our name, with its writer in Reply-To.
  [
    'own',
    'own address',
    ({ mail, own }) =>
      own.addresses.has(mail.from?.address.toLowerCase() ?? '') && readReplyTo(mail, own.addresses).length === 0,
  ],
  ['bounce', 'delivery report', ({ has }) => has('content-type', deliveryReport)],
  ['bounce', 'x-failed-recipients', ({ has }) => has('x-failed-recipients')],
  // Mailer daemons often call their notices automatic replies.
  ['bounce', 'mailer daemon', ({ mail, isAway }) => isDaemon(mail) && !isAway],
  ['bounce', 'null sender', ({ envelopeFrom, isReturned }) => envelopeFrom === '' && isReturned],
  ['bounce', 'returned mail', ({ mail, isReturned }) => isReturned && isFailureSubject(mail.subject)],
  ['auto_reply', 'auto-submitted', ({ has }) => has('auto-submitted', /^\s*auto-(?:replied|notified)\b/i)],
  ['auto_reply', 'x-autoreply', ({ has }) => has('x-autoreply') || has('x-autorespond') || has('x-autoresponder')],
  ['auto_reply', 'x-auto-reply-from', ({ has }) => has('x-auto-reply-from') || has('x-autoreply-from')],
  ['auto_reply', 'x-ms-exchange-inbox-rules-loop', ({ has }) => has('x-ms-exchange-inbox-rules-loop')],
  ['auto_reply', 'precedence', ({ has }) => hasPrecedence(has, /^\s*auto_?reply\b/i)],
  ['auto_reply', 'delivered-to', ({ has }) => has('delivered-to', /^\s*autoresponder\b/i)],
  ['bounce', 'null sender', ({ envelopeFrom, mail }) => envelopeFrom === '' && failureSubject.test(mail.subject)],
  ['auto_generated', 'report', ({ has }) => has('content-type', otherReport)],
  ['auto_generated', 'auto-submitted', ({ has }) => has('auto-submitted', /^\s*(?!no\b)\S/i)],
  ['list', 'list-id', ({ has }) => has('list-id') || has('list-post') || has('list-unsubscribe')],
  ['list', 'precedence', ({ has }) => hasPrecedence(has, /^\s*list\b/i)],
  ['auto_generated', 'precedence', ({ has }) => hasPrecedence(has, /^\s*(?:bulk|junk)\b/i)],
  ['auto_generated', 'x-loop', ({ has }) => has('x-loop', /^\s*(?:yes|true)\s*$/i)],
  ['auto_generated', 'null sender', ({ envelopeFrom }) => envelopeFrom === ''],
];

/** Whether a mail system is the sender; some write no address, or only a name. */
function isDaemon(mail: MailHead): boolean {
  const raw = (mail.headers.get('from')?.[0] ?? '').trim();
  if (mail.from) return daemonName.test(mail.from.address);
  return (
    /<\s*>\s*$/.test(raw) || daemonName.test(raw.replace(/^["'\s]+|["'\s]*<.*$/g, '')) || /<mailer-daemon>/i.test(raw)
  );
}

/** Whether a subject announces a failure; people forward such mails and answer them. */
function isFailureSubject(subject: string): boolean {
  const { isReply, isForward } = splitSubject(subject);
  return failureSubject.test(subject) && !isReply && !isForward;
}

const awaySubject = /out of (?:the )?office|auto(?:matic|mated)?[- ]?(?:reply|response)|abwesen|absence|away|不在/i;

function hasPrecedence(has: RuleInput['has'], pattern: RegExp): boolean {
  return has('precedence', pattern) || has('x-precedence', pattern);
}

function hasLoopHeader(mail: MailHead, expected: string): boolean {
  return (mail.headers.get(loopHeader) ?? []).some((value) => value.trim().toLowerCase() === expected.toLowerCase());
}

/**
 * Classifies a mail as written by a person or a machine. `envelopeFrom` is the MAIL FROM address,
 * '' for the null sender, null if unknown (then Return-Path is used). `isReturned`: the text is a
 * notice that a mail could not be delivered (`readBounce`). `X-Auto-Response-Suppress`
 * and a missing sender forbid automatic replies, but prove nothing.
 */
export function classifyMail(
  mail: MailHead,
  envelopeFrom: string | null,
  own: OwnMailFacts,
  isReturned = false,
): MailClass {
  const has: RuleInput['has'] = (name, pattern = /\S/) =>
    (mail.headers.get(name) ?? []).some((value) => pattern.test(value));
  const sender = envelopeFrom ?? (has('return-path', /^\s*<\s*>\s*$/) ? '' : null);
  const rule = rules.find(([, , holds]) =>
    holds({ has, mail, envelopeFrom: sender, own, isReturned, isAway: awaySubject.test(mail.subject) }),
  );
  if (rule) return { kind: rule[0], canAutoReply: false, reason: rule[1] };
  if (has('x-auto-response-suppress', /\b(?:all|oof|autoreply)\b/i)) {
    return { kind: 'human', canAutoReply: false, reason: 'x-auto-response-suppress' };
  }
  if (mail.from === null) return { kind: 'human', canAutoReply: false, reason: 'no sender' };
  return { kind: 'human', canAutoReply: true, reason: 'no automatic header' };
}

export interface SplitSubject {
  /** Without "Re:", "Fwd:" and our tags; may be ''. */
  bare: string;
  isReply: boolean;
  isForward: boolean;
}

const replyPrefix =
  /^(?:re|aw|sv|vs|antw|odp|rif|res|ynt|回复|回覆|答复|返信|회신)(?:\s?[[(]\d{1,4}[\])]|\^\d{1,4})?\s?[:：]\s*/i;
const forwardPrefix = /^(?:fwd?|wg|vl|vb|tr|rv|enc|i|pd|转发|轉寄|転送|전달)(?:\s?[[(]\d{1,4}[\])])?\s?[:：]\s*/i;

/** Removes reply and forward prefixes of many languages and our tags from a subject. */
export function splitSubject(subject: string): SplitSubject {
  let bare = withoutSubjectTags(subject);
  let isReply = false;
  let isForward = false;
  for (let prefixes = 0; prefixes < 30; prefixes += 1) {
    const reply = replyPrefix.exec(bare);
    const forward = reply ? null : forwardPrefix.exec(bare);
    const length = (reply ?? forward)?.[0].length ?? 0;
    if (length === 0) break;
    isReply ||= reply !== null;
    isForward ||= forward !== null;
    bare = bare.slice(length);
  }
  return { bare: bare.trim(), isReply, isForward };
}

/** A possible match of a mail to its ticket. */
export type ThreadCandidate =
  | { by: 'own_message_id'; ticketNumber: number; messageId: string }
  /** To be looked up among stored Message-IDs; nearest first. */
  | { by: 'foreign_message_id'; ids: string[] }
  | { by: 'reply_address'; ticketNumber: number }
  /** The weakest match: only for a sender who takes part in the ticket. */
  | { by: 'subject_tag'; ticketNumber: number };

/**
 * Possible tickets of a mail, most certain first. The first that exists is used; none means a new
 * ticket. `recipients` are the envelope's; the header recipients are read as well.
 */
export function threadCandidates(mail: MailHead, secret: string, recipients: string[] = []): ThreadCandidate[] {
  const candidates: ThreadCandidate[] = [];
  const ids = [...new Set([...mail.inReplyTo, ...mail.references.toReversed()])];
  const foreign: string[] = [];
  for (const id of ids) {
    const reference = readMessageId(id, secret);
    if (reference) candidates.push({ by: 'own_message_id', ...reference });
    // A Message-ID in our format with a wrong hash is forged, so it is not looked up either.
    else if (!/^hd\.\d+\./i.test(id)) foreign.push(id);
  }
  if (foreign.length > 0) candidates.push({ by: 'foreign_message_id', ids: foreign });
  const addresses = [...recipients, ...mail.deliveredTo, ...[...mail.to, ...mail.cc].map((person) => person.address)];
  for (const address of new Set(addresses)) {
    const reply = readReplyAddress(address, secret);
    if (reply) candidates.push({ by: 'reply_address', ...reply });
  }
  const tag = readSubjectTag(mail.subject, secret);
  if (tag) candidates.push({ by: 'subject_tag', ...tag });
  return candidates;
}

/**
 * The forms of a name that are compared to find a name used by someone else: its words joined as
 * written and in sorted order, with and without a part in parentheses. Case, accents, width,
 * punctuation, spaces and invisible characters are ignored.
 */
export function nameForms(name: string): string[] {
  const folded = name
    .normalize('NFKC')
    .replace(/\p{Default_Ignorable_Code_Point}/gu, '')
    .toLowerCase()
    .normalize('NFD')
    .replace(/\p{M}/gu, '');
  const forms = [folded, folded.split('(')[0] ?? ''].flatMap((text) => {
    const words = text.match(/[\p{L}\p{N}]+/gu) ?? [];
    return [words.join(''), words.toSorted().join('')];
  });
  return [...new Set(forms)].filter((form) => form !== '');
}

const shortestRetryMs = 1_000;
const longestRetryMs = 5 * 60_000;
/** Providers lock accounts after many refused sign-ins. */
const refusedRetryMs = 60_000;
const needsPerson: ReadonlySet<string> = new Set([
  'sign_in_refused',
  'consent_needed',
  'access_revoked',
  'provider_refused',
  'no_password',
  'secret_unreadable',
  'folder_not_found',
]);

/**
 * How long to wait before a watched mailbox is connected again: doubling up to five minutes, half
 * to one and a half times, so that many mailboxes of one server do not reconnect together. `random`
 * is from 0 to 1.
 */
export function watchRetryMs(failureCount: number, code: string | null, random: number): number {
  const shortest = code !== null && needsPerson.has(code) ? refusedRetryMs : shortestRetryMs;
  return Math.min(longestRetryMs, shortest * 2 ** Math.min(failureCount, 20)) * (0.5 + random);
}
