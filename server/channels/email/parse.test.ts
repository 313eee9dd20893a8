import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { givenMail, rawMail, sampleMail, sampleNames } from './given.ts';
import type { ParsedMail } from './parse.ts';
import { mailLimits, parseMail } from './parse.ts';

const read = (name: string): Promise<ParsedMail> => parseMail(sampleMail(name));
const names = (mail: ParsedMail): string[] => mail.attachments.map((attachment) => attachment.name);

function expectStorable(mail: ParsedMail): void {
  const texts = [mail.subject, mail.text, mail.html ?? '', mail.from?.name ?? '', ...mail.references, ...names(mail)];
  for (const text of [...texts, ...[...mail.headers.values()].flat()]) {
    expect(text).not.toContain('\0');
    expect(text.isWellFormed()).toBe(true);
  }
  for (const name of names(mail)) expect(name).toMatch(/^[^/\\\n\r<>]{1,150}$/);
}

describe('parsing real mails', () => {
  test.each(sampleNames())('parses %s', async (name) => {
    const mail = await read(name);
    expectStorable(mail);
    expect(mail.problems.filter((problem) => problem !== 'from_unreadable')).toEqual([]);
  });

  const subjects: [string, string][] = [
    ['mikel-mail.japanese', 'まみむめも'],
    ['mikel-mail.japanese_iso_2022', 'まみむめも'],
    ['mikel-mail.example14', 'Re: TEST テストテスト'],
    ['mikel-mail.raw_email', 'NOTE: 한국말로 하는 것'],
    ['mikel-mail.raw_email_with_partially_quoted_subject', 'Re: Test: "漢字" mid "漢字" tail'],
    ['mikel-mail.attachment_pdf', 'Another PDF with 🎉 Unicode chars in it 🍿'],
    ['mikel-mail.utf8_headers', 'Säying Hello'],
    ['mikel-mail.trademark_character_in_subject', 'GA.comô has a lead for you'],
    ['mikel-mail.invalid_subject_characters', 'Formação FrenetikPolis: Mega Campanha Final Verão | Cursos de Setembro'],
  ];
  test.each(subjects)('reads the subject of %s', async (name, subject) => {
    expect((await read(name)).subject).toBe(subject);
  });

  const texts: [string, string][] = [
    ['mikel-mail.japanese_iso_2022', 'すみません。'],
    ['mikel-mail.japanese_shift_jis', 'このメールはテスト用のメールです。'],
    ['mikel-mail.japanese', 'かきくえこ'],
    ['mikel-mail.ks_c_5601-1987', '스티해'],
    ['mikel-mail.raw_email', '대부분의 마찬가지로, 우리는 하나님을 믿습니다.'],
    ['mikel-mail.basic_email_lf', 'Hope it works well!'],
    ['mikel-mail.raw_email_with_illegal_boundary', 'This is an outlook test'],
    ['talon.android', '02.04.2012 14:20 пользователь'],
  ];
  test.each(texts)('reads the text of %s', async (name, text) => {
    expect((await read(name)).text).toContain(text);
  });

  const files: [string, string[]][] = [
    ['mikel-mail.japanese_attachment', ['てすと.txt']],
    ['mikel-mail.japanese_attachment_long_name', ['かきくけこかきくけこかきくけこかきくけこかきくけこ.txt']],
    ['mikel-mail.attachment_with_quoted_filename', ['Eelanalüüsi päring.jpg']],
    ['mikel-mail.attachment_nonascii_filename', ['ciële.txt']],
    ['mikel-mail.attachment_with_base64_encoded_name', ['This is a test.pdf']],
    ['mikel-mail.raw_email7', ['test.rb', 'test.pdf', 'smime.p7s']],
    ['mikel-mail.attachment_message_rfc822', ['ForwardedMessage.eml']],
    ['mikel-mail.attachment_message_rfc822_inline_image', ['img.png', 'Testmail.eml']],
    ['mikel-mail.attachment_content_location', ['image.jpg']],
    ['mikel-mail.missing_content_disposition', ['image.jpg']],
  ];
  test.each(files)('names the attachments of %s', async (name, expected) => {
    expect(names(await read(name))).toEqual(expected);
  });

  test('reads people, references and date', async () => {
    expect(await read('mikel-mail.example07')).toMatchObject({
      messageId: 'abcd.1234@local.machine.tld',
      inReplyTo: ['3456@example.net'],
      references: ['1234@local.machine.example', '3456@example.net'],
      from: { name: 'John Doe', address: 'jdoe@machine.example' },
      to: [{ address: 'smith@home.example' }],
      sentAt: new Date('1997-11-21T17:00:00Z'),
    });
    expect((await read('mikel-mail.utf8_headers')).from).toEqual({
      name: 'Jöhn Doe',
      address: 'jdöe@xn--mchine-bua.example',
    });
    expect((await read('mikel-mail.example04')).to.map((person) => person.address)).toEqual([
      'c@a.test',
      'joe@where.test',
      'jdoe@one.test',
    ]);
  });

  test.each(['mikel-mail.bad_date_header', 'mikel-mail.raw_email_with_bad_date', 'mikel-mail.raw_email_bad_time'])(
    'does not invent a time for %s',
    async (name) => expect((await read(name)).sentAt).toBeNull(),
  );

  test('an image referenced by the HTML is inline', async () => {
    const mail = await read('mikel-mail.attachment_message_rfc822_inline_image');
    expect(mail.attachments[0]).toMatchObject({
      cid: 'emedfeb92f-a786-4718-a446-98db8afb53fb@kronos',
      isInline: true,
      contentType: 'image/png',
    });
    expect(mail.attachments[1]?.isInline).toBe(false);
  });
});

const part = (boundary: string, headers: string, body: string): string =>
  `--${boundary}\r\n${headers}\r\n\r\n${body}\r\n`;

describe('unusual mails', () => {
  test('unencoded Japanese headers are decoded', async () => {
    const subject = Buffer.from('1b2442255e255f1b2842', 'hex');
    const raw = Buffer.concat([
      Buffer.from('From: a@b.example\r\nSubject: '),
      subject,
      Buffer.from('\r\n\r\n'),
      Buffer.from('1b244224221b2842', 'hex'),
    ]);
    expect(await parseMail(raw)).toMatchObject({ subject: 'マミ', text: 'あ' });
    const shiftJis = Buffer.concat([
      Buffer.from('From: a@b.example\r\nContent-Type: text/plain; charset=Shift_JIS\r\nSubject: '),
      Buffer.from([0x83, 0x7d, 0x83, 0x7e]),
      Buffer.from('\r\n\r\n'),
      Buffer.from([0x82, 0xa0]),
    ]);
    expect(await parseMail(shiftJis)).toMatchObject({ subject: 'マミ', text: 'あ' });
  });

  test('winmail.dat, calendars and nested messages become attachments', async () => {
    const body =
      part(
        'b',
        'Content-Type: application/ms-tnef; name="winmail.dat"\r\nContent-Transfer-Encoding: base64',
        'eJ8+Ig==',
      ) +
      part('b', 'Content-Type: text/calendar; method=REQUEST', 'BEGIN:VCALENDAR\r\nEND:VCALENDAR') +
      part('b', 'Content-Type: message/rfc822\r\nContent-Disposition: inline', 'Subject: inner\r\n\r\nInner text') +
      '--b--';
    const mail = await givenMail({ 'Content-Type': 'multipart/mixed; boundary=b' }, body);
    expect(names(mail)).toEqual(['winmail.dat', 'invitation.ics', 'inner.eml']);
    expect(mail.attachments[0]?.content).toEqual(Buffer.from('789f3e22', 'hex'));
    expect(mail.attachments[1]?.content.toString()).toContain('BEGIN:VCALENDAR');
    expect(mail.text).not.toContain('Inner text');
  });

  const attachmentNames: [string, string][] = [
    ['../../etc/passwd', 'passwd'],
    ['C:\\\\Users\\\\a\\\\plan.doc', 'plan.doc'],
    ['=?utf-8?Q?a=00b=0D=0A.txt?=', 'a b .txt'],
    ['=?utf-8?B?aW52b2ljZeKArmZkcC5leGU=?=', 'invoicefdp.exe'],
    ['..', 'document.pdf'],
    [`${'x'.repeat(300)}.pdf`, `${'x'.repeat(146)}.pdf`],
  ];
  test.each(attachmentNames)('an attachment named %s is stored as %s', async (sent, stored) => {
    const headers = `Content-Type: application/pdf\r\nContent-Disposition: attachment; filename="${sent}"`;
    const mail = await givenMail({ 'Content-Type': 'multipart/mixed; boundary=b' }, `${part('b', headers, 'x')}--b--`);
    expect(names(mail)).toEqual([stored]);
  });

  test('NUL bytes and lone surrogates are removed', async () => {
    const mail = await givenMail(
      { Subject: '=?utf-16be?B?2AAAQQ==?= a\0b', 'Content-Type': 'text/html' },
      '<p>a\0b&#xd800;</p>',
    );
    expectStorable(mail);
    expect(mail.html).toBe('<p>ab&#xd800;</p>\n');
    expect(mail.text).toContain('ab');
  });

  test('an invalid address is dropped', async () => {
    expect(await givenMail({ From: 'nobody' })).toMatchObject({ from: null, problems: ['from_unreadable'] });
    expect((await givenMail({ From: '"a b" <x@Y.EXAMPLE>' })).from).toEqual({ name: 'a b', address: 'x@y.example' });
  });

  test('an oversized text is truncated and attached in full', async () => {
    const mail = await givenMail({}, 'word '.repeat(300_000));
    expect(mail.problems).toEqual(['text_too_long']);
    expect(mail.text.length).toBe(mailLimits.textBytes);
    expect(mail.attachments[0]).toMatchObject({ name: 'message.txt' });
    expect(mail.attachments[0]?.content.length).toBeGreaterThan(1_400_000);
  });

  test('an empty mail is parsed', async () => {
    expect(await parseMail(Buffer.alloc(0))).toMatchObject({ messageId: null, from: null, text: '', subject: '' });
  });
});

function nested(depth: number): string {
  let mail = '';
  for (let level = 0; level < depth; level += 1) {
    mail += `Content-Type: multipart/mixed; boundary=b${level}\r\n\r\n--b${level}\r\n`;
  }
  return mail;
}

describe('hostile mails', () => {
  const bombs: [string, () => Buffer, string][] = [
    ['nested too deep', () => Buffer.from(`From: a@b.example\r\nSubject: x\r\n${nested(5_000)}`), 'nesting_too_deep'],
    [
      'with too many parts',
      () => rawMail({ Subject: 'x', 'Content-Type': 'multipart/mixed; boundary=b' }, '--b\r\n\r\nx\r\n'.repeat(50_000)),
      'too_many_parts',
    ],
    [
      'with too many headers',
      () => rawMail({ Subject: 'x', 'X-Many': `${'y'.repeat(60)}\r\nX-Many: `.repeat(30_000) }),
      'headers_too_large',
    ],
    ['of empty lines', () => rawMail({ Subject: 'x' }, '\n'.repeat(30_000_000)), 'too_many_lines'],
    ['larger than any mail', () => rawMail({ Subject: 'x' }, 'x'.repeat(mailLimits.rawBytes)), 'mail_too_large'],
  ];
  test.each(bombs)(
    'a mail %s keeps its headers and names the reason for its missing body',
    async (_name, raw, problem) => {
      const mail = await parseMail(raw());
      expect(mail).toMatchObject({ subject: 'x', text: '', html: null, attachments: [], problems: [problem] });
    },
  );

  const slow: [string, () => Buffer][] = [
    ['a million short lines', () => rawMail({}, 'ab\n'.repeat(990_000))],
    ['a subject of half a megabyte', () => rawMail({ Subject: '=?utf-8?Q?a?= '.repeat(40_000) })],
    ['folded headers', () => rawMail({ 'X-Folded': '\r\n a'.repeat(200_000) })],
    ['endless recipients', () => rawMail({ To: 'a <a@b.example>, '.repeat(50_000) })],
    ['recipients that are only brackets', () => rawMail({ To: '<('.repeat(400_000) })],
    ['endless references', () => rawMail({ References: '<a@b> '.repeat(150_000) })],
    [
      'a boundary of dashes',
      () => rawMail({ 'Content-Type': 'multipart/mixed; boundary="-"' }, '---\r\n'.repeat(100_000)),
    ],
    ['two megabytes of open tags', () => rawMail({ 'Content-Type': 'text/html' }, '<div>'.repeat(400_000))],
    [
      'forty megabytes of base64',
      () => rawMail({ 'Content-Transfer-Encoding': 'base64' }, `${'QUFB'.repeat(19)}\r\n`.repeat(500_000)),
    ],
  ];
  test.each(slow)('a mail with %s is parsed in bounded time', { timeout: 60_000 }, async (_name, raw) => {
    expectStorable(await parseMail(raw()));
  });

  test('parsing a long mail yields to other work', async () => {
    const reading = parseMail(rawMail({}, 'ab\n'.repeat(200_000)));
    let turns = 0;
    const timer = setInterval(() => (turns += 1), 0);
    await reading;
    clearInterval(timer);
    expect(turns).toBeGreaterThan(5);
  });

  test('no byte sequence or corruption makes the parser fail', async () => {
    const samples = sampleNames().map(sampleMail);
    const bytes = fc.uint8Array({ maxLength: 2_000 });
    const damaged = fc
      .tuple(
        fc.constantFrom(...samples),
        fc.array(fc.tuple(fc.nat(), fc.uint8Array({ maxLength: 12 }), fc.nat(40)), { maxLength: 8 }),
      )
      .map(([sample, cuts]) => {
        let mail = sample;
        for (const [at, insert, length] of cuts) {
          const start = mail.length === 0 ? 0 : at % mail.length;
          mail = Buffer.concat([mail.subarray(0, start), insert, mail.subarray(start + length)]);
        }
        return mail;
      });
    await fc.assert(
      fc.asyncProperty(fc.oneof(bytes, damaged), async (raw) => {
        expectStorable(await parseMail(Buffer.from(raw)));
      }),
      { numRuns: 1_000 },
    );
  }, 60_000);
});
