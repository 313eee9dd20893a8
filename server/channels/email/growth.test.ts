import { describe, expect, test } from 'vitest';
import { growthPerDoubling, linearGrowth } from '../../testing/growth.ts';
import { checkAuthenticity } from './authenticity.ts';
import { readBounce } from './bounce.ts';
import { attachmentName, cleanBody, cleanLine } from './mail-text.ts';
import { parseMail } from './parse.ts';
import { splitQuote } from './quote.ts';
import { readMessageId, readReplyAddress, readSubjectTag } from './reference.ts';
import { classifyMail, splitSubject, threadCandidates } from './rules.ts';

const fill = (piece: string, size: number): string => piece.repeat(Math.max(1, Math.floor(size / piece.length)));
const numbered = (size: number, each: number, make: (index: number) => string): string =>
  Array.from({ length: Math.floor(size / each) }, (_, index) => make(index)).join('');

const mail = (headers: string, body = 'x'): Buffer =>
  Buffer.from(`From: a@x.example\r\nTo: s@d.example\r\n${headers}\r\n${body}`, 'latin1');
const bodied = (type: string, piece: string) => (size: number) => mail(`${type}\r\n`, fill(piece, size));
const headed =
  (start: string, piece: string, end = '') =>
  (size: number) =>
    mail(`${start}${fill(piece, size)}${end}\r\n`);

/** Mails made to take long, by what they consist of. */
const mails: Record<string, (size: number) => Buffer> = {
  'a folded subject': headed('Subject: ', 'a\r\n ', 'b'),
  'a folded subject beyond ASCII': headed('Subject: ', '\u00e9\r\n ', 'b'),
  'header fields': headed('', 'X: y\r\n'),
  'header lines without a colon': headed('', 'x\r\n'),
  recipients: headed('To: ', 'a@b.example, '),
  'commas for recipients': headed('To: ', ','),
  'open comments for recipients': headed('To: ', '('),
  'open angles for recipients': headed('To: ', '<'),
  'names for recipients': headed('To: ', 'a <b> '),
  'groups of recipients': headed('To: ', 'a:b;'),
  'open groups of recipients': headed('To: ', 'a:'),
  'escapes in a recipient': headed('To: "', '\\'),
  senders: (size) => Buffer.from(`From: ${fill('a@b.example, ', size)}z@z.example\r\n\r\nx`),
  'words in the sender': (size) => Buffer.from(`From: ${fill('a ', size)}\r\n\r\nx`),
  'encoded words': headed('Subject: ', '=?utf-8?q?a?= '),
  'open encoded words': headed('Subject: ', '=?utf-8?q?'),
  references: headed('References: ', '<a@b> '),
  'parameters of the type': headed('Content-Type: text/plain; ', 'a=b; '),
  'continued parameters': (size) =>
    mail(`Content-Type: text/plain; ${numbered(size, 10, (index) => `n*${index}=b; `)}\r\n`),
  'comments in the type': headed('Content-Type: text/plain ', '('),
  hops: headed('', 'Received: from a by b with c; d\r\n'),
  'comments in a hop': headed('Received: from ', '(a'),
  signatures: headed('', 'DKIM-Signature: v=1; a=rsa-sha256; d=x.example; s=s; h=from; bh=YQ==; b=YQ==\r\n'),
  'tags in a signature': headed('DKIM-Signature: ', 'a=b; '),
  'fields in a signature': headed('DKIM-Signature: v=1; a=rsa-sha256; d=x.example; s=s; bh=YQ==; b=YQ==; h=', 'from:'),
  seals: (size) =>
    mail(numbered(size, 70, (n) => `ARC-Seal: i=${n + 1}; a=rsa-sha256; d=x.example; s=s; b=YQ==; cv=none\r\n`)),
  'empty lines': bodied('Subject: x', '\n'),
  'lines of spaces': bodied('Subject: x', 'x  \r\n'),
  'one line': bodied('Subject: x', 'a'),
  'carriage returns': bodied('Subject: x', '\r'),
  'soft line breaks': bodied('Content-Transfer-Encoding: quoted-printable', 'a =\r\n'),
  'base64 lines': bodied('Content-Transfer-Encoding: base64', 'YQ==\r\n'),
  'flowed lines': bodied('Content-Type: text/plain; format=flowed; delsp=yes', 'a \r\n'),
  parts: bodied('Content-Type: multipart/mixed; boundary=b', '--b\r\n\r\n'),
  'almost boundaries': bodied('Content-Type: multipart/mixed; boundary=b', '--bb\r\n'),
  'open tags': bodied('Content-Type: text/html', '<p>'),
  entities: bodied('Content-Type: text/html', '&'),
  'shifts of charset': bodied('Content-Type: text/plain; charset=iso-2022-jp', '\u001b$B$"\u001b(B'),
  'inline images': (size) =>
    mail(
      'Content-Type: multipart/related; boundary=b\r\n',
      `--b\r\nContent-Type: text/html\r\n\r\n${fill('<img src="cid:z">', size / 2)}\r\n${fill('--b\r\nContent-ID: <q>\r\nContent-Type: image/png\r\n\r\nx\r\n', Math.min(size / 2, 20_000))}`,
    ),
};

const bodies: Record<string, (size: number) => string> = {
  'header blocks': (size) => fill('From: a<br>Sent: b<br>', size),
  'header blocks below an answer': (size) => `hello<br>${fill('From: a<br>Sent: b<br>', size)}`,
  'lines below a quotation': (size) => `hello<p>-----Original Message-----<br>${fill('<br>x', size)}`,
  'quoted boxes': (size) => `hi ${fill('<div class="gmail_quote">a</div>', size)}`,
  'quoted boxes with words between': (size) => `hi ${fill('b<div class="gmail_quote">a</div>', size)}`,
  'attributed quotations': (size) =>
    `hi ${fill('On 2020-01-01 10:00 x wrote:<blockquote type="cite">a</blockquote>', size)}`,
  'quotations below many lines': (size) =>
    `hi <div>${fill('<br>', size)}</div>${fill('<blockquote type="cite">a</blockquote>', size / 4)}`,
  'lines after the mark of Outlook': (size) => `hi<div id="appendonsend"></div>${fill('<br>', size)}`,
  'lines after a mark in deep boxes': (size) =>
    `hi${'<div>'.repeat(900)}<div id="appendonsend"></div>${fill('<br>', size)}`,
  'closing tags': (size) => fill('</p>', size),
  words: (size) => fill('a ', size),
};

const texts: Record<string, (size: number) => string> = {
  'quoted lines': (size) => fill('> a\n', size),
  'header blocks': (size) => fill('From: a\nSent: b\n', size),
  dates: (size) => fill('On 2020-01-01\n', size),
  dashes: (size) => fill('-', size),
  'lines of dashes': (size) => fill('-----\n', size),
  underscores: (size) => fill('_____\n', size),
  spaces: (size) => `a${fill(' ', size)}b`,
  'line breaks': (size) => `${fill('\n', size)}x`,
  'lines of spaces': (size) => fill('\n ', size),
  'dotted words': (size) => fill('a.', size),
  'at signs': (size) => fill('a@', size),
  domains: (size) => `a@${fill('b.', size)}`,
  angles: (size) => fill('<', size),
  Re: (size) => fill('Re: ', size),
  'tags of subjects': (size) => fill('[#1-abcdef] ', size),
  digits: (size) => fill('1', size),
  'Message-IDs': (size) => fill('<hd.1.1.0123456789abcdef@x> ', size),
  'plus signs': (size) => fill('+t1.', size),
  'recipients in a report': (size) => fill('Final-Recipient: rfc822; a@b.example\n\n', size),
};

const unknown = async (name: string) => {
  throw Object.assign(new Error(`${name} is unknown`), { code: 'ENOTFOUND' });
};
const origin = { ip: '192.0.2.1', helo: 'x', mailFrom: 'a@x.example', resolver: unknown, timeoutMs: 60_000 };
const secret = 'a secret that is only used in tests';
const own = { addresses: new Set<string>(), loopMark: 'desk.example' };

const linear = async <Input>(make: (size: number) => Input, work: (input: Input) => unknown, size?: number) =>
  expect(await growthPerDoubling(make, work, size)).toBeLessThan(linearGrowth);

describe('the work a hostile mail makes grows with its size, not with the square of it', () => {
  test.each(Object.entries(mails))('%s: reading', (_name, make) => linear(make, parseMail), 120_000);
  test.each(Object.entries(mails))(
    '%s: checking the sender',
    (_name, make) => linear(make, (raw) => checkAuthenticity(raw, origin)),
    120_000,
  );
  test.each(Object.entries(bodies))(
    '%s: splitting a quotation off HTML',
    (_name, make) => linear(make, (html) => splitQuote({ html, text: '' }), 60_000),
    120_000,
  );
  test.each(Object.entries(texts))(
    '%s: splitting a quotation off text',
    (_name, make) => linear(make, (text) => splitQuote({ html: null, text })),
    120_000,
  );
  test.each(Object.entries(texts))(
    '%s: names of files, subjects and marks',
    (_name, make) =>
      linear(make, (text) => [
        attachmentName(text, 'text/plain'),
        cleanLine(text, 998),
        cleanBody(text),
        splitSubject(text),
        readSubjectTag(text, secret),
        readReplyAddress(text, secret),
        readMessageId(text, secret),
      ]),
    120_000,
  );
  test.each(Object.entries(texts))(
    '%s: telling what a mail is and reading a report',
    async (_name, make) => {
      const base = await parseMail(mail('Subject: Undelivered Mail\r\nX-Failed-Recipients: a@b.example\r\n'));
      await linear(make, (text) => {
        const headers = new Map([...base.headers, ['x-failed-recipients', Array(200).fill(text.slice(0, 16_000))]]);
        const one = { ...base, text, headers };
        return [classifyMail(one, '', own), readBounce(one), threadCandidates(one, secret)];
      });
    },
    120_000,
  );
});
