import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { htmlToText } from '../../platform/html.ts';
import {
  type MailApp,
  newCustomerAddress,
  newVerifiedAddress,
  startMailApp,
  supportAddress,
} from '../../testing/mail-app.ts';
import { readForward } from './forward.ts';

const sender = 'Luca Neri <luca@south.example>';
const block = (first: string, headers: string[]) => `${first}\n${headers.join('\n')}\n\nThe fan is loud.\nLuca`;
const forms: Record<string, [subject: string, text: string]> = {
  Gmail: [
    'Fwd: Fan',
    block('---------- Forwarded message ---------', [
      `From: ${sender}`,
      'Date: Thu, 5 Nov 2026 at 18:02',
      'Subject: Fan',
      'To: <a@b.example>',
    ]),
  ],
  Outlook: [
    'FW: Fan',
    block('________________________________', [
      `From: ${sender}`,
      'Sent: Thursday, November 5, 2026 6:02 PM',
      'To: a@b.example',
      'Subject: Fan',
    ]),
  ],
  'Outlook with a line': [
    'Fw: Fan',
    block('-----Original Message-----', [`From: ${sender}`, 'Sent: Thursday', 'To: a@b.example', 'Subject: Fan']),
  ],
  'Apple Mail': [
    'Fwd: Fan',
    block('Begin forwarded message:\n', [
      `From: ${sender}`,
      'Subject: Fan',
      'Date: 5 November 2026',
      'To: a@b.example',
    ]),
  ],
  'Thunderbird in German': [
    'Fwd: Fan',
    block('-------- Weitergeleitete Nachricht --------', [
      'Betreff: \tFan',
      'Datum: \tDo, 5 Nov 2026',
      `Von: \t${sender}`,
      'An: \ta@b.example',
    ]),
  ],
  'Thunderbird in Japanese': [
    'Fwd: Fan',
    block('-------- 転送メッセージ --------', [
      '件名: Fan',
      '日付: Thu, 5 Nov 2026',
      `差出人: ${sender}`,
      '宛先: a@b.example',
    ]),
  ],
  'Gmail in Japanese': [
    'Fwd: Fan',
    block('---------- 転送されたメッセージ ---------', [
      `差出人: ${sender}`,
      'Date: 2026年11月5日(木) 18:02',
      'Subject: Fan',
      'To: <a@b.example>',
    ]),
  ],
  'a folded list of recipients': [
    'FW: Fan',
    block('-----Original Message-----', [
      `From: ${sender}`,
      'To: a@b.example;',
      ' Bea <bea@b.example>;',
      'Subject: Fan',
    ]),
  ],
};

describe('reading a forwarded mail', () => {
  test.each(Object.entries(forms))('of %s', (_name, [subject, text]) => {
    const forward = readForward({ subject, text: `Please handle this.\n\n${text}`, html: null });
    expect(forward).toMatchObject({
      from: { name: 'Luca Neri', address: 'luca@south.example' },
      text: 'The fan is loud.\nLuca',
      note: 'Please handle this.',
    });
  });

  test('in HTML keeps its formatting', () => {
    const html = `<div>Please <i>handle</i> this.</div><div class="gmail_quote"><div class="gmail_attr">---------- Forwarded message ---------<br>From: <b>Luca Neri</b> &lt;<a href="mailto:luca@south.example">luca@south.example</a>&gt;<br>Date: Thu<br>Subject: Fan<br>To: a@b.example<br></div><br><div>The <b>fan</b> is loud.<p>Luca</p></div></div>`;
    const forward = readForward({ subject: 'Fwd: Fan', text: `Please handle this.\n\n${forms.Gmail?.[1]}`, html });
    expect(forward?.noteHtml).toMatch(/^<div>Please <i>handle<\/i> this.<\/div>/);
    expect(htmlToText(forward?.noteHtml ?? '')).toBe('Please handle this.');
    expect(forward?.html).toContain('The <b>fan</b> is loud.');
    expect(forward?.html).not.toContain('Forwarded');
  });

  test.each([
    ['a reply', 'Re: Fan', forms.Outlook?.[1] ?? ''],
    ['a mail that mentions one', 'Fwd: Fan', 'I forwarded the message from Luca.'],
    ['a forward without a sender', 'Fwd: Fan', '---------- Forwarded message ---------\nSubject: Fan\n\nHello'],
    ['an ordinary mail', 'Fan', 'From: the start it was loud.\nTo: be honest'],
  ])('%s is no forward', (_name, subject, text) => {
    expect(readForward({ subject, text, html: null })).toBeNull();
  });
});

describe('a forwarded mail', () => {
  let mail: MailApp;
  beforeAll(async () => {
    mail = await startMailApp();
  });
  afterAll(() => mail.close());

  const forwarded = (address: string, note = 'Sent to me by mistake.') =>
    `${note}\n\n${(forms.Gmail?.[1] ?? '').replace('luca@south.example', address)}`;
  const agentMail = (address: string, envelope: string) =>
    mail.send({
      from: `Mina Ito <${mail.agent.email}>`,
      subject: 'Fwd: Fan',
      text: forwarded(address),
      envelope: { from: envelope, to: supportAddress },
    });

  test('from a verified agent becomes the ticket of the original sender, with an internal comment', async () => {
    const customer = newCustomerAddress();
    await agentMail(customer, mail.agent.email);
    const { ticket, messages } = await mail.ticketOf(customer);
    expect(ticket).toMatchObject({
      subject: 'Fan',
      requester: { name: 'Luca Neri', email: customer },
      replyTo: { address: customer },
    });
    expect(messages).toMatchObject([
      {
        kind: 'request',
        visibility: 'public',
        text: 'The fan is loud.\nLuca',
        isFromCustomer: true,
        mail: { sentFrom: { address: mail.agent.email } },
      },
      {
        kind: 'comment',
        visibility: 'internal',
        text: 'Sent to me by mistake.',
        author: { kind: 'agent', id: mail.agent.id },
      },
    ]);
  });

  test('without own words has no comment', async () => {
    const customer = newCustomerAddress();
    await mail.send({ from: mail.agent.email, subject: 'Fwd: Fan', text: forwarded(customer, '') });
    expect((await mail.ticketOf(customer)).messages).toHaveLength(1);
  });

  test('from an agent who is not verified stays theirs, and the sender can be made the requester', async () => {
    const customer = newCustomerAddress();
    await agentMail(customer, 'spoof@elsewhere.example');
    const { ticket, last } = await mail.ticketOf(mail.agent.email);
    expect(last.mail?.forwardedFrom).toEqual({ name: 'Luca Neri', address: customer });
    const params = { number: ticket.number, messageId: last.id };
    const changed = await mail.desk.call(mail.agent, 'useForwardedSender', { params, body: {} });
    expect(changed.requester).toMatchObject({ name: 'Luca Neri', email: customer });
    const { items } = await mail.desk.call(mail.agent, 'listHistory', { params: { number: ticket.number }, query: {} });
    expect(items.flatMap((event) => event.changes.map((change) => change.field))).toContain('requesterId');
  });

  test('from a customer stays theirs, and only who may edit the ticket can change the requester', async () => {
    const [from, customer] = [newVerifiedAddress(), newCustomerAddress()];
    await mail.send({ from, subject: 'Fwd: Fan', text: forwarded(customer) });
    const { ticket, last } = await mail.ticketOf(from);
    const params = { number: ticket.number, messageId: last.id };
    const viewer = await mail.desk.given.agent({ profile: 'viewer', in: [mail.departmentId] });
    const refused = await mail.desk.refusal(viewer, 'useForwardedSender', { params, body: {} });
    expect(refused).toMatchObject({ code: 'refused' });
    const { id: sales } = await mail.desk.given.department();
    const reader = await mail.desk.given.member(sales);
    const shares = [{ departmentId: sales, level: 'full' as const, isCustomerMasked: true }];
    await mail.desk.call(mail.agent, 'addShares', { params: { number: ticket.number }, body: { shares } });
    expect(await mail.desk.refusal(reader, 'useForwardedSender', { params, body: {} })).toMatchObject({
      code: 'refused',
    });
    const seen = await mail.desk.call(reader, 'listMessages', { params: { number: ticket.number } });
    expect(seen.items[0]?.mail?.forwardedFrom).toBeNull();
    expect(JSON.stringify(seen)).not.toContain(customer);
  });

  test('in an existing ticket is a message like any other', async () => {
    const from = newVerifiedAddress();
    const { number, reply } = await mail.answeredTicket(from);
    await mail.send({
      from,
      subject: `Fwd: ${reply.subject}`,
      inReplyTo: `<${reply.messageId}>`,
      text: forwarded(newCustomerAddress()),
    });
    const { ticket, last } = await mail.ticketOf(from);
    expect([ticket.number, last.mail]).toEqual([number, null]);
  });
});
