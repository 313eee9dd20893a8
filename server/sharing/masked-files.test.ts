import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type TestAgent, type TestApp, testApp } from '../testing/test-app.ts';

let desk: TestApp;
let owner: TestAgent;
let receiver: TestAgent;
let number: number;

beforeAll(async () => {
  desk = await testApp();
  const support = (await desk.given.department()).id;
  const sales = (await desk.given.department()).id;
  owner = await desk.given.member(support, 'supervisor');
  receiver = await desk.given.member(sales);
  const customer = await desk.given.contact({ name: 'Jürgen Käfermann', emails: ['j.kaefer@firma-kf.example'] });
  number = await desk.given.ticket({ departmentId: support, requesterId: customer.id });
  const shares = [{ departmentId: sales, level: 'full' as const, isCustomerMasked: true }];
  await desk.call(owner, 'addShares', { params: { number }, body: { shares } });
});
afterAll(() => desk.close());

/** Attaches a file to a message of the customer and requests it. Null: withheld. */
async function seen(name: string, contentType: string, content: string | Buffer): Promise<Buffer | null> {
  const bytes = Buffer.from(content as string);
  const { hash, byteCount } = await desk.services.external.files.put(bytes, 1_000_000);
  const file = { hash, byteCount, name, contentType, contentId: null, isInline: false };
  const id = await desk.given.message(number, { text: 'see', files: [file] });
  const { items } = await desk.call(owner, 'listMessages', { params: { number }, query: { limit: 100 } });
  const attachment = items.find((one) => one.id === id)?.attachments[0];
  const params = { attachmentId: attachment?.id ?? 0 };
  const whole = await desk.send(owner, 'getFile', { params });
  expect(whole.rawPayload).toEqual(bytes);
  const answer = await desk.send(receiver, 'getFile', { params });
  return answer.statusCode === 404 ? null : answer.rawPayload;
}

const octets = 'application/octet-stream';

describe('C-25 files of a masked customer', () => {
  test.each([
    ['notes.ini', 'name=Käfermann\n', 'name=K.\n'],
    ['notes', 'Käfermann, kaefermann', 'K., K.'],
    ['data.sql', "insert into c values('Jürgen')", "insert into c values('J.')"],
    ['card.vcf.txt', 'BEGIN:VCARD\nFN:Jürgen Käfermann', 'BEGIN:VCARD\nFN:J. K.'],
    ['page.html', '<p>Käfermann &amp; co</p>', '<p>K. &amp; co</p>'],
  ])('%s is masked whatever its declared type', async (name, content, shown) => {
    expect((await seen(name, octets, content))?.toString()).toBe(shown);
  });

  test.each(['utf16le', 'big endian', 'unmarked'])('a text in UTF-16 is masked: %s', async (encoding) => {
    const bytes = Buffer.from(`${encoding === 'unmarked' ? '' : '\ufeff'}Käfermann\n`, 'utf16le');
    if (encoding === 'big endian') bytes.swap16();
    expect((await seen('notes', octets, bytes))?.toString()).toBe('K.\n');
  });

  test.each<[string, string | Buffer]>([
    ['a.html', '<p>Kunde: J&uuml;rgen</p>'],
    ['b.html', '<p>K<b>&#228;fer</b>mann</p>'],
    ['b2.html', '<p>Kä<b>fer</b>mann</p>'],
    ['c.html', '<p>j.kaefer&#64;firma-kf.example</p>'],
    ['d.json', '{"n":"J\\u00fcrgen"}'],
    ['e.json', '{"m":"j.kaefer\\u0040gmail.example"}'],
    ['f.rtf', "{\\rtf1 K\\'e4fermann}"],
    ['g.rtf', '{\\rtf1 K\\u228?fer{\\b mann}}'],
    ['h.svg', '<svg><text>K&#xe4;fermann</text></svg>'],
    ['i.css', 'a::after { content: "K\\e4 fermann" }'],
    ['j.txt', Buffer.from('Käfermann', 'latin1')],
    ['k', Buffer.from('K\xe4fermann', 'latin1')],
    ['l.txt', 'N: K=C3=A4fermann'],
    ['m', 'Content-Type: text/plain\nContent-Transfer-Encoding: base64\n\nSsOkZmVy'],
    ['n.txt', '\u001b$B:4F#\u001b(B'],
    ['o.mht', 'From: somebody'],
    ['p.MHTML', 'From: somebody'],
    ['winmail.dat', 'anything'],
  ])('%s is withheld, because the customer cannot be masked in place', async (name, content) => {
    expect(await seen(name, octets, content)).toBeNull();
  });

  test.each([
    ['q.txt', true],
    ['q', false],
  ])('%s of more than 256 KB is withheld', async (name, isKnownAsText) => {
    const limit = 256 * 1024;
    expect((await seen(name, octets, 'a\n'.repeat(limit / 2)))?.length).toBe(limit);
    expect(await seen(name, octets, 'a\n'.repeat(limit / 2 + 1))).toBeNull();
    const { items } = await desk.call(receiver, 'listMessages', { params: { number }, query: { limit: 1 } });
    expect(items[0]?.attachments).toHaveLength(isKnownAsText ? 0 : 1);
  });

  test.each<[string, string, Buffer]>([
    ['photo.png', 'image/png', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 0x0d])],
    ['paper.pdf', 'application/pdf', Buffer.from('%PDF-1.7 Käfermann')],
    ['archive.zip', octets, Buffer.from([0x50, 0x4b, 3, 4, 0x14, 0, 0, 0, 8, 0])],
  ])('%s is not changed', async (name, type, content) => {
    expect(await seen(name, type, content)).toEqual(content);
  });
});
