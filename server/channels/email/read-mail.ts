import { randomBytes } from 'node:crypto';
import type { MailFailureReason } from '@crossdesk/contracts/lists/email.ts';
import type { DNSResolver } from 'mailauth';
import { addressParser } from 'postal-mime';
import { detectContentType } from '../../platform/file-kind.ts';
import { sanitizeHtml, textToHtml } from '../../platform/html.ts';
import { type Authenticity, checkAuthenticity } from './authenticity.ts';
import { type Bounce, readBounce } from './bounce.ts';
import { type MailHead, type MailProblem, parseHeadersOnly, parseMail } from './parse.ts';
import { splitQuote } from './quote.ts';

/** How a mail reached us. */
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

/** Everything a mail says, its HTML cleaned and its sender checked. */
export interface MailContent {
  head: MailHead;
  /** What its writer wrote now. `{fileMark}-{n}` in the address of an image stands for the id of `files[n]`. */
  html: string;
  text: string;
  /** What was quoted from before; null when nothing was. */
  quotedHtml: string | null;
  files: MailFile[];
  filePlaceholder: string;
  authenticity: Authenticity;
  /** What it reports if it is a report of non-delivery; null when it names no recipient. */
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

/** Does all the work a hostile mail could make long, without the database. Runs in a worker thread: see `readers.ts`. */
export async function readContent(raw: Buffer, origin: MailOrigin, resolver?: DNSResolver): Promise<MailReading> {
  const { text, html, attachments, ...head } = await parseMail(raw);
  const fault = faultsWithoutBody.find((one) => head.problems.includes(one));
  if (fault) return { fault, subject: head.subject };
  const checked = await checkAuthenticity(raw, {
    ...origin,
    mailFrom: origin.mailFrom || null,
    timeoutMs: 5_000,
    ...(resolver ? { resolver } : {}),
  });
  // A verdict on one of several authors says nothing about the others (RFC 7489 section 6.6.1).
  const authenticity = authorCount(head) > 1 ? { ...checked, dmarc: 'permerror' as const } : checked;
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
  // Not to be guessed by the sender, so that no text of theirs is taken for it.
  const fileMark = randomBytes(12).toString('hex');
  const places = new Map(files.map((file, place) => [file.contentId, place]));
  const cidUrl = (cid: string) => {
    const place = places.get(cid);
    return place === undefined ? null : `/api/v1/files/${fileMark}-${place}?preview=1`;
  };
  const body = splitQuote({ html, text });
  const clean = (source: string | null, plain: string) =>
    source === null ? textToHtml(plain) : sanitizeHtml(source, { cidUrl });
  const hasQuotation = body.quotedHtml !== null || body.quotedText !== null;
  return {
    fault: null,
    content: {
      head,
      html: clean(body.html, body.text),
      text: body.text,
      quotedHtml: hasQuotation ? clean(body.quotedHtml, body.quotedText ?? '') : null,
      files,
      filePlaceholder: fileMark,
      authenticity,
      bounce: readBounce({ ...head, text, html, attachments }),
    },
  };
}

/** How many addresses stand in the From headers of a mail. */
const authorCount = ({ headers }: MailHead): number =>
  addressParser((headers.get('from') ?? []).join(', '), { flatten: true }).length;

/** The subject of a mail that cannot be read as a whole; '' when even that is too much. */
export async function readSubject(raw: Buffer): Promise<string> {
  return (await parseHeadersOnly(raw, 'unreadable')).subject;
}
