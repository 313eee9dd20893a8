import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { excerptOf, searchedNumber, searchQuery, searchText } from './rules.ts';

describe('indexing and search queries', () => {
  test.each([
    ['Hello, World 42', 'hello world 42'],
    ['東京都', '東京 京都 都'],
    ['iPhoneの設定', 'iphone の設 設定 定'],
    ['ﾃｽﾄ', 'テス スト ト'],
    ['車', '車'],
    ['', ''],
  ])('%s is indexed as "%s"', (text, indexed) => {
    expect(searchText(text)).toBe(indexed);
  });

  test.each([
    ['hello wor', 'hello & wor:*'],
    ['東京都', '(東京 <-> 京都)'],
    ['車', '車:*'],
    ['!?', null],
  ])('%s is searched as %s', (text, query) => {
    expect(searchQuery(text)).toBe(query);
  });

  test('any text becomes a query of words and operators of bounded length', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        const query = searchQuery(text);
        expect(query ?? 'x').toMatch(/^[\p{L}\p{N}\p{M}ー 〆々()&<:*>-]+$/u);
        expect((query ?? '').length).toBeLessThan(3_000);
      }),
    );
  });

  test('only a search that is just a number is a ticket number', () => {
    expect(['1042', '#1042', ' ＃ 1042 ', '１０４２'].map(searchedNumber)).toEqual([1042, 1042, 1042, 1042]);
    expect(['0', '10 42', 'a1', '-1', '1'.repeat(16)].map(searchedNumber)).toEqual([null, null, null, null, null]);
  });

  test('an excerpt is one line around the first match', () => {
    const text = `${'x '.repeat(100)}the needle\n is here ${'y '.repeat(100)}`;
    expect(excerptOf(text, 'needle')).toMatch(/^….*the needle is here.*…$/);
    expect(excerptOf('short', 'other')).toBe('short');
  });
});
