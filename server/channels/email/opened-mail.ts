import { htmlToText } from '../../platform/html.ts';
import { attachmentName, cleanBody } from './mail-text.ts';
import type { MailAttachment, ParsedMail } from './parse.ts';
import { openSmime, type Protection, readInlinePgp } from './protected-mail.ts';
import { readTnef } from './tnef.ts';

const MAX_ATTACHMENTS = 500;
/** A signed mail inside a signed mail and so on. */
const MAX_DEPTH = 4;

const isSmime = ({ contentType, name }: MailAttachment): boolean =>
  /^application\/(?:x-)?pkcs7-mime$/.test(contentType) || /\.p7m$/i.test(name);
const isSignature = ({ contentType }: MailAttachment): boolean =>
  /^application\/(?:(?:x-)?pkcs7-signature|pgp-signature)$/.test(contentType);
const isTnef = ({ contentType, name }: MailAttachment): boolean =>
  /^application\/(?:vnd\.)?ms-tnef$/.test(contentType) || /^winmail\.dat$/i.test(name);

/** The first part of an encrypted mail, which only says so (RFC 3156 section 4). */
const isPgpVersion = ({ contentType, content }: MailAttachment): boolean =>
  contentType === 'application/pgp-encrypted' &&
  /^\s*Version: 1\s*$/i.test(content.subarray(0, 100).toString('latin1'));

type Parse = (raw: Buffer) => Promise<ParsedMail>;

/**
 * Opens what a mail holds in containers: the text of a signed S/MIME or PGP mail, without checking
 * the signature, and the files of a `winmail.dat`. Encrypted mail is marked. The containers stay
 * attached, except a `winmail.dat` whose files are all shown.
 */
export async function openContainers(mail: ParsedMail, parse: Parse, depth = 0): Promise<ParsedMail> {
  const type = mail.headers.get('content-type')?.[0] ?? '';
  const protection: Protection | null = isEncrypted(mail, type)
    ? 'encrypted'
    : /^\s*multipart\/signed/i.test(type) || mail.attachments.some(isSignature)
      ? 'signed'
      : null;
  const attachments = mail.attachments.filter((one) => !isPgpVersion(one));
  const opened = openPgp(openTnef({ ...mail, attachments, protection }));
  return depth < MAX_DEPTH ? openSignedPart(opened, parse, depth) : opened;
}

const isEncrypted = (mail: ParsedMail, type: string): boolean =>
  /^\s*multipart\/encrypted/i.test(type) ||
  mail.attachments.some((one) => one.contentType === 'application/pgp-encrypted');

async function openSignedPart(mail: ParsedMail, parse: Parse, depth: number): Promise<ParsedMail> {
  const container = mail.attachments.find(isSmime);
  const opened = container ? openSmime(container.content) : null;
  if (opened === null) return mail;
  if (opened.content === null) return { ...mail, protection: opened.protection ?? mail.protection };
  const inner = await openContainers(await parse(opened.content), parse, depth + 1);
  const text = [inner.text, mail.text].filter((one) => one !== '').join('\n\n');
  return {
    ...mail,
    text,
    // Text around the signed part, such as the footer of a mailing list, is shown with its text.
    html: mail.text === '' ? inner.html : null,
    attachments: [...inner.attachments, ...mail.attachments].slice(0, MAX_ATTACHMENTS),
    protection: inner.protection ?? opened.protection ?? mail.protection,
    problems: [...mail.problems, ...inner.problems.filter((one) => one !== 'from_unreadable')],
  };
}

function openPgp(mail: ParsedMail): ParsedMail {
  const pgp = readInlinePgp(mail.text);
  if (pgp === null) return mail;
  const file: MailAttachment = {
    name: pgp.file.name,
    contentType: pgp.protection === 'signed' ? 'application/pgp-signature' : 'application/pgp-encrypted',
    content: Buffer.from(pgp.file.content),
    cid: null,
    isInline: false,
  };
  return { ...mail, text: pgp.text, html: null, attachments: [...mail.attachments, file], protection: pgp.protection };
}

function openTnef(mail: ParsedMail): ParsedMail {
  const container = mail.attachments.find(isTnef);
  const tnef = container ? readTnef(container.content) : null;
  if (!container || tnef === null) return mail;
  const shownCids = mail.html ?? tnef.html ?? '';
  const files = tnef.files.map((file): MailAttachment => {
    const contentType = /^[\w.+-]{1,80}\/[\w.+-]{1,80}$/.test(file.contentType ?? '')
      ? (file.contentType ?? '').toLowerCase()
      : 'application/octet-stream';
    return {
      name: attachmentName(file.name, contentType),
      contentType,
      content: file.content,
      cid: file.cid,
      isInline: file.cid !== null && shownCids.includes(`cid:${file.cid}`),
    };
  });
  const isTextShown = mail.text !== '' || tnef.text !== null || tnef.html !== null;
  const isWholeShown = files.length > 0 && isTextShown;
  const others = mail.attachments.filter((one) => one !== container || !isWholeShown);
  const html = mail.text === '' && tnef.html !== null ? cleanBody(tnef.html) : mail.html;
  const tnefText = cleanBody(tnef.text ?? '').trimEnd() || (html === null ? '' : htmlToText(html));
  const text = mail.text === '' ? tnefText : mail.text;
  return { ...mail, text, html, attachments: [...others, ...files].slice(0, MAX_ATTACHMENTS) };
}
