import { createHighlighter } from '@crossdesk/contracts/search/highlight.ts';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { excerptOf } from './excerpts.ts';
import { formerQuery } from './former-words.ts';
import { searchedNumber } from './rules.ts';
import { subjectPartQuery, TicketWords, wordsQuery } from './search-words.ts';
import { editDistance, editKeys } from './typo-rules.ts';

describe('indexing and search queries', () => {
  test.each([
    ['Hello, World 42', 'hello world 42', ''],
    ['東京都', '東京 京都 都', ''],
    ['iPhoneの設定', 'iphone の設 設定 定', ''],
    ['ﾃｽﾄ', 'てす すと と', ''],
    ['車', '車', ''],
    ["Don't e-mail", 'don t e mail', 'dont email'],
    ['C++ or .NET', 'c or net', 'ø2enet cø2bø2b'],
    ['', '', ''],
  ])('%s is indexed as "%s" in order and "%s" without', (text, ordered, unordered) => {
    const words = new TicketWords().add(text);
    expect([words.ordered, words.unordered]).toEqual([ordered, unordered]);
  });

  test('the words of a field are indexed apart, the subject also by parts of words', () => {
    const words = new TicketWords().add('Parcel', 'subject').add('Mina', 'from');
    expect([words.ordered, words.unordered]).toEqual(['äparcel ömina', 'ápar áarc árce ácel']);
  });

  test.each([
    ['wor', 'wor:*'],
    ['車', '車:*'],
    ['1042', '1042'],
    ['C++', 'cø2bø2b:*'],
    ['東京都', '(東京 <-> 京都 | (îmany & 東京 & 京都))'],
    ['a@b.com', '(a <-> b <-> com | (îmany & a & b & com))'],
    ["don't", '(don <-> t:* | (îmany & don & t:*) | dont:*)'],
    ['!', null],
  ])('%s is searched as %s', (text, query) => {
    expect(wordsQuery(text, { isPrefix: true })).toBe(query);
  });

  test('a part of a subject is searched by all parts of three characters', () => {
    expect(subjectPartQuery('arce')).toBe('áarc & árce');
    expect(subjectPartQuery('請求書')).toBe('ä請求 & ä求書');
    expect(subjectPartQuery('a')).toBeNull();
  });

  test('a ticket with very many words is marked, because not all positions are stored', () => {
    expect(new TicketWords().add('parcel '.repeat(300)).unordered).toBe('îmany');
    expect(new TicketWords().add('parcel '.repeat(100)).unordered).toBe('');
  });

  test('any text becomes queries of words and operators of bounded length', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        for (const query of [wordsQuery(text, { isPrefix: true }), formerQuery(text, true), subjectPartQuery(text)]) {
          expect(query ?? 'x').toMatch(/^[\p{L}\p{N}\p{M}ー 〆々()&|<:*>-]+$/u);
          expect((query ?? '').length).toBeLessThan(6_000);
        }
      }),
      { numRuns: 40 },
    );
  });

  test('only a search that is just a number is a ticket number', () => {
    expect(['1042', '#1042', ' ＃ 1042 ', '１０４２'].map(searchedNumber)).toEqual([1042, 1042, 1042, 1042]);
    expect(['0', '10 42', 'a1', '-1', '1'.repeat(16)].map(searchedNumber)).toEqual([null, null, null, null, null]);
  });

  test('an excerpt is one line around the first match', () => {
    const text = `${'x '.repeat(100)}the néedle\n is here ${'y '.repeat(100)}`;
    expect(excerptOf(text, createHighlighter('needle'))).toMatch(/^….*the néedle is here.*…$/);
    expect(excerptOf('short', createHighlighter('other'))).toBe('short');
  });

  test.each([
    ['invoice', 'invoice', 0],
    ['invocie', 'invoice', 1],
    ['invoce', 'invoice', 1],
    ['invoise', 'invoice', 1],
    ['envoise', 'invoice', 2],
  ])('from %s to %s it takes %i edits, and words one edit apart share a key', (one, other, edits) => {
    expect(editDistance(one, other)).toBe(edits);
    expect(editKeys(one).some((key) => editKeys(other).includes(key))).toBe(edits <= 1);
  });
});
