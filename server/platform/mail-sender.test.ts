import { Readable } from 'node:stream';
import PostalMime from 'postal-mime';
import { SMTPServer } from 'smtp-server';
import { afterEach, describe, expect, test } from 'vitest';
import type { MailSender, OutgoingMail } from './mail-sender.ts';
import { createMailSender, MailRefused } from './mail-sender.ts';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

interface Received {
  from: string;
  to: string[];
  raw: string;
}

/**
 * A mail server that refuses recipients and mails with the code in their name: `x550@…` or the
 * subject "451".
 */
async function openMailServer(): Promise<{ sender: MailSender; received: Received[] }> {
  const received: Received[] = [];
  const refusal = (code: string) => Object.assign(new Error(`refused ${code}`), { responseCode: Number(code) });
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['AUTH', 'STARTTLS'],
    logger: false,
    onRcptTo({ address }, _session, done) {
      const code = /(\d{3})@/.exec(address)?.[1];
      done(code === undefined ? null : refusal(code));
    },
    onData(stream, session, done) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk) => chunks.push(chunk));
      stream.on('end', () => {
        const raw = Buffer.concat(chunks).toString('utf8');
        const code = /^Subject: (\d{3})\r$/m.exec(raw)?.[1];
        if (code !== undefined) return done(refusal(code));
        const { mailFrom, rcptTo } = session.envelope;
        received.push({ raw, from: mailFrom ? mailFrom.address : '', to: rcptTo.map(({ address }) => address) });
        done(null, 'accepted');
      });
    },
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const sender = createMailSender(`smtp://127.0.0.1:${port}`, { timeoutMs: 2_000 });
  closing.push(
    () => new Promise<void>((resolve) => server.close(resolve)),
    () => sender.close(),
  );
  return { sender, received };
}

const person = (address: string, name = '') => ({ name, address });
const mail = (changes: Partial<OutgoingMail> = {}): OutgoingMail => ({
  messageId: 'hd.5.50.0123456789abcdef@desk.example',
  from: person('support@desk.example', 'サポート "Desk"'),
  to: [person('ann@customer.example', 'Ann')],
  cc: [],
  bcc: [],
  envelopeFrom: 'bounce+50.0123456789abcdef@desk.example',
  replyTo: null,
  subject: '注文について',
  text: 'Hello',
  html: null,
  inReplyTo: null,
  references: [],
  headers: {},
  attachments: [],
  date: new Date('2024-01-05T10:15:00Z'),
  ...changes,
});

describe('sending', () => {
  test('a reply is sent with all threading headers', async () => {
    const { sender, received } = await openMailServer();
    const delivery = await sender.send(
      mail({
        cc: [person('bob@customer.example')],
        bcc: [person('carl@customer.example')],
        replyTo: person('support+t5.0123456789abcdef@desk.example'),
        html: '<p>Hello <img src="cid:logo@desk"></p>',
        inReplyTo: 'second@customer.example',
        references: ['first@customer.example', 'second@customer.example'],
        headers: { 'Auto-Submitted': 'auto-replied', 'X-Crossdesk-Loop': 'desk.example' },
        attachments: [
          {
            name: '請求書.pdf',
            contentType: 'application/pdf',
            content: Readable.from([Buffer.from('%PDF'), Buffer.from('-1')]),
          },
          { name: 'logo.png', contentType: 'image/png', content: Buffer.from([1, 2, 3]), cid: 'logo@desk' },
        ],
      }),
    );
    expect(delivery).toMatchObject({
      accepted: ['ann@customer.example', 'bob@customer.example', 'carl@customer.example'],
      rejected: [],
      response: expect.stringContaining('accepted'),
    });
    expect(received[0]).toMatchObject({
      from: 'bounce+50.0123456789abcdef@desk.example',
      to: ['ann@customer.example', 'bob@customer.example', 'carl@customer.example'],
    });
    const raw = received[0]?.raw ?? '';
    expect(raw).not.toContain('carl@');
    const arrived = await PostalMime.parse(raw);
    expect(arrived).toMatchObject({
      messageId: '<hd.5.50.0123456789abcdef@desk.example>',
      from: { name: 'サポート "Desk"', address: 'support@desk.example' },
      replyTo: [{ address: 'support+t5.0123456789abcdef@desk.example' }],
      subject: '注文について',
      inReplyTo: '<second@customer.example>',
      references: '<first@customer.example> <second@customer.example>',
      date: '2024-01-05T10:15:00.000Z',
      text: 'Hello\n',
    });
    expect(raw).toMatch(/^Auto-Submitted: auto-replied\r$/m);
    expect(raw).toMatch(/^X-Crossdesk-Loop: desk\.example\r$/m);
    expect(arrived.attachments.map(({ filename, mimeType, contentId }) => [filename, mimeType, contentId])).toEqual([
      ['logo.png', 'image/png', '<logo@desk>'],
      ['請求書.pdf', 'application/pdf', undefined],
    ]);
  });

  test('an automatic mail is sent with the null sender', async () => {
    const { sender, received } = await openMailServer();
    await sender.send(mail({ envelopeFrom: '' }));
    expect(received[0]?.from).toBe('');
  });

  test('lines of dots are preserved', async () => {
    const { sender, received } = await openMailServer();
    await sender.send(mail({ text: '.\n..\n\n.\nMAIL FROM:<x@y.example>' }));
    expect(received).toHaveLength(1);
    expect((await PostalMime.parse(received[0]?.raw ?? '')).text).toBe('.\n..\n\n.\nMAIL FROM:<x@y.example>\n');
  });

  test('a refused recipient does not affect the others', async () => {
    const { sender } = await openMailServer();
    const to = [person('ann@customer.example'), person('gone550@customer.example'), person('full452@customer.example')];
    expect(await sender.send(mail({ to }))).toMatchObject({
      accepted: ['ann@customer.example'],
      rejected: [
        { address: 'gone550@customer.example', isTemporary: false, response: expect.stringContaining('refused 550') },
        { address: 'full452@customer.example', isTemporary: true },
      ],
    });
  });
});

describe('refusals', () => {
  test.each([
    [{ to: [person('gone550@customer.example')] }, false, 550],
    [{ to: [person('full452@customer.example')] }, true, 452],
    [{ subject: '554' }, false, 554],
    [{ subject: '451' }, true, 451],
  ])('%j', async (changes, isTemporary, responseCode) => {
    const { sender } = await openMailServer();
    const refusal = await sender.send(mail(changes)).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(MailRefused);
    expect(refusal).toMatchObject({ isTemporary, responseCode, response: expect.stringContaining('refused') });
    // The connection can still be used for the next mail.
    expect((await sender.send(mail())).accepted).toHaveLength(1);
  });

  test('an unreachable server is a temporary failure', async () => {
    const sender = createMailSender('smtp://127.0.0.1:1', { timeoutMs: 500 });
    closing.push(() => sender.close());
    await expect(sender.send(mail())).rejects.toMatchObject({
      name: 'MailRefused',
      isTemporary: true,
      responseCode: null,
    });
    await expect(sender.verify()).rejects.toMatchObject({ name: 'MailRefused', isTemporary: true });
  });

  test('without a server sending fails temporarily', async () => {
    const sender = createMailSender(null, { timeoutMs: 500 });
    expect(sender.isConfigured).toBe(false);
    await expect(sender.send(mail())).rejects.toMatchObject({ name: 'MailRefused', isTemporary: true });
  });

  test('the server can be verified', async () => {
    const { sender } = await openMailServer();
    await expect(sender.verify()).resolves.toBeUndefined();
  });
});

describe('header injection', () => {
  const attachment = { name: 'a.txt', contentType: 'text/plain', content: Buffer.from('x') };
  const breaks = ['\r\nBcc: victim@other.example', '\nX: y', '\rX: y', '\0'];
  const fields: [string, (text: string) => Partial<OutgoingMail>][] = [
    ['subject', (text) => ({ subject: `Hi${text}` })],
    ['sender name', (text) => ({ from: person('support@desk.example', `Desk${text}`) })],
    ['sender', (text) => ({ from: person(`support@desk.example${text}`) })],
    ['recipient', (text) => ({ to: [person(`ann@customer.example${text}`)] })],
    ['recipient name', (text) => ({ cc: [person('ann@customer.example', `Ann${text}`)] })],
    ['blind recipient', (text) => ({ bcc: [person(`ann@customer.example${text}`)] })],
    ['reply address', (text) => ({ replyTo: person(`a@b.example${text}`) })],
    ['envelope sender', (text) => ({ envelopeFrom: `a@b.example${text}` })],
    ['Message-ID', (text) => ({ messageId: `a@b.example${text}` })],
    ['In-Reply-To', (text) => ({ inReplyTo: `a@b.example${text}` })],
    ['References', (text) => ({ references: [`a@b.example${text}`] })],
    ['header value', (text) => ({ headers: { 'X-A': `b${text}` } })],
    ['header name', (text) => ({ headers: { [`X-A${text}`]: 'b' } })],
    ['attachment name', (text) => ({ attachments: [{ ...attachment, name: `a${text}` }] })],
    ['attachment type', (text) => ({ attachments: [{ ...attachment, contentType: `text/plain${text}` }] })],
    ['Content-ID', (text) => ({ attachments: [{ ...attachment, cid: `a${text}` }] })],
  ];
  test.each(fields)('is rejected in the %s', async (_name, change) => {
    const { sender, received } = await openMailServer();
    for (const text of breaks) await expect(sender.send(mail(change(text)))).rejects.toThrow();
    expect(received).toEqual([]);
  });

  test('a header with its own field cannot be set as an additional header', async () => {
    const { sender } = await openMailServer();
    await expect(sender.send(mail({ headers: { bcc: 'x@y.example' } }))).rejects.toThrow(
      'the header bcc cannot be set',
    );
  });

  test('two addresses in one field are rejected', async () => {
    const { sender } = await openMailServer();
    await expect(sender.send(mail({ to: [person('a@b.example,c@d.example')] }))).rejects.toThrow('no address');
  });
});
