import { isUtf8 } from 'node:buffer';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Attachment, Email } from 'postal-mime';
import PostalMime from 'postal-mime';
import { htmlToText } from '../../platform/html.ts';
import { type MailAddress, readAddress, readAddressList } from './address-list.ts';
import { decodeBytes, decodeWords, startDetections } from './charset.ts';
import { joinFlowedLines } from './flowed-text.ts';
import { attachmentName, cleanBody, cleanLine } from './mail-text.ts';
import { openContainers } from './opened-mail.ts';
import type { Protection } from './protected-mail.ts';
import { headerEnd, repairRawHeaders } from './raw-headers.ts';

/** Limits per mail. A mail beyond a limit is still stored, with a problem naming the limit. */
export const mailLimits = {
  rawBytes: 60 * 1024 * 1024,
  nestingDepth: 50,
  partCount: 500,
  lineCount: 1_000_000,
  /** All header lines of all parts together. */
  headerBytes: 1024 * 1024,
  textBytes: 1024 * 1024,
  htmlBytes: 2 * 1024 * 1024,
  addressCount: 500,
  referenceCount: 100,
} as const;

/**
 * Why a mail or a part of it could not be read as intended. The first six leave it without a body.
 */
export type MailProblem =
  | 'mail_too_large'
  | 'nesting_too_deep'
  | 'too_many_parts'
  | 'too_many_lines'
  | 'headers_too_large'
  | 'unreadable'
  | 'text_too_long'
  | 'html_too_long'
  | 'from_unreadable';

export interface MailAttachment {
  name: string;
  /** In lower case, as declared by the sender: not trusted. */
  contentType: string;
  content: Buffer;
  /** Content-ID without angle brackets. */
  cid: string | null;
  /** Shown inline by the HTML. */
  isInline: boolean;
}

/** The headers of a mail: who wrote it, to whom, and about what. */
export type MailHead = Omit<ParsedMail, 'text' | 'html' | 'attachments'>;

/**
 * A parsed mail. All text is well-formed Unicode without NUL. Message-IDs have no angle brackets.
 */
export interface ParsedMail {
  messageId: string | null;
  inReplyTo: string[];
  references: string[];
  from: MailAddress | null;
  replyTo: MailAddress[];
  to: MailAddress[];
  cc: MailAddress[];
  bcc: MailAddress[];
  /** Recipients recorded by delivering servers: Delivered-To, X-Original-To, Envelope-To. */
  deliveredTo: string[];
  subject: string;
  sentAt: Date | null;
  /** Plain text; derived from the HTML if the mail has none. */
  text: string;
  /** As sent, not sanitised; null if the mail has none. */
  html: string | null;
  attachments: MailAttachment[];
  /** Names in lower case; values unfolded, otherwise as sent, in order of appearance. */
  headers: Map<string, string[]>;
  /** Whether it is signed (not checked) or encrypted. */
  protection: Protection | null;
  problems: MailProblem[];
}

/**
 * Parses any mail, however malformed, within `mailLimits`; never throws. A mail over a limit keeps
 * its headers, has no body and no attachments, and names the limit in `problems`. Nested messages
 * stay whole, as `.eml` attachments named by their subject.
 */
export async function parseMail(raw: Buffer): Promise<ParsedMail> {
  startDetections();
  const problem = exceededLimit(raw);
  if (problem !== null) return parseHeadersOnly(raw, problem);
  try {
    return await openContainers(await parseUnopened(raw), parseUnopened);
  } catch (error) {
    return parseHeadersOnly(raw, problemOf(error));
  }
}

const parseUnopened = async (raw: Buffer): Promise<ParsedMail> => readEmail(await parseBounded(repairRawHeaders(raw)));

function exceededLimit(raw: Buffer): MailProblem | null {
  if (raw.length > mailLimits.rawBytes) return 'mail_too_large';
  let lineCount = 0;
  for (let at = raw.indexOf(10); at >= 0; at = raw.indexOf(10, at + 1)) {
    lineCount += 1;
    if (lineCount > mailLimits.lineCount) return 'too_many_lines';
  }
  return null;
}

class TooManyParts extends Error {}

function problemOf(error: unknown): MailProblem {
  if (error instanceof TooManyParts) return 'too_many_parts';
  const message = error instanceof Error ? error.message : '';
  if (message.startsWith('Maximum MIME nesting depth')) return 'nesting_too_deep';
  if (message.startsWith('Maximum header size')) return 'headers_too_large';
  return 'unreadable';
}

/**
 * Internals of the parser. It has no part limit and never yields to other work, so both are added
 * here.
 */
interface ParserSteps {
  currentNode: { state: string };
  processLine(line: Uint8Array, isFinal: boolean): Promise<void>;
  collectNode(node: ParserNode, ...rest: unknown[]): Promise<void>;
}

interface ParserNode {
  content?: ArrayBuffer;
  contentType: { parsed: HeaderWithParameters };
  contentDisposition: { parsed: HeaderWithParameters };
  getTextContent(): string;
}

interface HeaderWithParameters {
  value: string;
  params: Record<string, string | undefined>;
}

/** The text of a part, in its charset rather than in the declared one if that cannot be right. */
function readText(node: ParserNode): string {
  const { value, params } = node.contentType.parsed;
  const bytes = new Uint8Array(node.content ?? new ArrayBuffer(0));
  const text = decodeBytes(bytes, params.charset ?? (value === 'text/html' ? charsetInHtml(bytes) : null));
  return /^flowed$/i.test(params.format ?? '') ? joinFlowedLines(text, /^yes$/i.test(params.delsp ?? '')) : text;
}

/** The charset that HTML declares itself. */
const charsetInHtml = (bytes: Uint8Array): string | undefined =>
  /<meta\s[^>]{0,200}charset\s{0,9}=\s{0,9}["']?([\w:-]{2,40})/i.exec(
    Buffer.from(bytes.subarray(0, 4_096)).toString('latin1'),
  )?.[1];

async function parseBounded(raw: Buffer): Promise<Email> {
  const parser = new PostalMime({
    forceRfc822Attachments: true,
    maxNestingDepth: mailLimits.nestingDepth,
    maxHeadersSize: mailLimits.headerBytes,
  });
  const steps = parser as unknown as ParserSteps;
  const processLine = steps.processLine.bind(parser);
  let partCount = 0;
  let lineCount = 0;
  steps.processLine = async (line, isFinal) => {
    const before = steps.currentNode;
    // The headers of a part may be in a national charset too.
    const isNational = before.state === 'header' && !isUtf8(line);
    await processLine(isNational ? new TextEncoder().encode(decodeBytes(line, null)) : line, isFinal);
    if (steps.currentNode !== before) partCount += 1;
    // Leaving a part counts too, hence twice the limit.
    if (partCount > mailLimits.partCount * 2) throw new TooManyParts();
    lineCount += 1;
    if (lineCount % 5_000 === 0) await nextTurn();
  };
  const collectNode = steps.collectNode.bind(parser);
  steps.collectNode = async (node, ...rest) => {
    node.getTextContent = () => readText(node);
    for (const { params } of [node.contentDisposition.parsed, node.contentType.parsed]) {
      for (const name of ['filename', 'name']) if (params[name]) params[name] = decodeWords(params[name] ?? '');
    }
    return collectNode(node, ...rest);
  };
  return parser.parse(raw);
}

/** Parses only the beginning of the headers, for a mail whose body cannot be read. */
export async function parseHeadersOnly(raw: Buffer, problem: MailProblem): Promise<ParsedMail> {
  const lines = raw
    .subarray(0, Math.min(headerEnd(raw), 64 * 1024))
    .toString('latin1')
    .split(/\r?\n/);
  const headerLines: string[] = [];
  let isKept = true;
  for (const line of lines) {
    if (!/^[ \t]/.test(line)) isKept = !/^content-/i.test(line);
    if (isKept && line !== '') headerLines.push(line);
  }
  try {
    const block = repairRawHeaders(Buffer.from(`${headerLines.join('\r\n')}\r\n\r\n`, 'latin1'));
    const mail = readEmail(await parseBounded(block));
    return { ...mail, text: '', html: null, attachments: [], problems: [problem, ...mail.problems] };
  } catch {
    return { ...readEmail({ headers: [], headerLines: [], attachments: [] }), problems: [problem] };
  }
}

function readEmail(email: Email): ParsedMail {
  const headers = new Map<string, string[]>();
  for (const { key, value } of email.headers) {
    const name = cleanLine(key, 200);
    if (name === '') continue;
    const values = headers.get(name);
    if (values) values.push(cleanLine(value, 16_000));
    else headers.set(name, [cleanLine(value, 16_000)]);
  }
  const body = readBody(email);
  const rawValues = (name: string) => email.headers.filter((one) => one.key === name).map((one) => one.value);
  const readAddresses = (name: string) => readAddressList(rawValues(name), mailLimits.addressCount);
  const from = readAddressList(rawValues('from').slice(0, 1), 1)[0] ?? null;
  const problems = [...body.problems];
  if (from === null) problems.push('from_unreadable');
  return {
    messageId: readMessageIds(headers.get('message-id'))[0] ?? null,
    inReplyTo: readMessageIds(headers.get('in-reply-to')),
    references: readMessageIds(headers.get('references')),
    from,
    replyTo: readAddresses('reply-to'),
    to: readAddresses('to'),
    cc: readAddresses('cc'),
    bcc: readAddresses('bcc'),
    deliveredTo: readDeliveredTo(headers),
    subject: cleanLine(decodeWords(rawValues('subject')[0] ?? ''), 998),
    sentAt: readDate(headers.get('date')?.[0]),
    text: body.text,
    html: body.html,
    attachments: body.attachments,
    headers,
    protection: null,
    problems,
  };
}

function readBody(email: Email): Pick<ParsedMail, 'text' | 'html' | 'attachments' | 'problems'> {
  const attachments: MailAttachment[] = [];
  const problems: MailProblem[] = [];
  let html = email.html === undefined ? null : cleanBody(email.html);
  const inlineCids = new Set(Array.from(html?.matchAll(/cid:([^"'<>\s]{1,998})/gi) ?? [], (match) => match[1] ?? ''));
  const hasText = Boolean(email.text || email.html);
  for (const attachment of email.attachments)
    if (!hasText || !isOtherFormat(attachment)) attachments.push(readAttachment(attachment, inlineCids));
  if (html !== null && html.length > mailLimits.htmlBytes) {
    attachments.push(wholeBody('message.html', 'text/html', html));
    problems.push('html_too_long');
    html = null;
  }
  let text = cleanBody(email.text ?? '').trimEnd();
  if (text === '' && html !== null) text = htmlToText(html);
  if (text.length > mailLimits.textBytes) {
    attachments.push(wholeBody('message.txt', 'text/plain', text));
    problems.push('text_too_long');
    text = text.slice(0, mailLimits.textBytes).toWellFormed();
  }
  return { text, html, attachments, problems };
}

function wholeBody(name: string, contentType: string, content: string): MailAttachment {
  return {
    name,
    contentType: `${contentType}; charset=utf-8`,
    content: Buffer.from(content),
    cid: null,
    isInline: false,
  };
}

const bufferOf = (content: Attachment['content']): Buffer =>
  typeof content === 'string'
    ? Buffer.from(content)
    : content instanceof Uint8Array
      ? Buffer.from(content.buffer, content.byteOffset, content.byteLength)
      : Buffer.from(content);

/** The text of the mail once more, in a format for other programs. */
const isOtherFormat = ({ mimeType, filename }: Attachment): boolean =>
  !filename && /^text\/(?:enriched|richtext|x-amp-html|(?:x-)?watch-html)$/.test(mimeType ?? '');

/** Names that mail programs give every attached mail. */
const isGeneric = (name: string | null): boolean =>
  name === null ||
  /^(?:noname|unnamed|message|attached[ _-]?message|part ?[\d.]*|att\d*|untitled|無題)?(?:\.eml)?$/i.test(name.trim());

/** The subject of an attached mail, as its file name. */
function subjectOf(content: Buffer): string | null {
  const head = repairRawHeaders(content.subarray(0, Math.min(headerEnd(content), 64 * 1024))).toString('utf8');
  const lines = /^subject[ \t]*:((?:[^\r\n]|\r?\n[ \t])*)/im.exec(head)?.[1]?.replace(/\r?\n/g, '');
  const subject = cleanLine(decodeWords(lines ?? ''), 120);
  return subject === '' ? null : `${subject.replace(/[/\\]/g, '-')}.eml`;
}

function readAttachment(attachment: Attachment, shownCids: ReadonlySet<string>): MailAttachment {
  const declared = attachment.mimeType ?? '';
  const contentType = /^[\w.+-]{1,80}\/[\w.+-]{1,80}$/.test(declared) ? declared : 'application/octet-stream';
  const cid = cleanLine(attachment.contentId ?? '', 998).replace(/^<|>$/g, '') || null;
  const content = bufferOf(attachment.content);
  const isMail = /^message\/(?:rfc822|global)$/.test(contentType);
  const filename = isMail && isGeneric(attachment.filename) ? subjectOf(content) : attachment.filename;
  return {
    name: attachmentName(filename, contentType),
    contentType,
    content,
    cid,
    isInline: cid !== null && (shownCids.has(cid) || shownCids.has(encodeURIComponent(cid))),
  };
}

function readDeliveredTo(headers: ParsedMail['headers']): string[] {
  const names = ['delivered-to', 'x-original-to', 'envelope-to', 'x-delivered-to', 'x-envelope-to'];
  const addresses = names.flatMap((name) => (headers.get(name) ?? []).slice(0, 20)).map(readAddress);
  return [...new Set(addresses.filter((address) => address !== null))];
}

/**
 * Message-IDs in order (RFC 5322 section 3.6.4), without the words that old programs put around
 * them.
 */
function readMessageIds(values: string[] | undefined): string[] {
  const text = (values ?? []).join(' ').slice(-60_000);
  const bracketed = [...text.matchAll(/<([^<>\s]{1,998})>/g)].map((match) => match[1] ?? '');
  const ids =
    bracketed.length > 0 ? bracketed : text.split(/[\s,]+/).filter((word) => /^[^\s@<>]+@[^\s@<>]+$/.test(word));
  return [...new Set(ids)].slice(-mailLimits.referenceCount);
}

function readDate(value: string | undefined): Date | null {
  const date = new Date((value ?? '').slice(0, 100));
  const year = date.getUTCFullYear();
  return year >= 1970 && year <= 2100 ? date : null;
}
