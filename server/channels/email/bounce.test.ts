import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readBounce } from './bounce.ts';
import { givenMail, sampleMail } from './given.ts';
import { parseMail } from './parse.ts';

const readSample = async (name: string) => readBounce(await parseMail(sampleMail(`mikel-mail.${name}`)));

describe('delivery reports', () => {
  test('lists each rejected recipient with the reason', async () => {
    const bounce = await readSample('multi_address_bounce1');
    expect(bounce).toMatchObject({
      originalMessageId: '118707422.15521266992174819.JavaMail.root@lvmail01',
      isHard: true,
    });
    expect(bounce?.recipients.map(({ address }) => address)).toEqual([
      'bbbbvhvbbvkjbhfbvbvjhb@gmail.com',
      'bscdbcjhasbcjhbdscbhbsdhcbj@gmail.com',
      'egyfefsdvsfvvhjsd@gmail.com',
      'kfhejkfbsjkjsbhds@gmail.com',
      'qfvhgsvhgsduiohncdhcvhsdfvsfygusd@gmail.com',
    ]);
    expect(bounce?.recipients[0]).toMatchObject({ action: 'failed', status: '5.1.1' });
    expect(bounce?.recipients[0]?.diagnostic).toMatch(/^550-5.1.1 The email account/);
  });

  test('a delay is not a rejection', async () => {
    expect(await readSample('report_422')).toEqual({
      originalMessageId: '15655788.13.1200472642578.JavaMail.Administrator@mail.ttttt.com.au',
      recipients: [
        {
          address: 'fraser@oooooooo.com.au',
          action: 'delayed',
          status: '4.2.2',
          diagnostic: '452 4.2.2 <fraser@oooooooo.com.au>... Mailbox full',
        },
      ],
      isHard: false,
      isReturned: true,
    });
    expect(await readSample('raw_email_with_mimepart_without_content_type')).toMatchObject({ isHard: false });
  });

  test.each([
    ['report_530', 'edwin@zzzzzzz.com', '5.3.0'],
    ['multipart_report_multiple_status', 'u@ci.com', '5.3.0'],
  ])('%s rejects %s', async (name, address, status) => {
    expect(await readSample(name)).toMatchObject({ isHard: true, recipients: [{ address, status, action: 'failed' }] });
  });
});

describe('plain-text notices', () => {
  test('reads a notice of qmail', async () => {
    const mail = await givenMail(
      { From: 'MAILER-DAEMON@mx.example', Subject: 'failure notice', To: 'support@desk.example' },
      `Hi. This is the qmail-send program at mx.example.
I'm afraid I wasn't able to deliver your message to the following addresses.
This is a permanent error; I've given up. Sorry it didn't work out.

<ann@customer.example>:
Sorry, no mailbox here by that name. (#5.1.1)

--- Below this line is a copy of the message.

Return-Path: <support@desk.example>
Message-ID: <hd.5.50.aa@desk.example>
To: other@customer.example`,
    );
    expect(readBounce(mail)).toEqual({
      originalMessageId: 'hd.5.50.aa@desk.example',
      recipients: [
        {
          address: 'ann@customer.example',
          action: 'failed',
          status: '5.1.1',
          diagnostic: 'Sorry, no mailbox here by that name. (#5.1.1)',
        },
      ],
      isHard: true,
      isReturned: true,
    });
  });

  test('reads a notice of Exim with X-Failed-Recipients', async () => {
    const mail = await givenMail(
      { From: 'Mail Delivery System <Mailer-Daemon@mx.example>', 'X-Failed-Recipients': 'ann@customer.example' },
      `A message that you sent could not be delivered to one or more of its recipients.

  ann@customer.example
    host mx.customer.example [192.0.2.1]
    SMTP error from remote mail server after RCPT TO:<ann@customer.example>:
    550 5.1.1 User unknown`,
    );
    expect(readBounce(mail)).toMatchObject({
      recipients: [
        {
          address: 'ann@customer.example',
          status: '5.1.1',
          diagnostic: expect.stringMatching(/: 550 5.1.1 User unknown$/),
        },
      ],
      isHard: true,
    });
  });

  test('a notice of a server that will retry is a delay', async () => {
    const mail = await givenMail(
      { From: 'postmaster@mx.example', Subject: 'Warning: message delayed 24 hours' },
      'The message to <ann@customer.example> is delayed. Delivery attempts will be retried.',
    );
    expect(readBounce(mail)).toMatchObject({ recipients: [{ action: 'delayed' }], isHard: false });
  });

  test('an ordinary mail is not a bounce', async () => {
    expect(readBounce(await givenMail({}, 'Please write to bob@customer.example'))).toBeNull();
  });

  test('any text is read in bounded time', async () => {
    for (const body of [
      '<a@b'.repeat(20_000),
      'to '.repeat(20_000),
      '550 '.repeat(20_000),
      'Final-Recipient: x\n\n'.repeat(20_000),
    ]) {
      readBounce(await givenMail({ From: 'MAILER-DAEMON@mx.example' }, body));
    }
    const report = fc.stringMatching(
      /^(?:(?:Final-Recipient: rfc822; ?|Status: |Action: |550 5\.1\.1 |<a@b\.c>|to |\n|[a-z@<>;:.])){0,60}$/,
    );
    await fc.assert(
      fc.asyncProperty(report, async (body) => {
        const bounce = readBounce(await givenMail({ From: 'MAILER-DAEMON@mx.example' }, body));
        expect(bounce === null || bounce.recipients.length > 0).toBe(true);
      }),
    );
  });
});
