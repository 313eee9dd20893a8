import { expect, test } from 'vitest';
import {
  completionsAt,
  hasFixedValue,
  operatorValue,
  searchedText,
  withFixedValue,
  withOperator,
} from './search-edit.ts';

const complete = (text: string, isAsked = false, locale = 'en', caret = text.length) =>
  completionsAt(text, caret, {
    locale,
    isAsked,
    valuesOf: (operator) => (operator === 'department' ? ['Customer Support', 'Logistics'] : []),
  });
const applied = (text: string, { insert, start, end }: { insert: string; start: number; end: number }) =>
  text.slice(0, start) + insert + text.slice(end);

test('a filter replaces its operator and keeps the rest of the search', () => {
  expect(withOperator('parcel status:open "two words"', 'status', 'On hold', 'en')).toBe(
    'parcel "two words" status:"On hold"',
  );
  expect(withOperator('parcel 部門:配送', 'department', null, 'ja')).toBe('parcel');
  expect(withOperator('', 'assignee', '佐藤', 'ja')).toBe('担当者:佐藤');
  expect(withOperator('-status:open', 'status', 'New', 'en')).toBe('-status:open status:New');
});

test('a switch adds and removes its value in any language', () => {
  expect(withFixedValue('a', 'is', 'unread', true, { locale: 'en' })).toBe('a is:unread');
  expect(withFixedValue('a 状態:未読 is:shared', 'is', 'unread', false, { locale: 'en' })).toBe('a is:shared');
  expect(withFixedValue('is:open', 'is', 'closed', true, { locale: 'en', instead: ['open'] })).toBe('is:closed');
  expect(hasFixedValue('あり:添付', 'has', 'attachment')).toBe(true);
  expect(hasFixedValue('-has:attachment', 'has', 'attachment')).toBe(false);
});

test('values and words are read from a search', () => {
  expect(operatorValue('a department:"Customer Support"', 'department')).toBe('Customer Support');
  expect(operatorValue('a', 'department')).toBeNull();
  expect(searchedText('lost "blue parcel" -red from:mina')).toBe('lost blue parcel');
});

test('operators are completed from their first letters in both languages', () => {
  expect(complete('parcel dep').map((one) => one.label)).toEqual(['department:']);
  expect(applied('parcel -dep', complete('parcel -dep')[0] as never)).toBe('parcel -department:');
  expect(complete('担', false, 'ja').map((one) => one.label)).toEqual(['担当者:']);
  expect(complete('sta', false, 'ja').map((one) => one.label)).toEqual(['ステータス:']);
  expect(complete('parcel ')).toEqual([]);
  expect(complete('parcel ', true)).toHaveLength(17);
  expect(complete('"dep')).toEqual([]);
});

test('values are completed, in quotation marks if they have spaces', () => {
  expect(complete('department:')).toHaveLength(2);
  const [support] = complete('department:supp');
  expect(applied('department:supp', support as never)).toBe('department:"Customer Support" ');
  const [logistics] = complete('-部門:log x', false, 'ja', 7);
  expect(applied('-部門:log x', logistics as never)).toBe('-部門:Logistics  x');
});
