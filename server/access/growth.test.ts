import { describe, expect, test } from 'vitest';
import { growthPerDoubling, linearGrowth } from '../testing/growth.ts';
import { type CustomerIdentity, maskDeep, maskHtml, maskText, withoutCustomer } from './mask.ts';
import { maskTextFile } from './mask-files.ts';

const fill = (piece: string, size: number): string => piece.repeat(Math.max(1, Math.floor(size / piece.length)));
const of = (piece: string) => (size: number) => fill(piece, size);

const texts: Record<string, (size: number) => string> = {
  letters: of('a'),
  'letters of a name': of('x'),
  'letters with separators': of('x-'),
  dashes: of('-'),
  dots: of('.'),
  'letters with dots': of('a.'),
  digits: of('1'),
  'digits with separators': of('0 '),
  'plus signs': of('+1'),
  'at signs': of('@'),
  'percent-encoded at signs': of('%40'),
  'written at signs': of('(at)'),
  addresses: of('a@b.'),
  'known addresses': of('mina@home.example '),
  'equals signs': of('a=b.c'),
  'equals signs of a return path': of('home.example='),
  domains: of('home.example.'),
  spaces: (size) => `x${fill(' ', size)}x`,
  'percent signs': of('%'),
  'percent-encoded words': of('%41 '),
  'one percent-encoded word': of('%2541'),
  words: of('wabc hello w9x '),
  Japanese: of('佐藤'),
  'brackets before spaces': of('[ '),
  'labels of numbers': of('tel '),
  'invisible characters': of('\u200d'),
  'open tags': of('<a'),
  backslashes: of('\\'),
  'escaped characters': of('\\u00fc'),
  entities: of('&auml;'),
  accents: of('\u0301'),
};

const manyNames = Array.from({ length: 200 }, (_, n) =>
  [...'abcd'].map((letter) => `w${n.toString(36)}x${letter}zq`).join(' '),
);
const customer: CustomerIdentity = {
  names: ['Mina Ito', '佐藤健一', fill('x ', 200), ...manyNames],
  phrases: ['Blue Sky Ltd'],
  addresses: ['mina@home.example', ...manyNames.map((_, n) => `person${n}@home.example`)],
  phones: ['+819012345678'],
};
const mask = { hiddenFields: new Set<string>(), isCustomerMasked: true, customer };
const options = { everyAddress: true };

const works: Record<string, (text: string) => unknown> = {
  'the search text': (text) => withoutCustomer(customer, text),
  text: (text) => maskText(mask, text, options),
  HTML: (text) => maskHtml(mask, `<p title="${text.slice(0, 1000)}">${text}</p>`, options),
  'a text file': (text) => maskTextFile(mask, text),
  'a rich text file': (text) => maskTextFile(mask, `{\\rtf${text}`),
  values: (text) => maskDeep(mask, { before: [text] }),
};

test('the words of the customer in these tests are searched for', () => {
  expect(maskText(mask, 'Hello Mina')).toBe('Hello M.');
});

describe.each(Object.entries(works))('masking a customer in hostile text takes linear time: %s', (_name, work) => {
  test.each(Object.entries(texts))(
    '%s',
    async (_text, make) => expect(await growthPerDoubling(make, work, 12_000)).toBeLessThan(linearGrowth),
    120_000,
  );
});

test('masking takes linear time in the number of names', async () => {
  const text = fill('wabc hello wxyz w9x ', 50_000);
  const withNames = (count: number) => ({ ...customer, names: manyNames.slice(0, count) });
  const work = (named: CustomerIdentity) => withoutCustomer({ ...named }, text);
  expect(await growthPerDoubling(withNames, work, 25)).toBeLessThan(linearGrowth);
});
