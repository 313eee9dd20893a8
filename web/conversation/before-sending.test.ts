import { describe, expect, test } from 'vitest';
import { type AboutToSend, concernsOf } from './before-sending.ts';

const about = (given: Partial<AboutToSend>): AboutToSend => ({
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
    expect(concernsOf(about({}))).toEqual([]);
    expect(concernsOf(about({ kind: 'comment', text: 'The customer is right.' }))).toEqual([]);
  });

  test('a reply asks when others have written since it was begun; a comment does not', () => {
    expect(concernsOf(about({ addedCount: 1 }))).toEqual(['answered']);
    expect(concernsOf(about({ kind: 'comment', addedCount: 1 }))).toEqual([]);
  });

  test.each([
    'The invoice is attached.',
    'I attached the invoice.',
    'Please find attached our offer.',
    'See the attachment.',
    '請求書を添付します。',
    '資料を同封いたしました',
  ])('a file that is spoken of and missing: %s', (text) => {
    expect(concernsOf(about({ text }))).toEqual(['noFile']);
    expect(concernsOf(about({ text, fileCount: 1 }))).toEqual([]);
  });

  test('but not one that is not needed', () => {
    expect(concernsOf(about({ text: '添付は不要です。' }))).toEqual([]);
  });

  test.each(['Hi Mina, it arrives tomorrow.', 'Dear Ms. Ito,', 'Mail mina.ito@customer.example about it'])(
    'an internal comment that speaks to the customer: %s',
    (text) => {
      expect(concernsOf(about({ kind: 'comment', text }))).toEqual(['toCustomer']);
      expect(concernsOf(about({ text }))).toEqual([]);
    },
  );

  test('the same in Japanese', () => {
    const customer = { name: '伊藤 美奈', addresses: [] };
    expect(concernsOf(about({ kind: 'comment', text: '伊藤様 お世話になっております。', customer }))).toEqual([
      'toCustomer',
    ]);
    const report = '伊藤様から電話がありました。';
    expect(concernsOf(about({ kind: 'comment', text: report, customer })), 'about somebody, not to them').toEqual([]);
    expect(concernsOf(about({ text: '佐藤さん、確認お願いします。', customer }))).toEqual(['toColleague']);
  });

  test('a reply that speaks to a colleague', () => {
    expect(concernsOf(about({ text: 'Hi Nora, what shall we tell her?' }))).toEqual(['toColleague']);
    expect(concernsOf(about({ text: 'She is angry. @Liam Walsh can you call?' }))).toEqual(['toColleague']);
    expect(concernsOf(about({ kind: 'comment', text: 'Hi Nora, what shall we tell her?' }))).toEqual([]);
  });

  test('a colleague with the name of the customer is not meant', () => {
    const customer = { name: 'Nora Berg', addresses: [] };
    expect(concernsOf(about({ text: 'Hello Nora,', customer }))).toEqual([]);
  });
});
