import { describe, expect, test } from 'vitest';
import { type SendCheckInput, sendWarnings } from './send-checks.ts';

const input = (fields: Partial<SendCheckInput>): SendCheckInput => ({
  kind: 'reply',
  text: 'It arrives on Thursday.',
  fileCount: 0,
  addedCount: 0,
  customer: { name: 'Mina Ito', addresses: ['mina.ito@customer.example'] },
  colleagues: ['Liam Walsh', 'Nora Lind', '佐藤 健'],
  ...fields,
});

describe('warnings before sending', () => {
  test('an ordinary message has no warnings', () => {
    expect(sendWarnings(input({}))).toEqual([]);
    expect(sendWarnings(input({ kind: 'comment', text: 'The customer is right.' }))).toEqual([]);
  });

  test('a reply warns if others have written since it was started; a comment does not', () => {
    expect(sendWarnings(input({ addedCount: 1 }))).toEqual(['answered']);
    expect(sendWarnings(input({ kind: 'comment', addedCount: 1 }))).toEqual([]);
  });

  test.each([
    'The invoice is attached.',
    'I attached the invoice.',
    'Please find attached our offer.',
    'See the attachment.',
    '請求書を添付します。',
    '資料を同封いたしました',
  ])('warns of a mentioned but missing file: %s', (text) => {
    expect(sendWarnings(input({ text }))).toEqual(['noFile']);
    expect(sendWarnings(input({ text, fileCount: 1 }))).toEqual([]);
  });

  test('does not warn if the text says there is no file', () => {
    expect(sendWarnings(input({ text: '添付は不要です。' }))).toEqual([]);
  });

  test.each(['Hi Mina, it arrives tomorrow.', 'Dear Ms. Ito,', 'Mail mina.ito@customer.example about it'])(
    'warns of an internal comment that addresses the customer: %s',
    (text) => {
      expect(sendWarnings(input({ kind: 'comment', text }))).toEqual(['toCustomer']);
      expect(sendWarnings(input({ text }))).toEqual([]);
    },
  );

  test('warns in Japanese as well', () => {
    const customer = { name: '伊藤 美奈', addresses: [] };
    expect(sendWarnings(input({ kind: 'comment', text: '伊藤様 お世話になっております。', customer }))).toEqual([
      'toCustomer',
    ]);
    const report = '伊藤様から電話がありました。';
    expect(sendWarnings(input({ kind: 'comment', text: report, customer })), 'about somebody, not to them').toEqual([]);
    expect(sendWarnings(input({ text: '佐藤さん、確認お願いします。', customer }))).toEqual(['toColleague']);
  });

  test('warns of a reply that addresses a colleague', () => {
    expect(sendWarnings(input({ text: 'Hi Nora, what shall we tell her?' }))).toEqual(['toColleague']);
    expect(sendWarnings(input({ text: 'She is angry. @Liam Walsh can you call?' }))).toEqual(['toColleague']);
    expect(sendWarnings(input({ kind: 'comment', text: 'Hi Nora, what shall we tell her?' }))).toEqual([]);
  });

  test("does not warn of a colleague with the customer's name", () => {
    const customer = { name: 'Nora Berg', addresses: [] };
    expect(sendWarnings(input({ text: 'Hello Nora,', customer }))).toEqual([]);
  });
});
