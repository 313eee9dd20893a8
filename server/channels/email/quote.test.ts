import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { htmlToText, sanitizeHtml } from '../../platform/html.ts';
import { sampleMail, sampleText } from './given.ts';
import { parseMail } from './parse.ts';
import { splitQuote } from './quote.ts';
import { replyAboveLine } from './quote-lines.ts';

const splitText = (text: string) => splitQuote({ html: null, text });
const splitHtml = (html: string) => splitQuote({ html, text: '' });

describe('replies of common mail programs', () => {
  const talon: [string, string, string][] = [
    ['android', 'Hello', '02.04.2012 14:20'],
    ['aol', 'Hello', '-----Original Message-----'],
    ['apple_mail', 'Hello', 'On Apr 3, 2012, at 4:19 PM, bob wrote:'],
    ['apple_mail_2', 'Hello', '> On 22 Aug 2015'],
    ['comcast', 'Hello', '----- Original Message -----'],
    ['gmail', 'Hello', 'On Mon, Apr 2, 2012 at 6:26 PM'],
    ['hotmail', 'Hello', '> Subject: Test'],
    ['iphone', sampleText('talon.iphone_reply_text'), 'On Apr 3, 2012'],
    ['outlook', 'Hello', 'From: xxx@xxx.mailgun.org'],
    ['sparrow', sampleText('talon.sparrow_reply_text'), 'On Tuesday, April 3, 2012'],
    ['yahoo', 'Hello', '----- Original Message -----'],
  ];
  test.each(talon)('the text of %s is split from its quotation', async (name, visible, quoted) => {
    const split = splitQuote(await parseMail(sampleMail(`talon.${name}`)));
    expect(split.text.trim()).toBe(visible.trim());
    expect(split.quotedText?.startsWith(quoted)).toBe(true);
  });

  test.each(['android', 'aol', 'comcast', 'gmail', 'hotmail'])(
    'the HTML of %s is split from its quotation',
    async (name) => {
      const split = splitQuote(await parseMail(sampleMail(`talon.${name}`)));
      expect(htmlToText(split.html ?? '')).toBe('Hello');
      expect(split.quotedHtml).not.toBeNull();
    },
  );

  test('an answer below the quotation is separated from it', async () => {
    const mail = await parseMail(sampleMail('talon.thunderbird'));
    expect(splitQuote(mail)).toMatchObject({
      text: 'Hello',
      quotedText: 'On 04/02/2012 06:26 PM, Megan One wrote:\n> Hi',
    });
  });

  test('the first line of a quotation keeps its bold', async () => {
    const mail = await parseMail(sampleMail('talon.outlook'));
    const split = splitQuote(mail);
    expect(sanitizeHtml(split.quotedHtml ?? '')).toMatch(/^<p><b><span [^>]*>From:<\/span><\/b>/);
    expect(htmlToText(split.html ?? '')).toBe('Allo! Follow up MIME!');
  });

  test('a reply without new text is shown whole', () => {
    const text = 'On 04/02/2012 06:26 PM, Megan One wrote:\n> Hi';
    expect(splitQuote({ html: null, text })).toEqual({ html: null, quotedHtml: null, text, quotedText: null });
  });

  const folded: [string, string][] = [
    ['email_1_4', "Awesome! I haven't had another problem with it."],
    ['email_1_6', 'I get proper rendering as well.\n\nSent from a magnificent torch of pixels'],
    ['email_1_7', ':+1:'],
    ['email_2_1', 'Outlook with a reply'],
    ['email_2_2', 'Outlook with a reply directly above line'],
    ['email_2_3', 'Outlook with a reply directly above line'],
    [
      'email_one_is_not_on',
      'Thank, this is really helpful.\n\nOne outstanding question I had:\n\nLocally (on development), when I run...',
    ],
  ];
  test.each(folded)('the quotation of %s is folded', (name, visible) => {
    const split = splitText(sampleText(`github-replies.${name}.txt`).replaceAll('\r\n', '\n'));
    expect(split.text).toBe(visible);
    expect(split.quotedText).not.toBeNull();
  });

  test.each(['email_1_3', 'pathological', 'greedy_on', 'email_bullets'])(
    'the words above the quotation of %s stay',
    (name) => {
      const split = splitText(sampleText(`github-replies.${name}.txt`));
      expect(split.quotedText).toMatch(/^On /);
      expect(split.text).not.toMatch(/^>/m);
    },
  );

  const whole = [
    'correct_sig',
    'email_1_1',
    'email_1_2',
    'email_1_5',
    'email_1_8',
    'email_BlackBerry',
    'email_iPhone',
    'email_long_quote',
    'email_sent_from_my_not_signature',
    'email_sig_delimiter_in_middle_of_line',
  ];
  test.each(whole)('%s, without a quotation or interleaved, is shown whole', (name) => {
    const text = sampleText(`github-replies.${name}.txt`);
    expect(splitText(text)).toMatchObject({ text, quotedText: null });
  });
});

describe('replies in other languages', () => {
  const headers = [
    '2024年1月5日(金) 10:15 山田太郎 <yamada@example.jp>:',
    '2024/01/05 10:15、山田太郎 <yamada@example.jp>のメール:',
    '2024年1月5日 10:15 山田太郎 <yamada@example.jp> wrote:',
    'On Fri, 5 Jan 2024 10:15:00 +0900\n山田太郎 <yamada@example.jp> wrote:',
    '山田太郎さんは書きました:',
    '-----元のメッセージ-----\n差出人: 山田太郎 <yamada@example.jp>\n送信日時: 2024年1月5日 10:15\n宛先: support@desk.example\n件名: 請求書',
    '________________________________\n差出人: 山田太郎 <yamada@example.jp>\n送信日時: 2024年1月5日 10:15\n件名: 請求書',
    'Am 05.01.2024 um 10:15 schrieb Ann Müller:',
    'Von: Ann Müller <ann@example.de>\nGesendet: Freitag, 5. Januar 2024 10:15\nAn: support@desk.example\nBetreff: Rechnung',
    'Le ven. 5 janv. 2024 à 10:15, Ann <ann@example.fr> a écrit :',
    'El vie, 5 ene 2024 a las 10:15, Ann (<ann@example.es>) escribió:',
    '于2024年1月5日周五 10:15写道：',
  ];
  test.each(headers)('%s starts a quotation', (header) => {
    const quoted = `${header}\n\n> 以前の本文です。`;
    expect(splitText(`ありがとうございます。\n\n${quoted}`)).toMatchObject({
      text: 'ありがとうございます。',
      quotedText: quoted,
    });
  });

  test.each([
    'From: the beginning I liked it\nand I still do',
    'On 5 January 2024 the box arrived, but what Ann wrote was lost',
    'Date: tomorrow\nPlace: here',
    '2024年1月5日に届きました。\nありがとうございます。',
    '> one line somebody quoted\nmy answer',
  ])('%s does not start a quotation', (text) => {
    expect(splitText(text).quotedText).toBeNull();
  });

  test.each(Object.values(replyAboveLine))('everything below our marker "%s" is quoted', (line) => {
    const text = `Danke!\n\nAm 05.01.2024 um 10:15 schrieb Support:\n> ${line}\n> Hello\n\nwe wrote this`;
    expect(splitText(text).text).toBe('Danke!');
  });

  test('a reply below a quotation stays visible and the quotation is folded', () => {
    expect(splitText('On 5 Jan 2024 10:15, Ann wrote:\n> a\n> b\n\nMy answer')).toMatchObject({
      text: 'My answer',
      quotedText: 'On 5 Jan 2024 10:15, Ann wrote:\n> a\n> b',
    });
  });

  test('a forward is shown whole', () => {
    expect(
      splitText('See below\n\n---------- Forwarded message ---------\nFrom: Ann <a@b.example>\nDate: now\n\ntext')
        .quotedText,
    ).toBeNull();
  });
});

describe('HTML replies', () => {
  const containers = [
    '<div class="gmail_quote"><div class="gmail_attr">On … wrote:</div><blockquote>old</blockquote></div>',
    '<div id="x" class="yahoo_quoted">old</div>',
    '<div class="protonmail_quote">old</div>',
    '<div>On Apr 3, 2012, at 4:19 PM, bob wrote:</div><br><blockquote type="cite">old</blockquote>',
    '<div class="moz-cite-prefix">On 5 Jan 2024 10:15, Ann wrote:</div><blockquote type="cite">old</blockquote>',
    '<hr><div id="divRplyFwdMsg"><b>From:</b> Ann</div><div>old</div>',
    '<div id="appendonsend"></div><div>old</div><p>older</p>',
    '<div><div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm"><p><b>From:</b> Ann</p></div></div><p>old</p>',
    '<p>-----Original Message-----<br>From: Ann</p><p>old</p>',
    '<p><b>差出人:</b> 山田<br><b>送信日時:</b> 2024年1月5日 10:15<br><b>件名:</b> 請求書</p><p>old</p>',
    `<p>${replyAboveLine.en}</p><p>old</p>`,
  ];
  test.each(containers)('the quotation in %s is folded', (quotation) => {
    const split = splitHtml(`<html><body><p>New <b>words</b></p>${quotation}</body></html>`);
    expect(htmlToText(split.html ?? '')).toMatch(/^New words(?:\n+-+)?$/);
    expect(htmlToText(split.quotedHtml ?? '')).toContain('old');
  });

  test('a reply that is only an image is shown', () => {
    expect(splitHtml('<img src="cid:a"><div class="gmail_quote">old</div>').quotedHtml).not.toBeNull();
  });

  test('the first line of a quotation keeps its bold', async () => {
    const mail = await parseMail(sampleMail('talon.outlook'));
    const split = splitQuote(mail);
    expect(sanitizeHtml(split.quotedHtml ?? '')).toMatch(/^<p><b><span [^>]*>From:<\/span><\/b>/);
    expect(htmlToText(split.html ?? '')).toBe('Allo! Follow up MIME!');
  });

  test('a reply without new text is shown whole', () => {
    const html = '<br><div class="gmail_quote">old</div>';
    expect(splitHtml(html)).toMatchObject({ html, quotedHtml: null });
  });

  test('an interleaved reply is shown whole', () => {
    const html = '<blockquote type="cite">a</blockquote>yes<blockquote type="cite">b</blockquote>no';
    expect(splitHtml(html)).toMatchObject({ html, quotedHtml: null });
  });

  test('a forward is shown whole', () => {
    const html = 'FYI<div class="gmail_quote"><div>---------- Forwarded message ---------<br>From: Ann</div>text</div>';
    expect(splitHtml(html)).toMatchObject({ html, quotedHtml: null });
  });
});

describe('hostile bodies', () => {
  const hostile: [string, string][] = [
    ['dashes', '-'.repeat(1_000_000)],
    ['commas', 'On ,'.repeat(250_000)],
    ['quote marks', '>'.repeat(1_000_000)],
    ['half attributions', 'On 1/1/2024 10:00 ,,,\n'.repeat(40_000)],
    ['headers', 'From: a\nTo: b\n'.repeat(60_000)],
    ['spaces', `${' '.repeat(500_000)}x`],
    ['quoted pieces', '<blockquote type=cite>a</blockquote>b'.repeat(30_000)],
    ['nested quotations', '<div class=gmail_quote>'.repeat(900)],
  ];
  test.each(hostile)('%s are split in bounded time', (_name, body) => {
    splitQuote({ html: body, text: body });
  });

  test('no text is lost', () => {
    const line = fc.constantFrom(
      'Hi',
      '> a',
      '',
      'On 5 Jan 2024 10:15, Ann wrote:',
      'From: a',
      'To: b',
      '-----Original Message-----',
    );
    fc.assert(
      fc.property(fc.array(line, { maxLength: 12 }), (lines) => {
        const split = splitText(lines.join('\n'));
        const kept = `${split.text}\n${split.quotedText ?? ''}`.split('\n').filter((text) => text.trim() !== '');
        expect(kept.toSorted()).toEqual(lines.filter((text) => text !== '').toSorted());
      }),
    );
  });
});
