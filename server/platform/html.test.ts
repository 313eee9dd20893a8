import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { htmlToText, sanitizeHtml, textToHtml } from './html.ts';

const scripts = [
  '<script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '<svg onload=alert(1)><script>alert(1)</script></svg>',
  '<a href="javascript:alert(1)">x</a>',
  '<a href="java\tscript:alert(1)">x</a>',
  '<a href="&#106;avascript:alert(1)">x</a>',
  '<a href=" \u0001javascript:alert(1)">x</a>',
  '<a href="vbscript:msgbox(1)">x</a>',
  '<a href="data:text/html;base64,PHNjcmlwdD4=">x</a>',
  '<iframe src="https://evil.example"></iframe>',
  '<object data="https://evil.example/x.swf"></object><embed src=x>',
  '<form action="https://evil.example"><input name=p><button formaction=javascript:alert(1)>x</button></form>',
  '<meta http-equiv="refresh" content="0;url=https://evil.example"><base href="https://evil.example/">',
  '<link rel=stylesheet href="https://evil.example/x.css">',
  '<style>@import "https://evil.example/x.css"; * { display: none }</style>',
  '<div style="background:url(javascript:alert(1))">x</div>',
  '<div style="width:expression(alert(1))">x</div>',
  '<div style="position:fixed;top:0;left:0;z-index:9999">x</div>',
  '<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>',
  '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
  '<template><img src=x onerror=alert(1)></template>',
  '<img src="data:image/svg+xml;base64,PHN2Zz4=">',
  '<img src=`javascript:alert(1)`>',
  '<a href="//evil.example">x</a><img src="//evil.example/x.png">',
  '<<script>script>alert(1)<</script>/script>',
  '<img """><script>alert(1)</script>">',
  '<p id="root" class="mantine-Button-root" name="x" onclick="alert(1)">x</p>',
  '<video src=x onerror=alert(1)><source onerror=alert(1)></video>',
  '<textarea><img src=x onerror=alert(1)></textarea>',
  '<xmp><img src=x onerror=alert(1)></xmp>',
];
const danger =
  /<\s*\/?\s*(?:script|style|svg|math|iframe|object|embed|form|input|button|meta|base|link|noscript|template|video|textarea|xmp)|\son\w+\s*=|(?:href|src)="(?!https?:|mailto:|tel:|data:image\/png)|javascript:|vbscript:|expression|url\(|position|\sid=|\sclass=/i;

describe('sanitizing HTML', () => {
  test.each(scripts)('removes active content: %s', (html) => {
    const safe = sanitizeHtml(html);
    // Escaped text and titles may mention scripts; there must be no markup.
    const markup = `>${safe}<`.replace(/>[^<]*</g, '><').replace(/ title="[^"]*"/g, '');
    expect(markup).not.toMatch(danger);
  });

  test('keeps harmless styles and removes those that could cover the interface', () => {
    expect(
      sanitizeHtml('<p style="color:#f00; margin:-20px; font-size:14px; position:absolute; padding:4px 8px">Hi</p>'),
    ).toBe('<p style="color:#f00;font-size:14px;padding:4px 8px">Hi</p>');
  });

  test('opens links in a new tab without opener or referrer', () => {
    expect(sanitizeHtml('<a href="https://a.example/?x=1&amp;y=2" target="_top" rel="opener">a</a>')).toBe(
      '<a href="https://a.example/?x=1&amp;y=2" rel="noopener noreferrer nofollow" target="_blank">a</a>',
    );
  });

  const unclosed = ['svg', 'math', 'select', 'select><option', 'template', 'textarea', 'iframe', 'noscript', 'xmp'];
  const others = [
    'plaintext',
    'noframes',
    'noembed',
    'frameset',
    'object',
    'button',
    'svg><style/><g',
    'math><mi',
    'form',
  ];
  test.each([...unclosed, ...others])('an unclosed <%s> does not hide what follows', (tag) => {
    const html = `<p>Before</p><${tag} width="10"><p>After <b>it</b></p><p>End</p>`;
    expect(sanitizeHtml(html)).toBe('<p>Before</p><p>After <b>it</b></p><p>End</p>');
    expect(htmlToText(html)).toBe('Before\n\nAfter it\n\nEnd');
  });

  test.each([
    ['<p>one<p>two', '<p>one</p><p>two</p>'],
    ['<table><p>lost?</p><tr><td>cell', '<p>lost?</p><table><tbody><tr><td>cell</td></tr></tbody></table>'],
    ['<b>bold<p>both</b>plain', '<b>bold</b><p><b>both</b>plain</p>'],
    ['<ul><li>a<li>b</ul>', '<ul><li>a</li><li>b</li></ul>'],
    ['a</p>end tag', 'a<p></p>end tag'],
    ['a<br/>b</br>c', 'a<br />b<br />c'],
    ['<p>5 < 6 & 7</p>', '<p>5 &lt; 6 &amp; 7</p>'],
    ['<title>hidden</title><style>p{}</style><p>shown', '<p>shown</p>'],
    ['<p>a<!-- b --><![if !mso]>c<![endif]></p>', '<p>ac</p>'],
  ])('reads %s as browsers do', (html, safe) => {
    expect(sanitizeHtml(html)).toBe(safe);
  });

  test.each([
    ['//shop.example/a?b=1', 'https://shop.example/a?b=1'],
    ['//shop.example', 'https://shop.example'],
    ['\\\\shop.example/a', 'https://shop.example/a'],
    [' //shop.example/a', 'https://shop.example/a'],
  ])('a link to %s without a protocol stays a link', (href, url) => {
    expect(sanitizeHtml(`<a href="${href}">x</a>`)).toContain(`href="${url}"`);
    expect(sanitizeHtml(`<img src="${href}">`)).toBe(`<img data-remote-src="${url}" />`);
  });

  test('an address that only looks like one without a protocol is no link', () => {
    for (const href of ['/tickets/1', '///x', 'javascript://x', '//']) {
      expect(sanitizeHtml(`<a href="${href}">x</a>`)).toBe('<a>x</a>');
    }
  });

  test('blocks remote images until the reader loads them', () => {
    expect(sanitizeHtml('<img src="https://t.example/p.gif" srcset="https://t.example/2.gif 2x" alt="logo">')).toBe(
      '<img alt="logo" data-remote-src="https://t.example/p.gif" />',
    );
  });

  test('resolves inline images by Content-ID, also when sanitized again', () => {
    const cidUrl = (cid: string) => (cid === 'logo@x' ? '/files/1' : null);
    const stored = sanitizeHtml('<img src="cid:logo%40x"><img src="cid:gone">');
    expect(stored).toBe('<img data-cid="logo@x" /><img data-cid="gone" />');
    const shown = '<img data-cid="logo@x" src="/files/1" /><img data-cid="gone" />';
    expect(sanitizeHtml(stored, { cidUrl })).toBe(shown);
    expect(sanitizeHtml(shown, { cidUrl })).toBe(shown);
  });

  test('keeps a small embedded image and drops a huge one', () => {
    const pixel = 'data:image/png;base64,iVBORw0KGgo=';
    expect(sanitizeHtml(`<img src="${pixel}">`)).toBe(`<img src="${pixel}" />`);
    expect(sanitizeHtml(`<img src="data:image/png;base64,${'A'.repeat(800_000)}">`)).toBe('<img />');
  });

  test('is idempotent', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.constantFrom(...scripts), fc.string()), { maxLength: 5 }), (parts) => {
        const once = sanitizeHtml(parts.join(''));
        expect(sanitizeHtml(once)).toBe(once);
      }),
      { numRuns: 200 },
    );
  });

  const hostile: [string, string][] = [
    ['deep nesting', '<div>'.repeat(300_000)],
    ['deep nesting with unmatched closing tags', '<b>'.repeat(150_000) + '</i>'.repeat(150_000)],
    ['many open tags and unmatched closing tags', '<b>'.repeat(900) + '</i>'.repeat(400_000)],
    ['two million open brackets', '<'.repeat(2_000_000)],
    ['unfinished tags', '<a '.repeat(700_000)],
    ['one tag with very many attributes', `<a ${'x=1 '.repeat(500_000)}>`],
    ['a very long style', `<p style="${'color:red;'.repeat(190_000)}">x</p>`],
    ['megabytes of text', 'word '.repeat(2_000_000)],
    ['a wide table', `<table>${'<tr><td>x</td></tr>'.repeat(40_000)}</table>`],
    ['entities', '&amp;'.repeat(400_000)],
    ['an endless address', 'a'.repeat(1_000_000)],
    ['at signs', 'a@'.repeat(500_000)],
  ];
  test.each(hostile)('takes bounded time: %s', (_name, html) => {
    sanitizeHtml(html);
    htmlToText(html);
    textToHtml(html);
  });
});

describe('HTML as text', () => {
  test('keeps the structure of the page', () => {
    const html =
      '<h1>Order</h1><p>Hello&nbsp;<b>Ann</b>,<br>see <a href="https://a.example/1">the order</a>.</p><ul><li>one</li></ul><style>p{}</style>';
    expect(htmlToText(html)).toBe('Order\n\nHello\u00a0Ann,\nsee the order <https://a.example/1>.\n\n * one');
  });

  test('quotes and indents up to five levels deep', () => {
    expect(htmlToText(`${'<blockquote>'.repeat(7)}a`)).toBe('> > > > > a');
    expect(htmlToText(`<blockquote>a<ul><li>b<ol><li>c<li>d</ol></ul></blockquote>`)).toBe(
      '> a\n>  * b\n>    1. c\n>    2. d',
    );
    expect(htmlToText(`${'<ul><li>'.repeat(7)}a<li>b`).replace(/\s+/g, ' ')).toBe('* * * * * a b');
  });

  test.each([
    ['nested quotations', `${'<blockquote>'.repeat(245)}${'<br>a'.repeat(4_000)}`],
    ['nested lists', `${'<ul><li>'.repeat(120)}${'<br>a'.repeat(4_000)}`],
    ['Roman numerals', `<ol type="i" start="888">${'<li>'.repeat(4_000)}`],
    ['line breaks', `${'<blockquote>'.repeat(5)}<pre>a${'\n'.repeat(20_000)}b`],
  ])('is at most about twice as long as the HTML: %s', (_name, html) => {
    expect(htmlToText(html).length).toBeLessThanOrEqual(html.length * 2 + 10_000);
  });

  test.each(['2000000', '-5', '0', 'x'])('a Roman numeral that cannot be written becomes a number: %s', (start) => {
    expect(htmlToText(`<ol type="i" start="${start}"><li>one</ol>`)).toMatch(/^\S+ one$/);
  });

  test('separates the cells and the rows of a table', () => {
    const rows = '<tr><th>Order</th><th>Place</th></tr><tr><td>TB-1</td><td><b>Kyo</b>to</td></tr>';
    expect(htmlToText(`<p>List</p><table>${rows}</table>`)).toBe('List\n\nOrder Place\nTB-1 Kyoto');
  });

  test.each([
    ['<div style="font-size:1px; DISPLAY : none">preview line</div><p>Hello</p>', 'Hello'],
    ['<span style="max-height:0;overflow:hidden">preview line</span>Hello', 'Hello'],
    ['<p hidden>preview line</p>Hello', 'Hello'],
    ['<p style="max-height:0.5em;overflow:hidden">Hello</p>', 'Hello'],
    ['<div style="display:none">only text</div>', 'only text'],
  ])('leaves out what a mail hides, unless that is all: %s', (html, shown) => {
    expect(htmlToText(html)).toBe(shown);
    expect(sanitizeHtml(html).replace(/<[^>]*>/g, '')).toBe(shown);
  });

  test('shows a link address once', () => {
    expect(htmlToText('<a href="https://a.example/">https://a.example/</a>')).toBe('https://a.example/');
  });
});

describe('text as HTML', () => {
  test('escapes, splits paragraphs and links addresses', () => {
    expect(textToHtml('a < b & "c"\r\nsecond\n\nsee https://a.example/x?y=1&z=2. Or ann@a.example')).toBe(
      '<p>a &#60; b &#38; &#34;c&#34;<br>second</p>\n' +
        '<p>see <a href="https://a.example/x?y=1&#38;z=2" rel="noopener noreferrer nofollow" target="_blank">https://a.example/x?y=1&#38;z=2</a>. ' +
        'Or <a href="mailto:ann@a.example" rel="noopener noreferrer nofollow" target="_blank">ann@a.example</a></p>',
    );
  });

  test.each([
    ['a\n> b\n> c\nd', '<p>a</p><blockquote><p>b<br>c</p></blockquote><p>d</p>'],
    ['> a\n>> b\n> c', '<blockquote><p>a</p><blockquote><p>b</p></blockquote><p>c</p></blockquote>'],
    ['> > a\n>\n> b', '<blockquote><blockquote><p>a</p></blockquote><p>b</p></blockquote>'],
    ['>a\n\n>b', '<blockquote><p>a</p>\n<p>b</p></blockquote>'],
    ['5 > 3\n->a\n>_< hi', '<p>5 &#62; 3<br>-&#62;a<br>&#62;_&#60; hi</p>'],
  ])('makes lines with ">" quotations: %j', (text, html) => {
    expect(textToHtml(text)).toBe(html);
  });

  test('ends a link before Japanese text', () => {
    expect(textToHtml('詳細はhttps://a.example/x。以上')).toContain('href="https://a.example/x"');
  });

  test('escapes any text', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 200, unit: 'grapheme' }), (text) => {
        expect(sanitizeHtml(textToHtml(`<script>${text}`))).not.toContain('<script');
      }),
    );
  });
});
