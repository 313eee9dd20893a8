// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the tests contain source code as text
import { describe, expect, test } from 'vitest';
import { findCatalogueErrors, findHardcodedText, readKeyUses } from './interface-text.ts';

describe('text that is not in a catalogue', () => {
  const shown = (jsx: string) => findHardcodedText('a.tsx', `const A = () => (\n  ${jsx}\n);`);

  test.each([
    ['between tags', '<p>Not found</p>', 'Not found'],
    ['between tags, in Japanese', '<p>見つかりません</p>', '見つかりません'],
    ['beside a value', '<p>{count} tickets</p>', 'tickets'],
    ['as a text in braces', "<p>{'Not found'}</p>", 'Not found'],
    ['as one of two', "<p>{isOpen ? 'Close' : t('open')}</p>", 'Close'],
    ['around a value', '<p>{`Ticket ${number}`}</p>', 'Ticket'],
    ['where it is read aloud', '<button aria-label="Close" />', 'Close'],
    ['in a placeholder', "<input placeholder={isShort ? 'Find' : undefined} />", 'Find'],
    ['in the label of a field', '<TextInput label="Name" />', 'Name'],
    ['as the description of a picture', '<img alt="A cat" />', 'A cat'],
    ['in a notice', "<b onClick={() => toast({ tone: 'bad', text: 'It failed.' })} />", 'It failed.'],
  ])('is reported: %s', (_, jsx, words) => {
    expect(shown(jsx)).toEqual([`a.tsx:2 shows “${words}”, which is not in a catalogue.`]);
  });

  test.each([
    ['what is looked up', "<p title={t('close')}>{t(isOpen ? 'close' : 'open')}</p>"],
    ['signs and numbers', '<p>· {count} / 10 – {`#${number}`}</p>'],
    ['names', '<p aria-label="Crossdesk">日本語, English, SPF {spf}</p>'],
    ['an example of an address', '<input placeholder="support@example.com" />'],
    ['what nobody reads', '<p className="quiet" role="status" data-kind={`a b ${c}`} />'],
    ['comparisons', "<p>{kind === 'reply' && <b />}</p>"],
  ])('is not reported: %s', (_, jsx) => {
    expect(shown(jsx)).toEqual([]);
  });

  test('is reported with its line', () => {
    expect(findHardcodedText('a.tsx', 'const A = () => (\n  <p>\n    Hello\n  </p>\n);')).toEqual([
      'a.tsx:3 shows “Hello”, which is not in a catalogue.',
    ]);
  });
});

describe('the catalogues', () => {
  const faults = (
    english: Record<string, string>,
    japanese: Record<string, string>,
    source: string,
    file = 'a.tsx',
  ): string[] => findCatalogueErrors(english, japanese, [readKeyUses(file, source)]);

  test('have the same keys in both languages, except singular forms in Japanese', () => {
    const english = { open: 'Open', shut: 'Shut', found_one: 'One', found_other: '{{count}}' };
    const japanese = { open: '開く', found_other: '{{count}} 件', more: '他' };
    expect(faults(english, japanese, "t('open'); t('shut'); t('found', { count })")).toEqual([
      '“shut” is missing in Japanese.',
      '“more” is in Japanese only.',
    ]);
  });

  test('have exactly the keys that are used', () => {
    const words = { open: 'a', 'write.reply': 'b', 'write.send': 'c', named: 'd', forgotten: 'e' };
    const source =
      "t(is ? 'open' : `write.${kind}`); translate('gone'); const name = 'named'; t(name); t(is ? 'no' : 'open')";
    expect(faults(words, words, source)).toEqual([
      '“gone” is used but not in a catalogue.',
      '“no” is used but not in a catalogue.',
      '“forgotten” is never used.',
    ]);
  });

  test('report unused keys although a template literal could match anything', () => {
    expect(faults({ 'a.b': 'x' }, { 'a.b': 'x' }, 'const path = `${one}.${two}`;')).toEqual(['“a.b” is never used.']);
  });
});
