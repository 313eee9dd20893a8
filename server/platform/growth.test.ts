import { describe, expect, test } from 'vitest';
import { growthPerDoubling, linearGrowth } from '../testing/growth.ts';
import { htmlToText, sanitizeHtml, textToHtml } from './html.ts';
import { fillRichText, validateRichText, validateText } from './templates.ts';

const fill = (piece: string, size: number): string => piece.repeat(Math.max(1, Math.floor(size / piece.length)));
const repeated = (piece: string) => (size: number) => fill(piece, size);
const nested = (open: string, close: string, depth: number) => repeated(`${open.repeat(depth)}x${close.repeat(depth)}`);

const bodies: Record<string, (size: number) => string> = {
  'angle brackets': repeated('<'),
  'angle brackets before spaces': repeated('< '),
  'unfinished tag names': repeated('<a'),
  'open tags': repeated('<p>'),
  'closing tags': repeated('</p>'),
  'deeply nested divs': nested('<div>', '</div>', 240),
  'deeply nested quotations': nested('<blockquote>', '</blockquote>', 240),
  'deeply nested lists': nested('<ul><li>', '</li></ul>', 120),
  'deeply nested tables': nested('<table><tr><td>', '</td></tr></table>', 80),
  'text in unclosed tags': (size) => `${'<b>'.repeat(900)}${fill('x<br>', size)}`,
  'misnested formatting': repeated('<b><i></b></i>'),
  'formatting repeated in paragraphs': (size) =>
    `${Array.from({ length: 200 }, (_, n) => `<font color="c${n}">`).join('')}${fill('<p>x', size)}`,
  'text between table rows': repeated('<table>x<tr>y'),
  'unclosed drawings and forms': repeated('<svg><math><select><option>x'),
  'links in links': repeated('<a href=//a>b'),
  'lines in deeply nested quotations': (size) => `${'<blockquote>'.repeat(240)}${fill('<br>a', size)}`,
  'lines in deeply nested lists': (size) => `${'<ul><li>'.repeat(120)}${fill('<br>a', size)}`,
  'list items': (size) => `<ul>${fill('<li>a', size)}</ul>`,
  'table rows': (size) => `<table>${fill('<tr><td>a</td></tr>', size)}</table>`,
  'table cells': (size) => `<table><tr>${fill('<td>a</td>', size)}</tr></table>`,
  'hidden elements': repeated('<i hidden>a</i>b'),
  'nested hidden elements': nested('<div style="display:none">', '</div>', 200),
  'spanning cells': (size) => `<table><tr>${fill('<td colspan=1000 rowspan=1000>a</td>', size)}</tr></table>`,
  links: repeated('<a href="http://a">b</a>'),
  'a long link': (size) => `<a href="${fill('x', size)}">b</a>`,
  styles: repeated('<b style="color:red;font:x">b</b>'),
  'a long style': (size) => `<b style="${fill('color:red;', size)}">b</b>`,
  attributes: (size) => `<b ${Array.from({ length: size / 8 }, (_, n) => `a${n}=b `).join('')}>b</b>`,
  'quotation marks in a tag': (size) => `<b a="${fill('"', size)}`,
  'open comments': repeated('<!--'),
  comments: repeated('<!-- -->'),
  'open CDATA': repeated('<![CDATA['),
  scripts: repeated('<script></script>'),
  'an unclosed textarea': (size) => `<textarea>${fill('</textare', size)}`,
  entities: repeated('&amp;'),
  ampersands: repeated('&'),
  'a long numeric entity': (size) => `&#${fill('1', size)};`,
  'preformatted whitespace': (size) => `<pre>${fill(' \n', size)}</pre>`,
  spaces: (size) => `a${fill(' ', size)}b`,
  'non-breaking spaces': repeated('&nbsp; '),
  'line breaks': repeated('<br>'),
  images: repeated('<img src="cid:a">'),
  'a broken image': (size) => `<img src="data:image/png;base64,${fill(' ', size)}!">`,
  words: repeated('a '),
  addresses: repeated('a@b'),
  'unfinished URLs': repeated('http://'),
  'empty lines': (size) => `${fill('\n', size)}x`,
  'blank lines': repeated('\n '),
  'dots in a URL': (size) => `http://${fill('.', size)}`,
};

const linear = async (make: (size: number) => string, work: (input: string) => unknown, size?: number) =>
  expect(await growthPerDoubling(make, work, size)).toBeLessThan(linearGrowth);

describe('processing hostile HTML takes linear time', () => {
  const minutes = 120_000;
  test.each(Object.entries(bodies))(
    '%s: sanitizing',
    (_name, make) => linear(make, (html) => sanitizeHtml(html)),
    minutes,
  );
  test.each(Object.entries(bodies))('%s: converting to text', (_name, make) => linear(make, htmlToText), minutes);
  test.each(Object.entries(bodies))('%s: converting text to HTML', (_name, make) => linear(make, textToHtml), minutes);
});

describe('processing a hostile template takes linear time', () => {
  const scope = { ticket: { subject: 'x' } };
  const texts: Record<string, (size: number) => string> = {
    'open braces': repeated('{{'),
    'open tags': repeated('{%'),
    'braces and entities': repeated('{{ &lt; '),
    variables: repeated('{{ ticket.subject }}'),
    filters: (size) => `{{ ticket.subject ${fill('| upcase ', size)}}}`,
    'quotation marks': (size) => `{{ ${fill('"', size)} }}`,
    conditions: repeated('{% if ticket.subject %}'),
    words: repeated('a '),
  };
  const filled = (text: string) => {
    if (validateRichText(text, ['ticket.subject'], scope).length === 0) fillRichText(text, scope);
    validateText(text, ['ticket.subject'], scope);
  };
  test.each(Object.entries(texts))('%s', (_name, make) => linear(make, filled, 12_000), 120_000);
});
