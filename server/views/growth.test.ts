import { createHighlighter } from '@crossdesk/contracts/search/highlight.ts';
import { parseSearch } from '@crossdesk/contracts/search/parse.ts';
import { expect, test } from 'vitest';
import { growthPerDoubling, linearGrowth } from '../testing/growth.ts';
import { excerptOf } from './excerpts.ts';
import { formerQuery } from './former-words.ts';
import { searchedNumber } from './rules.ts';
import { subjectPartQuery, TicketWords, wordsQuery } from './search-words.ts';

const fill = (piece: string, size: number): string => piece.repeat(Math.max(1, Math.floor(size / piece.length)));

const texts: Record<string, (size: number) => string> = {
  words: (size) => fill('a ', size),
  'one word': (size) => fill('a', size),
  Japanese: (size) => fill('注文', size),
  'Japanese between letters': (size) => fill('注a', size),
  ligatures: (size) => fill('\ufdfa', size),
  'marks without a letter': (size) => fill('\u0301', size),
  spaces: (size) => `${fill(' ', size)}x`,
  digits: (size) => fill('1', size),
  addresses: (size) => fill('a@b.', size),
  'words with signs': (size) => fill('a+.b#', size),
  'parts of words': (size) => fill("a-b'", size),
  quotes: (size) => fill('"「', size),
  operators: (size) => fill('from:', size),
  minuses: (size) => fill('-', size),
  'joined letters': (size) => fill('\u1112\u1161\u11ab', size),
  signs: (size) => fill("&|!():*'", size),
};

test.each(Object.entries(texts))(
  'the work of indexing and searching hostile text grows with its size: %s',
  async (_name, make) => {
    const highlight = createHighlighter('a b "注文 a" c++');
    const work = (text: string) => [
      new TicketWords().add(text, 'subject').add(text).ordered,
      wordsQuery(text, { isPrefix: true }),
      subjectPartQuery(text),
      formerQuery(text, true),
      searchedNumber(text),
      excerptOf(text, highlight),
      parseSearch(text),
      createHighlighter(text.slice(0, 200))(text),
    ];
    expect(await growthPerDoubling(make, work)).toBeLessThan(linearGrowth);
  },
  120_000,
);

test('at most twenty words of a search are highlighted, because each makes the pattern slower to compile', () => {
  const words = Array.from({ length: 30 }, (_, index) => `word${index}`);
  const [range] = createHighlighter(`"${words.join(' ')}"`)(words.join(' '));
  expect(range).toEqual({ start: 0, end: words.slice(0, 20).join(' ').length });
  // One of these characters folds to four words.
  expect(createHighlighter('\ufdfa'.repeat(200))('\ufdfa')).toEqual([]);
});
