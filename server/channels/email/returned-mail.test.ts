import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type MailApp, newCustomerAddress, startMailApp, supportAddress } from '../../testing/mail-app.ts';
import { readBounce } from './bounce.ts';
import { givenMail } from './given.ts';
import { classifyMail } from './rules.ts';

const own = { addresses: new Set<string>(), loopHeaderValue: 'desk.example' };
const id = 'hd.7.70.0123456789abcdef@desk.example';
const quoted = `Received: from desk.example by mx.example\nMessage-ID: <${id}>\nTo: Hana <hana@north.example>\nSubject: Re: Lamp`;
const part = (type: string, body: string) => `--b\nContent-Type: ${type}\n\n${body}\n`;

/** Notices as mail systems write them, none of them a multipart/report. */
const notices: Record<string, { headers: Record<string, string>; body: string }> = {
  qmail: {
    headers: { From: 'MAILER-DAEMON@relay.example', Subject: 'failure notice' },
    body: `Hi. This is the qmail-send program at relay.example.\n\n<hana@north.example>:\n192.0.2.9 failed after I sent the message.\nRemote host said: 550 5.1.1 no such mailbox\n\n--- Below this line is a copy of the message.\n\n${quoted}`,
  },
  'Exim, called an automatic reply': {
    headers: {
      From: 'Mail Delivery System <Mailer-Daemon@relay.example>',
      Subject: 'Mail delivery failed: returning message to sender',
      'Auto-Submitted': 'auto-replied',
    },
    body: `This message was created automatically by mail delivery software.\n\nA message that you sent could not be delivered. The following address failed:\n\n  hana@north.example\n    550 5.1.1 unknown recipient\n\n------ This is a copy of the message's headers. ------\n\n${quoted}`,
  },
  'Postfix without a report part': {
    headers: {
      From: 'MAILER-DAEMON@relay.example (Mail Delivery System)',
      Subject: 'Undelivered Mail Returned to Sender',
    },
    body: `I'm sorry to have to inform you that your message could not be delivered.\n\n<hana@north.example>: host mx.north.example said: 550 5.1.1 User unknown\n\n${quoted}`,
  },
  Exchange: {
    headers: { From: 'System Administrator <postmaster@corp.example>', Subject: 'Undeliverable: Re: Lamp' },
    body: `Your message\n\n  To:      hana@north.example\n  Subject: Re: Lamp\n\ndid not reach the following recipient(s):\n\nhana@north.example on Mon, 2 Nov 2026\n    The e-mail account does not exist. <corp.example #5.1.1>\n\n${quoted}`,
  },
  Gmail: {
    headers: {
      From: 'Mail Delivery Subsystem <mailer-daemon@mail.example>',
      Subject: 'Delivery Status Notification (Failure)',
    },
    body: `Delivery to the following recipient failed permanently:\n\n     hana@north.example\n\nThe error that the other server returned was:\n550 5.1.1 mailbox unavailable\n\n----- Original message -----\n\n${quoted}`,
  },
  Lotus: {
    headers: { From: 'POSTMASTER@notes.example', Subject: 'Undeliverable message' },
    body: `------- Failure Reasons  --------\n\nUser not listed in public Name & Address Book\nhana@north.example\n\n------- Returned Message --------\n\n${quoted}`,
  },
  Domino: {
    headers: {
      From: 'Postmaster@notes.example',
      Subject: 'DELIVERY FAILURE: User Hana (hana@north.example) not listed',
    },
    body: `Your message\n\n  Subject: Re: Lamp\n\nwas not delivered to:\n\n  hana@north.example\n\nbecause:\n\n  User Hana (hana@north.example) not listed in Domino Directory\n\n${quoted}`,
  },
  Yahoo: {
    headers: { From: 'MAILER-DAEMON@yh.example', Subject: 'Failure Notice', Precedence: 'bulk' },
    body: `Sorry, we were unable to deliver your message to the following address.\n\n<hana@north.example>:\nRemote host said: 554 5.7.9 not accepted\n\n--- Below this line is a copy of the message.\n\n${quoted}`,
  },
  'a sender without an address': {
    headers: { From: 'MAILER-DAEMON <>', Subject: 'Mail delivery failed' },
    body: `There was an error delivering your mail to <hana@north.example>.\n\nmx.north.example did not like our RCPT TO:\n550 5.1.1 no such user\n\nMessage headers follow.\n\n${quoted}`,
  },
  'a Japanese provider that sends from no-reply': {
    headers: {
      From: 'no-reply@keitai.example',
      Subject: 'メールエラー通知',
      'Content-Type': 'multipart/mixed; boundary=b',
    },
    body: `${part('text/plain; charset=utf-8', '送信先のメールボックスが一杯のため、送信できませんでした。\n\n     Could not be delivered to: <hana@north.example>')}${part('message/rfc822', quoted)}--b--`,
  },
  'a Japanese server with the mail attached': {
    headers: {
      From: 'Mail System <mail-daemon@jp.example>',
      Subject: '配信不能通知',
      'Content-Type': 'multipart/mixed; boundary=b',
      'Auto-Submitted': 'auto-generated',
    },
    body: `${part('text/plain; charset=utf-8', '次の宛先に配信できませんでした。\n・hana@north.example')}${part('text/rfc822-headers', quoted)}--b--`,
  },
  'a gateway that only lists the errors': {
    headers: { From: 'mailer-daemon', Subject: 'There was an error sending your mail' },
    body: `We had trouble delivering your message.\n\n1 error(s):\n\nThe following recipients returned permanent errors: hana@north.example. Reason: SMTP server refused (550)\n\n${quoted}`,
  },
};

describe('returned mail that is no standard report', () => {
  test.each(Object.entries(notices))('%s', async (_name, { headers, body }) => {
    const mail = await givenMail({ To: supportAddress, ...headers }, body);
    const bounce = readBounce(mail);
    expect(classifyMail(mail, null, own, bounce?.isReturned).kind).toBe('bounce');
    expect(bounce).toMatchObject({ originalMessageId: id, isHard: true, isReturned: true });
    expect(bounce?.recipients.map((one) => one.address)).toEqual(['hana@north.example']);
  });

  const people: [string, Record<string, string>, string][] = [
    [
      'a question about a returned mail',
      { Subject: 'Undelivered?' },
      'My mail to bob@x.example was not delivered. Why?',
    ],
    ['a forwarded notice', { Subject: 'Fwd: Undelivered Mail Returned to Sender' }, notices.qmail?.body ?? ''],
    ['an answer that quotes a notice', { Subject: 'Re: failure notice' }, `See below.\n\n${notices.qmail?.body}`],
    ['a parcel', { Subject: 'Delivery failed' }, 'The parcel could not be delivered to me on Monday.'],
  ];
  test.each(people)('%s is a mail of a person', async (_name, headers, body) => {
    const mail = await givenMail(headers, body);
    expect(classifyMail(mail, null, own, readBounce(mail)?.isReturned).kind).toBe('human');
  });

  test("a postmaster's absence notice is an automatic reply", async () => {
    const headers = { From: 'postmaster@x.example', Subject: 'Out of office', 'Auto-Submitted': 'auto-replied' };
    expect(classifyMail(await givenMail(headers), null, own).kind).toBe('auto_reply');
  });
});

describe('ingesting returned mail', () => {
  let mail: MailApp;
  beforeAll(async () => {
    mail = await startMailApp();
  });
  afterAll(() => mail.close());

  const send = ({ headers, body }: { headers: Record<string, string>; body: string }, envelopeFrom: string) => {
    const lines = Object.entries({ To: supportAddress, ...headers }).map(([name, value]) => `${name}: ${value}`);
    return mail.send({
      raw: `${lines.join('\r\n')}\r\n\r\n${body}`,
      envelope: { from: envelopeFrom, to: supportAddress },
    });
  };
  const ticketCount = async () =>
    (await mail.desk.call(mail.agent, 'listTickets', { query: { state: 'any', limit: 100 } })).items.length;

  test('of ours is recorded on the message, also with automatic headers and an envelope sender', async () => {
    const from = newCustomerAddress();
    const { number, reply } = await mail.answeredTicket(from);
    const notice = notices['Exim, called an automatic reply'];
    const body = (notice?.body ?? '').replace(id, reply.messageId).replaceAll('hana@north.example', from);
    await send({ headers: notice?.headers ?? {}, body }, 'bounces@relay.example');
    const { items } = await mail.desk.call(mail.agent, 'listMessages', { params: { number } });
    expect(items.map((one) => [one.kind, one.delivery?.state ?? null])).toEqual([
      ['request', null],
      ['reply', 'bounced'],
      ['bounce', null],
    ]);
  });

  test("of somebody else is nobody's ticket, and its recipient is recorded", async () => {
    const before = await ticketCount();
    for (const notice of Object.values(notices)) await send(notice, 'bounces@relay.example');
    expect(await ticketCount()).toBe(before);
    const rows = await mail.desk.services.db
      .selectFrom('incoming_mail')
      .select(['state', 'error'])
      .where('envelope_from', '=', 'bounces@relay.example')
      .where('state', '=', 'report')
      .execute();
    expect(rows).toHaveLength(Object.keys(notices).length);
    for (const { error } of rows) expect(error).toContain('hana@north.example');
  });
});
