import { describe, expect, test } from 'vitest';
import { growthPerDoubling, linearGrowth } from '../../testing/growth.ts';
import { hostileMails, mailWithBody as mail, repeatTo } from '../../testing/hostile-mails.ts';
import { findAnswers } from './answers.ts';
import { checkAuthenticity } from './authenticity.ts';
import { readBounce } from './bounce.ts';
import { decodeBytes, decodeWords } from './charset.ts';
import { contentHash } from './duplicates.ts';
import { readForward } from './forward.ts';
import { attachmentName, cleanBody, cleanLine } from './mail-text.ts';
import { parseMail } from './parse.ts';
import { openSmime, readInlinePgp } from './protected-mail.ts';
import { splitQuote } from './quote.ts';
import { markLines } from './quote-html.ts';
import { readMessageId, readReplyAddress, readSubjectTag } from './reference.ts';
import { classifyMail, splitSubject, threadCandidates } from './rules.ts';
import { readTnef } from './tnef.ts';

const bodies: Record<string, (size: number) => string> = {
  'header blocks': (size) => repeatTo('From: a<br>Sent: b<br>', size),
  'header blocks below a reply': (size) => `hello<br>${repeatTo('From: a<br>Sent: b<br>', size)}`,
  'lines below a quotation': (size) => `hello<p>-----Original Message-----<br>${repeatTo('<br>x', size)}`,
  'quoted boxes': (size) => `hi ${repeatTo('<div class="gmail_quote">a</div>', size)}`,
  'quoted boxes with text between': (size) => `hi ${repeatTo('b<div class="gmail_quote">a</div>', size)}`,
  'attributed quotations': (size) =>
    `hi ${repeatTo('On 2020-01-01 10:00 x wrote:<blockquote type="cite">a</blockquote>', size)}`,
  'quotations below many lines': (size) =>
    `hi <div>${repeatTo('<br>', size)}</div>${repeatTo('<blockquote type="cite">a</blockquote>', size / 4)}`,
  'lines after the Outlook marker': (size) => `hi<div id="appendonsend"></div>${repeatTo('<br>', size)}`,
  'lines after a marker in nested boxes': (size) =>
    `hi${'<div>'.repeat(900)}<div id="appendonsend"></div>${repeatTo('<br>', size)}`,
  'closing tags': (size) => repeatTo('</p>', size),
  words: (size) => repeatTo('a ', size),
};

const texts: Record<string, (size: number) => string> = {
  'quoted lines': (size) => repeatTo('> a\n', size),
  'header blocks': (size) => repeatTo('From: a\nSent: b\n', size),
  dates: (size) => repeatTo('On 2020-01-01\n', size),
  dashes: (size) => repeatTo('-', size),
  'lines of dashes': (size) => repeatTo('-----\n', size),
  underscores: (size) => repeatTo('_____\n', size),
  spaces: (size) => `a${repeatTo(' ', size)}b`,
  'line breaks': (size) => `${repeatTo('\n', size)}x`,
  'lines of spaces': (size) => repeatTo('\n ', size),
  'dotted words': (size) => repeatTo('a.', size),
  'at signs': (size) => repeatTo('a@', size),
  domains: (size) => `a@${repeatTo('b.', size)}`,
  angles: (size) => repeatTo('<', size),
  Re: (size) => repeatTo('Re: ', size),
  'subject tags': (size) => repeatTo('[#1-abcdef] ', size),
  digits: (size) => repeatTo('1', size),
  'Message-IDs': (size) => repeatTo('<hd.1.1.0123456789abcdef@x> ', size),
  'plus signs': (size) => repeatTo('+t1.', size),
  'recipients in a report': (size) => repeatTo('Final-Recipient: rfc822; a@b.example\n\n', size),
};

const le32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
};
const fill = (piece: number[], size: number): Buffer =>
  Buffer.concat(Array.from({ length: Math.floor(size / piece.length) }, () => Buffer.from(piece)));
const sequence = (content: Buffer): Buffer => {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(content.length);
  return Buffer.concat([Buffer.from([0x30, 0x84]), length, content]);
};
const tnefStart = Buffer.from([0x78, 0x9f, 0x3e, 0x22, 1, 0]);
const tnefAttribute = (id: number, data: Buffer): Buffer =>
  Buffer.concat([Buffer.from([2]), le32(id), le32(data.length), data, Buffer.alloc(2)]);

/** Files that are expensive to open. */
const containers: Record<string, (size: number) => Buffer> = {
  'open sequences': (size) => fill([0x30, 0x80], size),
  'a sequence of nulls': (size) => sequence(fill([5, 0], size)),
  'a sequence of long tags': (size) => sequence(fill([0x1f, 0x81, 0x01, 0], size)),
  'a long octet string': (size) => sequence(fill([4, 1, 65], size)),
  'empty files': (size) =>
    Buffer.concat([tnefStart, ...Array(Math.floor(size / 11)).fill(tnefAttribute(0x9002, Buffer.alloc(0)))]),
  'empty properties': (size) =>
    Buffer.concat([
      tnefStart,
      tnefAttribute(0x9002, Buffer.alloc(0)),
      tnefAttribute(0x9005, Buffer.concat([le32(0xffffffff), Buffer.alloc(size)])),
    ]),
  'endless values of a property': (size) =>
    Buffer.concat([
      tnefStart,
      tnefAttribute(0x9003, Buffer.concat([le32(1), le32(0x0000101e), le32(0xffffffff), Buffer.alloc(size)])),
    ]),
  'high bytes': (size) => fill([0xe3, 0x81, 0xff], size),
  'wrong escapes': (size) => fill([0x1b, 0x24, 0x42, 0xff], size),
};

const unknown = async (name: string) => {
  throw Object.assign(new Error(`${name} is unknown`), { code: 'ENOTFOUND' });
};
const origin = { ip: '192.0.2.1', helo: 'x', mailFrom: 'a@x.example', resolver: unknown, timeoutMs: 60_000 };
const forwardedText = '---------- Forwarded message ---------\nFrom: someone\nTo: b@c.example\n\n';
const secret = 'a secret that is only used in tests';
const own = { addresses: new Set<string>(), loopHeaderValue: 'desk.example' };

const linear = async <Input>(make: (size: number) => Input, work: (input: Input) => unknown, size?: number) =>
  expect(await growthPerDoubling(make, work, size)).toBeLessThan(linearGrowth);

describe('the cost of a hostile mail grows linearly with its size', () => {
  test.each(Object.entries(hostileMails))('%s: parsing', (_name, make) => linear(make, parseMail), 120_000);
  test.each(Object.entries(hostileMails))(
    '%s: checking the sender',
    (_name, make) => linear(make, (raw) => checkAuthenticity(raw, origin)),
    120_000,
  );
  test.each(Object.entries(bodies))(
    '%s: splitting quoted HTML',
    (_name, make) => linear(make, (html) => splitQuote({ html, text: '' }), 60_000),
    120_000,
  );
  test.each(Object.entries(bodies))(
    '%s: marking answers and reading a forwarded mail in HTML',
    (_name, make) =>
      linear(
        make,
        (html) => [markLines(html, 'key'), readForward({ subject: 'Fwd: x', text: forwardedText, html })],
        40_000,
      ),
    120_000,
  );
  test.each(Object.entries(texts))(
    '%s: splitting quoted text, finding answers and reading a forwarded mail',
    (_name, make) =>
      linear(make, (text) => [
        splitQuote({ html: null, text }),
        readForward({ subject: 'Fwd: x', text, html: null }),
        readForward({ subject: 'Fwd: x', text: `${forwardedText}${text}`, html: null }),
        findAnswers(text.split('\n').slice(0, 500), [text]),
      ]),
    120_000,
  );
  test.each(Object.entries(texts))(
    '%s: file names, subjects and references',
    (_name, make) =>
      linear(make, (text) => [
        attachmentName(text, 'text/plain'),
        cleanLine(text, 998),
        cleanBody(text),
        splitSubject(text),
        readSubjectTag(text, secret),
        readReplyAddress(text, secret),
        readMessageId(text, secret),
        readInlinePgp(text),
        decodeWords(text),
      ]),
    120_000,
  );
  test.each(Object.entries(containers))(
    '%s: opening a container',
    (_name, make) => linear(make, (bytes) => [openSmime(bytes), readTnef(bytes), decodeBytes(bytes, 'utf-8')]),
    120_000,
  );
  test.each(Object.entries(texts))(
    '%s: classifying a mail and reading a delivery report',
    async (_name, make) => {
      const base = await parseMail(mail('Subject: Undelivered Mail\r\nX-Failed-Recipients: a@b.example\r\n'));
      await linear(make, (text) => {
        const headers = new Map([...base.headers, ['x-failed-recipients', Array(200).fill(text.slice(0, 16_000))]]);
        const one = { ...base, text, headers };
        const bounce = readBounce(one);
        return [classifyMail(one, '', own, bounce?.isReturned), bounce, threadCandidates(one, secret)];
      });
    },
    120_000,
  );
});

test('the content hash of a large mail takes less memory than the mail', async () => {
  const piece = Buffer.from('a\r'.repeat(32 * 1024));
  let maxBytes = 0;
  const memory = () => {
    (globalThis as { gc?: () => void }).gc?.();
    return process.memoryUsage().heapUsed + process.memoryUsage().arrayBuffers;
  };
  const before = memory();
  function* pieces() {
    yield Buffer.from('From: a@b.example\n\n');
    for (let count = 0; count < 512; count += 1) {
      yield piece;
      if (count % 64 === 63) maxBytes = Math.max(maxBytes, memory() - before);
    }
  }
  await contentHash(pieces());
  expect(maxBytes).toBeLessThan(512 * piece.length);
});
