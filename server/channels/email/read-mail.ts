import { randomBytes } from 'node:crypto';
import type { MailFailureReason } from '@crossdesk/contracts/lists/email.ts';
import type { Mailbox } from '@crossdesk/contracts/scalars.ts';
import type { DNSResolver } from 'mailauth';
import { detectContentType } from '../../platform/file-kind.ts';
import { htmlToText, sanitizeHtml, textToHtml } from '../../platform/html.ts';
import { countAddresses } from './address-list.ts';
import { type Authenticity, checkAuthenticity } from './authenticity.ts';
import { type Bounce, readBounce } from './bounce.ts';
import { readForward } from './forward.ts';
import { type MailHead, type MailProblem, mailLimits, parseHeadersOnly, parseMail } from './parse.ts';
import { splitQuote } from './quote.ts';
import { markLines } from './quote-html.ts';

/** How a mail was delivered to us. */
export interface MailOrigin {
  ip: string | null;
  helo: string | null;
  mailFrom: string | null;
}

export interface MailFile {
  name: string;
  contentType: string;
  content: Uint8Array;
  contentId: string | null;
  isInline: boolean;
}

/** A forwarded mail with sanitised HTML, and the words of who forwarded it. */
export interface ForwardedContent {
  from: Mailbox;
  html: string;
  text: string;
  noteHtml: string;
  note: string;
}

/** The content of a mail, with sanitised HTML. */
export interface MailContent {
  head: MailHead;
  /** The new text. `{filePlaceholder}-{n}` in an image URL stands for the id of `files[n]`. */
  html: string;
  text: string;
  /**
   * The quotation; null without one. `<span data-line="{filePlaceholder}.line-{n}">` encloses the
   * texts of `quotedLines[n]`.
   */
  quotedHtml: string | null;
  quotedLines: string[];
  files: MailFile[];
  filePlaceholder: string;
  /** The mail it forwards, if it is a forward. */
  forward: ForwardedContent | null;
  /** The delivery report, if it is one; null if it names no recipient. */
  bounce: Bounce | null;
}

export type MailReading = { fault: null; content: MailContent } | { fault: MailFailureReason; subject: string };

const faultsWithoutBody = [
  'mail_too_large',
  'nesting_too_deep',
  'too_many_parts',
  'too_many_lines',
  'headers_too_large',
  'unreadable',
] as const satisfies readonly MailProblem[];

/**
 * The text that is searched and previewed: that of the HTML if it is shown, because the plain text
 * may say something else, such as "Your mail program can't show this email".
 */
const shownText = (html: string | null, plain: string): string =>
  html === null ? plain : htmlToText(html).slice(0, mailLimits.textBytes).toWellFormed();

/**
 * Does all work that a hostile mail could prolong, without the database. Runs in a worker thread,
 * see `read-worker-pool.ts`.
 */
export async function readContent(raw: Buffer): Promise<MailReading> {
  const { text, html, attachments, ...head } = await parseMail(raw);
  const fault = faultsWithoutBody.find((one) => head.problems.includes(one));
  if (fault) return { fault, subject: head.subject };
  const files = await Promise.all(
    attachments.map(
      async (one): Promise<MailFile> => ({
        name: one.name,
        contentType: await detectContentType(one.content, one.contentType),
        content: one.content,
        contentId: one.cid,
        isInline: one.isInline,
      }),
    ),
  );
  // Random, so that the sender cannot forge it.
  const filePlaceholder = randomBytes(12).toString('hex');
  const fileIndexByCid = new Map(files.map((file, index) => [file.contentId, index]));
  const cidUrl = (cid: string) => {
    const index = fileIndexByCid.get(cid);
    return index === undefined ? null : `/api/v1/files/${filePlaceholder}-${index}?preview=1`;
  };
  const body = splitQuote({ html, text });
  const sanitize = (source: string | null, plain: string) =>
    source === null ? textToHtml(plain) : sanitizeHtml(source, { cidUrl });
  const forward = readForward({ subject: head.subject, text, html });
  const hasQuotation = html === null ? body.quotedText !== null : body.quotedHtml !== null;
  const quoted = hasQuotation
    ? markLines(sanitize(body.quotedHtml, body.quotedText ?? ''), `${filePlaceholder}.line`)
    : null;
  return {
    fault: null,
    content: {
      head,
      html: sanitize(body.html, body.text),
      text: shownText(body.html, body.text),
      quotedHtml: quoted?.html ?? null,
      quotedLines: quoted?.lines ?? [],
      files,
      filePlaceholder,
      forward: forward && {
        from: forward.from,
        html: sanitize(forward.html, forward.text),
        text: shownText(forward.html, forward.text),
        noteHtml: sanitize(forward.noteHtml, forward.note),
        note: shownText(forward.noteHtml, forward.note),
      },
      bounce: readBounce({ ...head, text, html, attachments }),
    },
  };
}

/**
 * Checks who sent a mail. Separate from reading it, because it waits for DNS and not every mail
 * needs it.
 */
export async function checkSender(raw: Buffer, origin: MailOrigin, resolver?: DNSResolver): Promise<Authenticity> {
  const { headers } = await parseHeadersOnly(raw, 'unreadable');
  const checked = await checkAuthenticity(raw, {
    ...origin,
    mailFrom: origin.mailFrom || null,
    timeoutMs: 5_000,
    ...(resolver ? { resolver } : {}),
  });
  // A verdict on one of several authors says nothing about the others (RFC 7489 section 6.6.1).
  return countAddresses(headers.get('from') ?? []) > 1 ? { ...checked, dmarc: 'permerror' } : checked;
}

/** The subject of a mail that is too costly to read; '' if even that fails. */
export async function readSubject(raw: Buffer): Promise<string> {
  return (await parseHeadersOnly(raw, 'unreadable')).subject;
}
