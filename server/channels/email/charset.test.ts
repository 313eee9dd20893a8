import iconv from 'iconv-lite';
import { describe, expect, test } from 'vitest';
import { decodeWords } from './charset.ts';
import { givenMail } from './given.ts';
import { parseMail } from './parse.ts';

/** A mail whose text is in one charset and labelled as another. */
const mislabelled = (text: string, charset: string, label: string, headers = '') =>
  parseMail(
    Buffer.concat([
      Buffer.from(`From: a@b.example\r\nContent-Type: text/plain; charset="${label}"\r\n${headers}\r\n`),
      iconv.encode(text, charset),
    ]),
  );

describe('a charset label that is wrong', () => {
  const cases: [text: string, charset: string, label: string][] = [
    ['返品の送料は誰が払いますか。', 'utf-8', 'ISO-2022-JP'],
    ['返品の送料は誰が払いますか。', 'utf-8', 'Shift_JIS'],
    ['返品の送料は誰が払いますか。', 'utf-8', 'iso-8859-1'],
    ['返品の送料は誰が払いますか。', 'shift_jis', 'utf-8'],
    ['返品の送料は誰が払いますか。', 'euc-jp', 'iso-2022-jp'],
    ['返品の送料は誰が払いますか。', 'shift_jis', 'us-ascii'],
    ['返品の送料は誰が払いますか。', 'euc-jp', 'iso-8859-1'],
    ['Die Tür schließt nicht mehr, bitte prüfen.', 'latin1', 'utf-8'],
    ['Die Tür schließt nicht mehr, bitte prüfen.', 'utf-8', 'iso-8859-1'],
    ['Die Tür schließt nicht mehr, bitte prüfen.', 'latin1', 'iso-2022-jp'],
    ['Où sont les pièces commandées ?', 'windows-1252', 'us-ascii'],
    ['Ihr Preis von 5 € für „Käse“ ist zu hoch.', 'windows-1252', 'utf-8'],
    ['Когда придёт моя посылка? Спасибо.', 'windows-1251', 'utf-8'],
    ['Когда придёт моя посылка? Спасибо.', 'koi8-r', 'iso-8859-1'],
    ['请问我的包裹什么时候能到？谢谢。', 'gbk', 'utf-8'],
    ['請問我的包裹什麼時候會到？謝謝。', 'big5', 'iso-8859-1'],
    ['제 소포는 언제 도착합니까? 감사합니다.', 'euc-kr', 'utf-8'],
    ['Kiedy dotrze moja paczka? Proszę o odpowiedź, dziękuję.', 'windows-1250', 'utf-8'],
  ];
  test.each(cases)('%s in %s labelled %s is read', async (text, charset, label) => {
    expect((await mislabelled(text, charset, label)).text).toBe(text);
  });

  const right: [string, string, string][] = [
    ['テストﾃｽﾄ', 'shift_jis', 'Shift_JIS'],
    ['ﾃｽﾄ', 'shift_jis', 'Shift_JIS'],
    ['Привет', 'koi8-r', 'koi8-r'],
    ['联通', 'gbk', 'gb2312'],
    ['Zażółć gęślą jaźń', 'iso-8859-2', 'iso-8859-2'],
    ['Ações', 'cp850', 'cp850'],
    ['Größe 5', 'utf-7', 'utf-7'],
    ['สวัสดีครับ', 'windows-874', 'tis-620'],
    ['Ünïcödé', 'utf-16le', 'utf-16le'],
  ];
  test.each(right)('%s in %s with the right label %s is not changed', async (text, charset, label) => {
    expect((await mislabelled(text, charset, label)).text).toBe(text);
  });

  test('a few damaged bytes do not change the charset', async () => {
    const body = Buffer.concat([iconv.encode('送料はいくらですか。返品したいです。', 'utf-8'), Buffer.from([0xe3])]);
    const head = Buffer.from('From: a@b.example\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n');
    expect((await parseMail(Buffer.concat([head, body]))).text).toBe('送料はいくらですか。返品したいです。\ufffd');
  });

  test('HTML without a label is read in the charset it declares itself', async () => {
    const html = '<meta charset="iso-8859-2"><p>Příliš žluťoučký</p>';
    const head = Buffer.from('From: a@b.example\r\nContent-Type: text/html\r\n\r\n');
    expect((await parseMail(Buffer.concat([head, iconv.encode(html, 'iso-8859-2')]))).text).toBe('Příliš žluťoučký');
  });

  test.each([
    ['shift_jis', 'utf-8'],
    ['euc-jp', 'iso-2022-jp'],
    ['utf-8', 'shift_jis'],
  ])('file names and unencoded headers in %s labelled %s are read', async (charset, label) => {
    const name = '見積書と請求書の控え.pdf';
    const head = iconv.encode('From: 山田太郎 <yamada@b.example>\r\nSubject: 請求書の件について\r\n', charset);
    const part = iconv.encode(`--b\r\nContent-Type: application/pdf; name="${name}"\r\n\r\nx\r\n--b--\r\n`, charset);
    const type = Buffer.from(`X-A: charset=${label}\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n`);
    const mail = await parseMail(Buffer.concat([head, type, part]));
    expect(mail).toMatchObject({ subject: '請求書の件について', from: { name: '山田太郎' } });
    expect(mail.attachments[0]?.name).toBe(name);
  });
});

const word = (text: string, charset: string, label: string): string =>
  `=?${label}?B?${iconv.encode(text, charset).toString('base64')}?=`;

describe('encoded words', () => {
  test.each([
    ['=?UTF-7?Q?Gr+APYA3w-e?= 5', 'Größe 5'],
    ['=?unicode-1-1-utf-7?Q?+U1dOrA-?=', '南京'],
    [word('配送について', 'utf-8', 'iso-2022-jp'), '配送について'],
    [word('配送について', 'shift_jis', 'utf-8'), '配送について'],
    [word('Rückgabe möglich?', 'latin1', 'utf-8'), 'Rückgabe möglich?'],
    [word('Возврат товара', 'windows-1251', 'utf-8'), 'Возврат товара'],
    ['=?utf-8?Q?=E9=80?= =?utf-8?Q?=81=E6=96=99?= a', '送料 a'],
    ['a =?utf-8?Q?b?= c', 'a b c'],
    ['=?x-unknown?Q?plain?=', 'plain'],
    ['=?utf-8?Q?open', '=?utf-8?Q?open'],
  ])('%s', (text, decoded) => {
    expect(decodeWords(text)).toBe(decoded);
  });

  const names: [string, string][] = [
    ['=?utf-8?Q?Einkauf:_Groß,_Jan?=', 'Einkauf: Groß, Jan'],
    ['=?utf-8?Q?Gro=C3=9F,_Jan_<Einkauf>?=', 'Groß, Jan <Einkauf>'],
    ['=?iso-8859-1?Q?Jos=E9_(Ventas);_S.A.?=', 'José (Ventas); S.A.'],
    ['=?utf-8?Q?team=40shop=2C?= =?utf-8?Q?_Berlin?=', 'team@shop, Berlin'],
    ['"=?utf-8?Q?M=C3=BCller=2C_Ute?="', 'Müller, Ute'],
    [word('山田：営業、東京', 'utf-8', 'iso-2022-jp'), '山田：営業、東京'],
  ];
  test.each(names)('the sender %s is one person', async (name, decoded) => {
    const address = 'jan@west.example';
    const mail = await givenMail({ From: `${name} <${address}>`, To: `${name} <${address}>, b@c.example` });
    expect(mail.from).toEqual({ name: decoded, address });
    expect(mail.to).toEqual([
      { name: decoded, address },
      { name: '', address: 'b@c.example' },
    ]);
  });
});
