// biome-ignore-all lint/suspicious/noTemplateCurlyInString: what is looked at are sources, given as texts
import { describe, expect, test } from 'vitest';
import { findCatalogueErrors, findHardcodedText, readKeyUses } from './interface-text.ts';

describe('a sentence that is in no catalogue', () => {
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
  ])('is told: %s', (_, jsx, words) => {
    expect(shown(jsx)).toEqual([`a.tsx:2 shows “${words}”, which is in no catalogue.`]);
  });

  test.each([
    ['what is looked up', "<p title={t('close')}>{t(isOpen ? 'close' : 'open')}</p>"],
    ['signs and numbers', '<p>· {count} / 10 – {`#${number}`}</p>'],
    ['names', '<p aria-label="Crossdesk">日本語, English, SPF {spf}</p>'],
    ['an example of an address', '<input placeholder="support@example.com" />'],
    ['what nobody reads', '<p className="quiet" role="status" data-kind={`a b ${c}`} />'],
    ['comparisons', "<p>{kind === 'reply' && <b />}</p>"],
  ])('is not: %s', (_, jsx) => {
    expect(shown(jsx)).toEqual([]);
  });

  test('is told with its line', () => {
    expect(findHardcodedText('a.tsx', 'const A = () => (\n  <p>\n    Hello\n  </p>\n);')).toEqual([
      'a.tsx:3 shows “Hello”, which is in no catalogue.',
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

  test('have the same keys in both languages; Japanese needs no form for one', () => {
    const english = { open: 'Open', shut: 'Shut', found_one: 'One', found_other: '{{count}}' };
    const japanese = { open: '開く', found_other: '{{count}} 件', more: '他' };
    expect(faults(english, japanese, "t('open'); t('shut'); t('found', { count })")).toEqual([
      '“shut” is missing in Japanese.',
      '“more” is in Japanese only.',
    ]);
  });

  test('have every key that is asked for, and none that is not', () => {
    const words = { open: 'a', 'write.reply': 'b', 'write.send': 'c', named: 'd', forgotten: 'e' };
    const source =
      "t(is ? 'open' : `write.${kind}`); translate('gone'); const name = 'named'; t(name); t(is ? 'no' : 'open')";
    expect(faults(words, words, source)).toEqual([
      '“gone” is asked for, and in no catalogue.',
      '“no” is asked for, and in no catalogue.',
      '“forgotten” is never asked for.',
    ]);
  });

  test('are not saved from being forgotten by a text made of anything', () => {
    expect(faults({ 'a.b': 'x' }, { 'a.b': 'x' }, 'const path = `${one}.${two}`;')).toEqual([
      '“a.b” is never asked for.',
    ]);
  });
});
