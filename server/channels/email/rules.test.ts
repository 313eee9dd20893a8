import { describe, expect, test } from 'vitest';
import { givenMail, sampleMail } from './given.ts';
import { parseMail } from './parse.ts';
import { messageIdFor, replyAddressFor, subjectTagFor } from './reference.ts';
import type { MailKind } from './rules.ts';
import { classifyMail, splitSubject, threadCandidates } from './rules.ts';

const own = { addresses: new Set(['support@desk.example']), loopHeaderValue: 'desk-1.example' };
const secret = 'secret';

describe('classifying mail as human or automatic', () => {
  const cases: [MailKind, boolean, Record<string, string>, string | null][] = [
    ['human', true, {}, 'ann@customer.example'],
    ['human', true, { 'Auto-Submitted': 'no' }, null],
    ['human', true, { 'X-Auto-Response-Suppress': 'DR, NDR, RN' }, null],
    ['human', false, { 'X-Auto-Response-Suppress': 'All' }, null],
    ['human', false, { 'X-Auto-Response-Suppress': 'OOF, AutoReply' }, null],
    ['human', true, { Subject: 'Undeliverable parcel' }, 'ann@customer.example'],
    ['auto_reply', false, { 'Auto-Submitted': 'auto-replied' }, ''],
    ['auto_reply', false, { 'Auto-Submitted': 'Auto-Replied (vacation)' }, null],
    ['auto_reply', false, { 'X-Autoreply': 'yes' }, null],
    ['auto_reply', false, { 'X-Autorespond': 'on' }, null],
    ['auto_reply', false, { 'X-MS-Exchange-Inbox-Rules-Loop': 'a@b', 'X-Auto-Response-Suppress': 'All' }, null],
    ['auto_reply', false, { Precedence: 'auto_reply' }, null],
    ['auto_reply', false, { 'Delivered-To': 'Autoresponder' }, null],
    ['auto_generated', false, { 'Auto-Submitted': 'auto-generated' }, null],
    ['auto_generated', false, { Precedence: 'bulk' }, null],
    ['auto_generated', false, { 'X-Precedence': 'junk' }, null],
    ['auto_generated', false, { 'X-Loop': 'yes' }, null],
    [
      'auto_generated',
      false,
      { 'Content-Type': 'multipart/report; report-type=disposition-notification; boundary=b' },
      null,
    ],
    ['auto_generated', false, {}, ''],
    ['auto_generated', false, { 'Return-Path': '<>' }, null],
    ['list', false, { 'List-Id': '<news.example>', Precedence: 'bulk' }, null],
    ['list', false, { 'List-Unsubscribe': '<mailto:x@y.example>' }, null],
    ['list', false, { Precedence: 'list' }, null],
    ['bounce', false, { 'Content-Type': 'multipart/report; report-type="delivery-status"; boundary=b' }, ''],
    ['bounce', false, { From: 'MAILER-DAEMON@mx.example' }, null],
    ['bounce', false, { 'X-Failed-Recipients': 'x@y.example' }, null],
    ['bounce', false, { Subject: 'Undelivered Mail Returned to Sender' }, ''],
    ['own', false, { From: 'Support <Support@Desk.example>' }, null],
    ['own', false, { 'X-Crossdesk-Loop': 'desk-1.example' }, null],
    ['human', true, { 'X-Crossdesk-Loop': 'desk-12example' }, null],
  ];
  test.each(cases)('%s, automatic reply allowed %s: %j from %j', async (kind, canAutoReply, headers, envelopeFrom) => {
    const mail = await givenMail(headers);
    expect(classifyMail(mail, envelopeFrom, own)).toMatchObject({ kind, canAutoReply });
  });

  test.each([
    ['mikel-mail.multi_address_bounce1', 'bounce'],
    ['mikel-mail.report_422', 'bounce'],
    ['talon.gmail', 'human'],
  ])('%s is %s', async (name, kind) => {
    expect(classifyMail(await parseMail(sampleMail(name)), null, own).kind).toBe(kind);
  });
});

describe('subjects', () => {
  test.each([
    ['Re: RE[2]: Aw: Order', { bare: 'Order', isReply: true, isForward: false }],
    ['Fwd: [#1042-k3f9xq] Order', { bare: 'Order', isReply: false, isForward: true }],
    ['返信: 転送： 請求書', { bare: '請求書', isReply: true, isForward: true }],
    ['Report: done', { bare: 'Report: done', isReply: false, isForward: false }],
    ['Re:', { bare: '', isReply: true, isForward: false }],
    ['WG: AW: Rechnung', { bare: 'Rechnung', isReply: true, isForward: true }],
  ])('%s', (subject, expected) => expect(splitSubject(subject)).toEqual(expected));

  test('a subject of only prefixes is handled', () => {
    expect(splitSubject('Re: '.repeat(100_000)).isReply).toBe(true);
  });
});

describe('finding the ticket', () => {
  const id = (ticketNumber: number, messageId: string) =>
    messageIdFor({ ticketNumber, messageId, secret, domain: 'desk.example' });

  test('candidates are sorted by certainty', async () => {
    const mail = await givenMail({
      'In-Reply-To': `<${id(5, '50')}>`,
      References: `<first@customer.example> <${id(4, '40')}> <second@customer.example>`,
      To: `Support <${replyAddressFor({ address: 'support@desk.example', ticketNumber: 6, secret })}>`,
      Subject: `Re: ${subjectTagFor({ ticketNumber: 7, secret })} Order`,
    });
    const envelope = replyAddressFor({ address: 'support@desk.example', ticketNumber: 8, secret });
    expect(threadCandidates(mail, secret, [envelope])).toEqual([
      { by: 'own_message_id', ticketNumber: 5, messageId: '50' },
      { by: 'own_message_id', ticketNumber: 4, messageId: '40' },
      { by: 'foreign_message_id', ids: ['second@customer.example', 'first@customer.example'] },
      { by: 'reply_address', ticketNumber: 8 },
      { by: 'reply_address', ticketNumber: 6 },
      { by: 'subject_tag', ticketNumber: 7 },
    ]);
  });

  test('forged references are ignored', async () => {
    const forged = id(5, '50').replace('hd.5.', 'hd.6.');
    const mail = await givenMail({
      'In-Reply-To': `<${forged}>`,
      To: 'support+t6.0123456789abcdef@desk.example',
      Subject: 'Re: [#6] [#6-aaaaaa]',
    });
    expect(threadCandidates(mail, secret)).toEqual([]);
  });
});
