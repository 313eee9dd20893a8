import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type TestAgent, type TestApp, testApp } from '../testing/test-app.ts';

/** Texts in many scripts, each a ticket of its own. */
const texts = {
  cafe: 'Rechnung für das Café in der Hauptstraße',
  strasse: 'Straße gesperrt, Größe unklar',
  naive: 'Crème brûlée, garçon, œuvre, Ærø',
  vietnamese: 'Đơn hàng từ Đà Nẵng chưa tới',
  turkish: 'İstanbul deposu, ışık arızası',
  polish: 'Zażółć gęślą jaźń w Łodzi',
  russian: 'Новогодняя ёлка и подъезд',
  ukrainian: 'Замовлення з Києва, їжак',
  greek: 'Ο Σίσυφος και η οδός',
  arabic: 'مُحَمَّد أرسل الفاتورة إلى المدرسة ١٢٣',
  hebrew: 'שָׁלוֹם, החשבונית עבור משלוחים',
  katakana: 'キャンセルのお願い、ガイドブック',
  halfWidth: 'ﾊﾞｯﾃﾘｰ が 故障 ＡＢＣ１２３',
  kanji: '東京都の請求書について',
  name: '髙橋様からの連絡',
  korean: '환불 요청드립니다. 영수증을 보내주세요',
  chinese: '我想取消订单并退款',
  thai: 'ขอใบกำกับภาษีด้วยครับ',
  hindi: 'कृपया बिल भेजें',
  english: "I don't have the invoice of Mr O’Brien, e-mail me at mina.ito@shop.example",
  code: 'Built with C++ and .NET, not C or Net; F# => node.js 🎉',
} as const;
type Name = keyof typeof texts;

const searches: [search: string, found: Name[]][] = [
  // Latin
  ['cafe', ['cafe']],
  ['CAFÉ', ['cafe']],
  ['cafe\u0301', ['cafe']],
  ['strasse', ['strasse']],
  ['STRAßE', ['strasse']],
  ['hauptstrasse', ['cafe']],
  ['grosse', ['strasse']],
  ['creme brulee', ['naive']],
  ['oeuvre', ['naive']],
  ['aero', ['naive']],
  ['da nang', ['vietnamese']],
  ['istanbul', ['turkish']],
  ['isik', ['turkish']],
  ['zazolc lodzi', ['polish']],
  // Cyrillic
  ['елка', ['russian']],
  ['ЁЛКА', ['russian']],
  ['новогодняя', ['russian']],
  ['їжак', ['ukrainian']],
  // Greek
  ['σισυφος', ['greek']],
  ['ΣΊΣΥΦΟΣ', ['greek']],
  ['οδοσ', ['greek']],
  // Arabic, Hebrew
  ['محمد', ['arabic']],
  ['ارسل الفاتوره', ['arabic']],
  ['123', ['arabic']],
  ['שלום', ['hebrew']],
  ['חשבונית', []],
  ['החשבונית', ['hebrew']],
  // Japanese
  ['きゃんせる', ['katakana']],
  ['ｷｬﾝｾﾙ', ['katakana']],
  ['がいど', ['katakana']],
  ['バッテリー', ['halfWidth']],
  ['abc123', ['halfWidth']],
  ['請求書', ['kanji']],
  ['京都', ['kanji']],
  ['都の請', ['kanji']],
  ['高橋', ['name']],
  // Korean, Chinese, Thai, Hindi
  ['영수증', ['korean']],
  ['환불'.normalize('NFD'), ['korean']],
  ['订单', ['chinese']],
  ['取消订单', ['chinese']],
  ['ใบกำกับ', ['thai']],
  ['ภาษี', ['thai']],
  ['बिल', ['hindi']],
  // Apostrophes, hyphens, addresses
  ["don't", ['english']],
  ['dont', ['english']],
  ['don’t have', ['english']],
  ["o'brien", ['english']],
  ['OBrien', ['english']],
  ['brien', ['english']],
  ['email', ['english']],
  ['e-mail', ['english']],
  ['mina.ito@shop.example', ['english']],
  ['ito@other.example', []],
  // Phrases and exclusion
  ['"have the invoice"', ['english']],
  ['"the have invoice"', []],
  ['「請求書について」', ['kanji']],
  ['“in der”', ['cafe']],
  ['the', ['english']],
  ['the -invoice', []],
  ['der -straße', ['cafe']],
  // Words with signs
  ['C++', ['code']],
  ['Ｃ＋＋', ['code']],
  ['.NET', ['code']],
  ['f#', ['code']],
  ['=>', ['code']],
  ['🎉', ['code']],
  ['c#', []],
  ['c++ -.net', []],
  ['node.js', ['code']],
];

let desk: TestApp;
let agent: TestAgent;
const numbers = {} as Record<Name, number>;
beforeAll(async () => {
  desk = await testApp();
  const { id: departmentId } = await desk.given.department();
  agent = await desk.given.member(departmentId);
  const contact = await desk.given.contact({ name: 'Xq', emails: ['xq@x.example'] });
  for (const [name, text] of Object.entries(texts) as [Name, string][])
    numbers[name] = await desk.given.ticket({ departmentId, requesterId: contact.id, subject: '-', text });
  await desk.runJobs();
});
afterAll(() => desk.close());

describe('a search finds words in every script, whatever their case, accents and width', () => {
  test.each(searches)('%s', async (q, found) => {
    const { items, next } = await desk.call(agent, 'search', { query: { q } });
    const nameOf = (number: number) => Object.entries(numbers).find(([, one]) => one === number)?.[0];
    expect(items.map((hit) => nameOf(hit.number))).toEqual(found);
    expect(next).toBeNull();
  });

  test('the excerpt is around the match', async () => {
    const long = `${'Guten Tag. '.repeat(40)} Die Straße ist ${'lang '.repeat(60)}`;
    const departmentId = (await desk.call(agent, 'getTicket', { params: { number: numbers.cafe } })).departmentId;
    const number = await desk.given.ticket({ departmentId, subject: 'x', text: long });
    await desk.runJobs();
    const { items } = await desk.call(agent, 'search', { query: { q: 'die strasse ist' } });
    expect(items.map((hit) => [hit.number, hit.excerpt.includes('Die Straße ist lang')])).toEqual([[number, true]]);
  });
});
