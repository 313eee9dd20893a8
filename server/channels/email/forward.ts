import type { Mailbox } from '@crossdesk/contracts/scalars.ts';
import EmailForwardParser from 'email-forward-parser';
import { htmlToText } from '../../platform/html.ts';
import { readAddressList } from './address-list.ts';
import { splitForwardedHtml } from './quote-html.ts';
import { findForwarded, forwardedSender } from './quote-lines.ts';
import { splitSubject } from './rules.ts';

/** A mail that somebody forwarded: who wrote it, its text, and the words above it. */
export interface Forward {
  from: Mailbox;
  /** Null without HTML. */
  html: string | null;
  text: string;
  noteHtml: string | null;
  note: string;
}

/** The library takes quadratic time in white space and is slow on long texts. */
const MAX_HEAD_CHARS = 10_000;
const collapsed = (text: string): string =>
  text
    .slice(0, MAX_HEAD_CHARS * 4)
    .replace(/[^\S\n]+/g, ' ')
    .replace(/\n ?(?:\n ?)+/g, '\n\n')
    .slice(0, MAX_HEAD_CHARS);

/** The sender the library finds; it knows the forms of many mail programs and languages. */
function senderByLibrary(text: string, subject: string): Mailbox | null {
  const { forwarded, email } = new EmailForwardParser().read(collapsed(text), subject.slice(0, 300));
  const { address, name } = forwarded ? email.from : { address: null, name: null };
  return address ? (readAddressList([`${JSON.stringify(name ?? '')} <${address}>`], 1)[0] ?? null) : null;
}

/**
 * Reads a forwarded mail (`Fwd:`). Null for other mails, also for those that quote an original
 * without being a forward.
 */
export function readForward(mail: { subject: string; text: string; html: string | null }): Forward | null {
  const lines = mail.text.split('\n');
  const range = findForwarded(lines);
  if (range === null) return null;
  const { isForward, isReply } = splitSubject(mail.subject);
  const isMarked = /forward|weitergeleitet|transf|転送|inoltrat|reenviad|doorgestuurd/i.test(lines[range.start] ?? '');
  if (isReply || !(isForward || isMarked)) return null;
  const written = readAddressList([forwardedSender(range.headers)], 1)[0] ?? null;
  const from = written ?? senderByLibrary(mail.text, mail.subject);
  if (from === null) return null;
  const html = mail.html === null ? null : splitForwardedHtml(mail.html);
  const body = lines.slice(range.bodyStart);
  const isQuoted = body.every((line) => line.trim() === '' || line.startsWith('>'));
  const text = (isQuoted ? body.map((line) => line.replace(/^> ?/, '')) : body).join('\n').trim();
  const note = lines.slice(0, range.start).join('\n').trim();
  return {
    from,
    html: html?.body ?? null,
    text: text || htmlToText(html?.body ?? ''),
    noteHtml: html?.note ?? null,
    note,
  };
}
