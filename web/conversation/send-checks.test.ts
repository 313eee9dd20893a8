import { describe, expect, test } from 'vitest';
import { type SendCheckInput, sendWarnings } from './send-checks.ts';

const about = (given: Partial<SendCheckInput>): SendCheckInput => ({
  kind: 'reply',
  text: 'It arrives on Thursday.',
  fileCount: 0,
  addedCount: 0,
  customer: { name: 'Mina Ito', addresses: ['mina.ito@customer.example'] },
  colleagues: ['Liam Walsh', 'Nora Lind', '佐藤 健'],
  ...given,
});

describe('before a message goes its way', () => {
  test('nothing is asked where nothing is amiss', () => {
    expect(sendWarnings(about({}))).toEqual([]);
    expect(sendWarnings(about({ kind: 'comment', text: 'The customer is right.' }))).toEqual([]);
  });

  test('a reply asks when others have written since it was begun; a comment does not', () => {
    expect(sendWarnings(about({ addedCount: 1 }))).toEqual(['answered']);
    expect(sendWarnings(about({ kind: 'comment', addedCount: 1 }))).toEqual([]);
  });

  test.each([
    'The invoice is attached.',
    'I attached the invoice.',
    'Please find attached our offer.',
    'See the attachment.',
    '請求書を添付します。',
    '資料を同封いたしました',
  ])('a file that is spoken of and missing: %s', (text) => {
    expect(sendWarnings(about({ text }))).toEqual(['noFile']);
    expect(sendWarnings(about({ text, fileCount: 1 }))).toEqual([]);
  });

  test('but not one that is not needed', () => {
    expect(sendWarnings(about({ text: '添付は不要です。' }))).toEqual([]);
  });

  test.each(['Hi Mina, it arrives tomorrow.', 'Dear Ms. Ito,', 'Mail mina.ito@customer.example about it'])(
    'an internal comment that speaks to the customer: %s',
    (text) => {
      expect(sendWarnings(about({ kind: 'comment', text }))).toEqual(['toCustomer']);
      expect(sendWarnings(about({ text }))).toEqual([]);
    },
  );

  test('the same in Japanese', () => {
    const customer = { name: '伊藤 美奈', addresses: [] };
    expect(sendWarnings(about({ kind: 'comment', text: '伊藤様 お世話になっております。', customer }))).toEqual([
      'toCustomer',
    ]);
    const report = '伊藤様から電話がありました。';
    expect(sendWarnings(about({ kind: 'comment', text: report, customer })), 'about somebody, not to them').toEqual([]);
    expect(sendWarnings(about({ text: '佐藤さん、確認お願いします。', customer }))).toEqual(['toColleague']);
  });

  test('a reply that speaks to a colleague', () => {
    expect(sendWarnings(about({ text: 'Hi Nora, what shall we tell her?' }))).toEqual(['toColleague']);
    expect(sendWarnings(about({ text: 'She is angry. @Liam Walsh can you call?' }))).toEqual(['toColleague']);
    expect(sendWarnings(about({ kind: 'comment', text: 'Hi Nora, what shall we tell her?' }))).toEqual([]);
  });

  test('a colleague with the name of the customer is not meant', () => {
    const customer = { name: 'Nora Berg', addresses: [] };
    expect(sendWarnings(about({ text: 'Hello Nora,', customer }))).toEqual([]);
  });
});
