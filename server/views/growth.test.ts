import { expect, test } from 'vitest';
import { growthPerDoubling, linearGrowth } from '../testing/growth.ts';
import { excerptOf, searchedNumber, searchQuery, searchText } from './rules.ts';

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
  signs: (size) => fill("&|!():*'", size),
};

test.each(Object.entries(texts))(
  'the work of indexing and searching hostile text grows with its size: %s',
  async (_name, make) => {
    const work = (text: string) => [searchText(text), searchQuery(text), searchedNumber(text), excerptOf(text, 'a b')];
    expect(await growthPerDoubling(make, work)).toBeLessThan(linearGrowth);
  },
  120_000,
);
