import { deflateSync } from 'node:zlib';
import { Constructed, Integer, ObjectIdentifier, OctetString, Sequence, Set as SetOf } from 'asn1js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type MailApp, newCustomerAddress, startMailApp, supportAddress } from '../../testing/mail-app.ts';
import { givenMail } from './given.ts';
import type { ParsedMail } from './parse.ts';

const oid = (value: string) => new ObjectIdentifier({ value });
const tagged = (...value: (Sequence | OctetString)[]) =>
  new Constructed({ idBlock: { tagClass: 3, tagNumber: 0 }, value });
const bytes = (text: string | Buffer) => Uint8Array.from(Buffer.from(text));

/** A CMS file of this type around content; without signatures, which are not checked. */
function cms(type: string, content: OctetString | null): Buffer {
  const inner = new Sequence({
    value: [
      new Integer({ value: 1 }),
      new SetOf({ value: [] }),
      new Sequence({ value: [oid('1.2.840.113549.1.7.1'), ...(content ? [tagged(content)] : [])] }),
      new SetOf({ value: [] }),
    ],
  });
  return Buffer.from(new Sequence({ value: [oid(type), tagged(inner)] }).toBER());
}
const signed = (content: string) =>
  cms('1.2.840.113549.1.7.2', new OctetString({ valueHex: bytes(content).buffer as ArrayBuffer }));
const innerMail = 'Content-Type: text/plain; charset=utf-8\r\n\r\nDer Zähler ist kaputt.\r\n';

const wrapped = (file: Buffer): string => file.toString('base64').replace(/(.{76})/g, '$1\r\n');
const smimeMail = (file: Buffer, type = 'application/pkcs7-mime; smime-type=signed-data; name="smime.p7m"') =>
  givenMail({ 'Content-Type': type, 'Content-Transfer-Encoding': 'base64' }, wrapped(file));
const part = (type: string, body: string) => `--b\r\nContent-Type: ${type}\r\n\r\n${body}\r\n`;
const names = (mail: ParsedMail) => mail.attachments.map((one) => one.name);

describe('signed S/MIME', () => {
  test('with the text inside is read and keeps its file', async () => {
    const mail = await smimeMail(signed(innerMail));
    expect(mail).toMatchObject({ text: 'Der Zähler ist kaputt.', protection: 'signed', problems: [] });
    expect(names(mail)).toEqual(['smime.p7m']);
  });

  test('in pieces, as streaming programs write it, is read', async () => {
    const pieces = [...innerMail.matchAll(/[\s\S]{1,20}/g)].map(
      ([piece]) => new OctetString({ valueHex: bytes(piece).buffer as ArrayBuffer }),
    );
    const content = new OctetString({ isConstructed: true, value: pieces } as never);
    const mail = await smimeMail(cms('1.2.840.113549.1.7.2', content));
    expect(mail).toMatchObject({ text: 'Der Zähler ist kaputt.', protection: 'signed' });
  });

  test('with the old type, HTML and files inside is read', async () => {
    const inner = `Content-Type: multipart/mixed; boundary=b\r\n\r\n${part('text/html', '<p>See <b>file</b>')}${part('application/pdf; name=a.pdf', '%PDF')}--b--`;
    const mail = await smimeMail(signed(inner), 'application/x-pkcs7-mime; name=smime.p7m');
    expect(mail.html).toContain('<b>file</b>');
    expect(names(mail)).toEqual(['a.pdf', 'smime.p7m']);
  });

  test('inside a signed mail is read', async () => {
    const outer = `Content-Type: application/pkcs7-mime\r\nContent-Transfer-Encoding: base64\r\n\r\n${wrapped(signed(innerMail))}`;
    expect(await smimeMail(signed(outer))).toMatchObject({ text: 'Der Zähler ist kaputt.', protection: 'signed' });
  });

  test.each(['application/pkcs7-signature; name=smime.p7s', 'application/x-pkcs7-signature; name=smime.p7s'])(
    'with a separate signature of type %s is read',
    async (type) => {
      const headers = { 'Content-Type': 'multipart/signed; protocol="application/pkcs7-signature"; boundary=b' };
      const mail = await givenMail(headers, `${part('text/plain', 'Hello')}${part(type, 'MIIx')}--b--`);
      expect(mail).toMatchObject({ text: 'Hello', protection: 'signed' });
      expect(names(mail)).toEqual(['smime.p7s']);
    },
  );

  test('compressed is read', async () => {
    const octets = new OctetString({ valueHex: bytes(deflateSync(innerMail)).buffer as ArrayBuffer });
    expect((await smimeMail(cms('1.2.840.113549.1.9.16.1.9', octets))).text).toBe('Der Zähler ist kaputt.');
  });

  test.each([
    ['damaged', Buffer.from('3082ffff06092a', 'hex')],
    ['empty', Buffer.alloc(0)],
    [
      'a bomb',
      cms(
        '1.2.840.113549.1.9.16.1.9',
        new OctetString({ valueHex: bytes(deflateSync(Buffer.alloc(70_000_000))).buffer as ArrayBuffer }),
      ),
    ],
  ])('%s keeps its file', async (_name, file) => {
    const mail = await smimeMail(file);
    expect([mail.text, mail.protection, mail.attachments.length <= 1]).toEqual(['', null, true]);
  });
});

describe('PGP', () => {
  const armored = [
    'Hi,',
    '-----BEGIN PGP SIGNED MESSAGE-----',
    'Hash: SHA256',
    '',
    'The lamp flickers.',
    '- -- ',
    '- --- dashes',
    '-----BEGIN PGP SIGNATURE-----',
    '',
    'iQEz',
    '-----END PGP SIGNATURE-----',
  ].join('\n');
  test('signed inline is shown without the armor', async () => {
    const mail = await givenMail({}, armored);
    expect(mail).toMatchObject({ text: 'Hi,\n\nThe lamp flickers.\n-- \n--- dashes', protection: 'signed' });
    expect(mail.attachments[0]?.content.toString()).toMatch(/^-----BEGIN PGP SIGNATURE-----\n\niQEz/);
  });

  test('signed with a separate signature is read', async () => {
    const headers = { 'Content-Type': 'multipart/signed; protocol="application/pgp-signature"; boundary=b' };
    const signature = part('application/pgp-signature; name=signature.asc', 'iQEz');
    const mail = await givenMail(headers, `${part('text/plain', 'Hello')}${signature}--b--`);
    expect(mail).toMatchObject({ text: 'Hello', protection: 'signed' });
    expect(names(mail)).toEqual(['signature.asc']);
  });

  test('quoted in an answer is left as it is', async () => {
    const text = armored.replace(/^/gm, '> ');
    expect(await givenMail({}, text)).toMatchObject({ text, protection: null });
  });
});

describe('encrypted mail', () => {
  const pgp = '-----BEGIN PGP MESSAGE-----\n\nhQEM\n-----END PGP MESSAGE-----';
  test.each<[string, () => Promise<ParsedMail>, string[]]>([
    ['S/MIME', () => smimeMail(cms('1.2.840.113549.1.7.3', null)), ['smime.p7m']],
    ['authenticated S/MIME', () => smimeMail(cms('1.2.840.113549.1.9.16.1.23', null)), ['smime.p7m']],
    ['inline PGP', () => givenMail({}, pgp), ['encrypted-message.asc']],
    [
      'PGP/MIME',
      () =>
        givenMail(
          { 'Content-Type': 'multipart/encrypted; protocol="application/pgp-encrypted"; boundary=b' },
          `${part('application/pgp-encrypted', 'Version: 1')}${part('application/octet-stream; name=encrypted.asc', pgp)}--b--`,
        ),
      ['encrypted.asc'],
    ],
    [
      'S/MIME in a signed mail',
      () =>
        smimeMail(
          signed(
            `Content-Type: application/pkcs7-mime\r\nContent-Transfer-Encoding: base64\r\n\r\n${wrapped(cms('1.2.840.113549.1.7.3', null))}`,
          ),
        ),
      ['attachment.bin', 'smime.p7m'],
    ],
  ])('%s is marked and keeps its file', async (_name, make, files) => {
    const mail = await make();
    expect([mail.protection, mail.text, names(mail)]).toEqual(['encrypted', '', files]);
  });
});

const u16 = (value: number) => Buffer.from([value & 0xff, value >> 8]);
const u32 = (value: number) => Buffer.concat([u16(value & 0xffff), u16(value >>> 16)]);
const attribute = (level: number, id: number, data: Buffer) =>
  Buffer.concat([Buffer.from([level]), u32(id), u32(data.length), data, u16(0)]);
const property = (id: number, type: number, value: Buffer) =>
  Buffer.concat([u16(type), u16(id), u32(1), u32(value.length), value, Buffer.alloc((4 - (value.length % 4)) % 4)]);
const unicode = (text: string) => Buffer.from(`${text}\0`, 'utf16le');
test('the part of an encrypted mail that only names the version is no file', async () => {
  const body = `${part('application/pgp-encrypted', 'Version: 1')}${part('application/octet-stream; name=encrypted.asc', 'x')}--b--`;
  for (const type of [
    'multipart/encrypted; protocol="application/pgp-encrypted"; boundary=b',
    'multipart/mixed; boundary=b',
  ]) {
    const mail = await givenMail({ 'Content-Type': type }, body);
    expect([mail.protection, names(mail)]).toEqual(['encrypted', ['encrypted.asc']]);
  }
});

test('the same text in a format for other programs is no file', async () => {
  const formats = ['text/enriched', 'text/x-amp-html', 'text/watch-html'].map((type) => part(type, '<b>Hello</b>'));
  const mail = await givenMail(
    { 'Content-Type': 'multipart/alternative; boundary=b' },
    `${part('text/plain', 'Hello')}${formats.join('')}${part('text/enriched; name=notes.txt', 'x')}--b--`,
  );
  expect([mail.text, names(mail)]).toEqual(['Hello', ['notes.txt']]);
});

/** A compressed RTF body without references (MS-OXRTFCP). */
const packedRtf = (rtf: Buffer) => {
  const pieces = rtf.toString('latin1').match(/[\s\S]{1,8}/g) ?? [];
  const data = Buffer.concat(pieces.map((piece) => Buffer.from(`\0${piece}`, 'latin1')));
  return Buffer.concat([u32(data.length + 12), u32(rtf.length), u32(0x75465a4c), u32(0), data]);
};
const rtfBody = (packed: Buffer) => attribute(1, 0x69003, Buffer.concat([u32(1), property(0x1009, 0x102, packed)]));
const rtfHead = '{\\rtf1\\ansi\\ansicpg1252{\\fonttbl{\\f0 Arial;}}{\\*\\generator Riched20;}';

const tnef = (...parts: Buffer[]) => Buffer.concat([Buffer.from([0x78, 0x9f, 0x3e, 0x22, 1, 0]), ...parts]);
const tnefFile = (name: string, content: string) => [
  attribute(2, 0x69002, Buffer.alloc(14)),
  attribute(2, 0x18010, Buffer.from('SHORT~1.PDF\0')),
  attribute(2, 0x6800f, Buffer.from(content)),
  attribute(2, 0x69005, Buffer.concat([u32(2), u16(3), u16(0x3705), u32(1), property(0x3707, 0x1f, unicode(name))])),
];
const withWinmail = (content: Buffer, text = 'See the files.') =>
  givenMail(
    { 'Content-Type': 'multipart/mixed; boundary=b' },
    `${part('text/plain', text)}--b\r\nContent-Type: application/ms-tnef; name=winmail.dat\r\nContent-Transfer-Encoding: base64\r\n\r\n${wrapped(content)}\r\n--b--`,
  );

describe('winmail.dat', () => {
  test('is replaced by its files with their long names', async () => {
    const mail = await withWinmail(
      tnef(...tnefFile('Angebot für März.pdf', '%PDF-1'), ...tnefFile('図面.pdf', '%PDF-2')),
    );
    expect(mail.attachments.map((one) => [one.name, one.content.toString()])).toEqual([
      ['Angebot für März.pdf', '%PDF-1'],
      ['図面.pdf', '%PDF-2'],
    ]);
  });

  test('with RTF only gives the text of the RTF', async () => {
    const rtf = `${rtfHead}\\pard Price \\b 20 \\'80\\b0 , Gr\\'f6\\'dfe 5\\par \\u26085?\\u26412? \\{1\\}\r\n\\par}`;
    const mail = await withWinmail(tnef(rtfBody(packedRtf(Buffer.from(rtf))), ...tnefFile('a.pdf', 'x')), '');
    expect([mail.text, mail.html, names(mail)]).toEqual(['Price 20 €, Größe 5\n日本 {1}', null, ['a.pdf']]);
  });

  test('with RTF made from HTML gives the HTML', async () => {
    const rtf = `{\\rtf1\\ansi\\ansicpg1252\\fromhtml1 {\\*\\htmltag64 <p>}\\htmlrtf \\par\\htmlrtf0 Gr\\'fc\\'dfe{\\*\\htmltag72 </p>}}`;
    const mail = await withWinmail(tnef(rtfBody(packedRtf(Buffer.from(rtf)))), '');
    expect([mail.text, mail.html]).toEqual(['Grüße', '<p>Grüße</p>']);
  });

  test('with compressed RTF is unpacked', async () => {
    // The example of MS-OXRTFCP section 3.1.1.
    const example =
      '2d0000002b0000004c5a4675f1c5c7a703000a007263706731323542320af32068656c090020627705b06c647d0a800fa0';
    const mail = await withWinmail(tnef(rtfBody(Buffer.from(example, 'hex'))), '');
    expect(mail.text).toBe('hello world');
  });

  test('gives its text to a mail without one', async () => {
    const body = attribute(
      1,
      0x69003,
      Buffer.concat([u32(1), property(0x1013, 0x102, Buffer.from('<p>From <b>Outlook</b>'))]),
    );
    const mail = await withWinmail(tnef(body, ...tnefFile('a.pdf', 'x')), '');
    expect([mail.text, names(mail)]).toEqual(['From Outlook', ['a.pdf']]);
  });

  test('shows the files of a message attached in it', async () => {
    const embedded = Buffer.concat([Buffer.alloc(16), tnef(...tnefFile('inner.pdf', 'x'))]);
    const container = [
      attribute(2, 0x69002, Buffer.alloc(14)),
      attribute(2, 0x69005, Buffer.concat([u32(1), property(0x3701, 0x0d, embedded)])),
    ];
    expect(names(await withWinmail(tnef(...container)))).toEqual(['inner.pdf']);
  });

  test.each([
    ['damaged', tnef(...tnefFile('a.pdf', 'x')).subarray(0, 30)],
    ['without files', tnef()],
    ['that is something else', Buffer.from('hello world')],
  ])('%s stays attached', async (_name, content) => {
    expect(names(await withWinmail(content))).toEqual(['winmail.dat']);
  });
});

describe('an attached mail is named by its subject', () => {
  test.each([
    ['message/rfc822', 'Subject: =?utf-8?Q?Best=C3=A4tigung?=\r\n 12/3', 'Bestätigung 12-3.eml'],
    ['message/rfc822; name=noname.eml', 'Subject: Order 5', 'Order 5.eml'],
    ['message/rfc822', 'Subject: 請求書', '請求書.eml'],
    ['message/rfc822; name="Kept name.eml"', 'Subject: Order 5', 'Kept name.eml'],
    ['message/rfc822', 'X-A: b', 'message.eml'],
  ])('%s with %s', async (type, header, name) => {
    const inner = `From: a@b.example\r\n${header}\r\n\r\nHello`;
    const mail = await givenMail({ 'Content-Type': 'multipart/mixed; boundary=b' }, `${part(type, inner)}--b--`);
    expect(names(mail)).toEqual([name]);
  });
});

describe('in the desk', () => {
  let mail: MailApp;
  beforeAll(async () => {
    mail = await startMailApp();
  });
  afterAll(() => mail.close());

  test.each([
    ['signed', signed(innerMail), 'Der Zähler ist kaputt.'],
    ['encrypted', cms('1.2.840.113549.1.7.3', null), ''],
  ] as const)('%s mail is marked', async (protection, file, text) => {
    const from = newCustomerAddress();
    const head = `From: ${from}\r\nTo: ${supportAddress}\r\nSubject: Protected\r\nContent-Type: application/pkcs7-mime; name=smime.p7m\r\nContent-Transfer-Encoding: base64`;
    await mail.send({ from, raw: `${head}\r\n\r\n${wrapped(file)}\r\n` });
    const { last } = await mail.ticketOf(from);
    expect(last).toMatchObject({ text, mail: { protection }, attachments: [{ name: 'smime.p7m' }] });
  });
});
