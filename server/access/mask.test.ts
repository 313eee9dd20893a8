import { describe, expect, test } from 'vitest';
import { type CustomerIdentity, type Mask, maskedPerson, maskHtml, maskText, withoutCustomer } from './mask.ts';
import { maskTextFile } from './mask-files.ts';

const customer: CustomerIdentity = {
  names: ['Mina Ito', '佐藤 健', 'Jo de Vries', 'José García', 'info@shop.example'],
  phrases: ['Blue Sky Ltd'],
  addresses: ['mina.ito@home.example', 'info@shop.example', 'a=b@odd.example'],
  phones: ['+819012345678'],
};
const mask: Mask = { hiddenFields: new Set(), isCustomerMasked: true, customer };

describe('C-25 masking a customer in a text', () => {
  const texts: [string, string][] = [
    ['Dear Mina Ito,', 'Dear M. I.,'],
    ['Ito, Mina / ITO MINA / mina', 'I. M. / I. M. / M.'],
    ['MinaIto2024.pdf', 'M.2024.pdf'],
    ['Ｍｉｎａ and Mi\u00adna', 'M. and M.'],
    ['佐藤様、佐藤健さん', '佐.様、佐.さん'],
    ['健康 stays, a mitotic minaret too', '健康 stays, a mitotic minaret too'],
    ['Jo and a job, de facto', 'J. and a job, de facto'],
    ['Jose Garcia, GARCÍA', 'J. G., G.'],
    ['the blue sky, Blue Sky Ltd', 'the blue sky, B. S. L.'],
    ['mina.ito@home.example or MINAITO+x@home.example', 'm***@h*** or M***@h***'],
    ['?to=mina.ito%40home.example&x=a=b@odd.example', '?to=m***@h***&x=a***@o***'],
    ['other@home.example, other@elsewhere.example', 'other@h***, other@elsewhere.example'],
    ['090-1234-5678, +81 (90) 1234 5678, order 9876543210', '***, ***, order 9876543210'],
    ['an example of a shop', 'an example of a shop'],
  ];
  test.each(texts)('%s', (text, shown) => {
    expect(maskText(mask, text)).toBe(shown);
    expect(maskText(null, text)).toBe(text);
  });

  const more: [string, string][] = [
    ['Mi\u200cna, Mi\u200dna, M\u200eina, Mi\u034fna, Mi\ufe0fna, \u202eMina\u202c', 'M., M., M., M., M., M.'],
    ['090\u200e1234\u200e5678, 👩\u200d🚀 ❤\ufe0f', '***, 👩\u200d🚀 ❤\ufe0f'],
    ['Juergen, JÜRGEN, Jurgen, Gross, Käfermanns, Kaefermannes, Käfermann’s', 'J., J., J., G., K., K., K.’s'],
    ['Petra and Zwiebel, info and support', 'P. and Z., info and support'],
    ['see onion-farm.example, www.onion-farm.example/x, gmail.com', 'see o***, o***/x, gmail.com'],
    ['my-onion-farm.example', 'my-onion-farm.example'],
    ['mina.ito (at) home.example, mina.ito[at]home.example', 'm***@h***, m***@h***'],
    ['bounce+mina.ito=home.example@relay.example', 'bounce+m***@h***@relay.example'],
    ['SRS0=ab=CD=home.example=mina.ito@relay.example', 'SRS0=ab=CD=m***@h***@relay.example'],
    ['Nguyen Van An, an apple', 'N. V. A., an apple'],
    ['annalena, ANNA LENA, AnnaSchmidt', 'A., A. L., A.'],
    ['"mina ito"@home.example', 'm***@h***'.replace('m', '"')],
    ['1111111 / 030 4711 / 090-1234-5678 / 090_1234_5678 12', '1111111 / 030 4711 / *** / *** 12'],
    ['meet (at) noon, a = b', 'meet (at) noon, a = b'],
    ['M%69na%20Ito, mina.ito%2540home.example, 100%25', 'M. I., m***@h***, 100%25'],
  ];
  test.each(more)('%s', (text, shown) => {
    const names = [...customer.names, 'Jürgen Käfermann', 'Groß', 'Anna-Lena Schmidt', 'Nguyễn Văn An'];
    const addresses = [...customer.addresses, 'petra.zwiebel@onion-farm.example', 'zz@gmail.com'];
    expect(maskText({ ...mask, customer: { ...customer, names, addresses } }, text)).toBe(shown);
  });

  const cjkNames: [string, string, string][] = [
    ['佐藤健一', '佐藤様、健一です、佐さん、佐藤 健一', '•様、健.です、•さん、• 健.'],
    ['佐藤さくら', '佐藤様、さくらさん、いくら', '•様、さ.さん、いくら'],
    ['林 由美', '林様、林由美です。由美より。林 さん、森林', '•様、•です。由.より。• さん、森林'],
    ['林由美', '林由美、由美様', '•、由.様'],
    ['김민수', '김민수, 민수씨', '•, 민.씨'],
    ['王小明', '王先生、小明', '•先生、小.'],
    ['タナカ', 'タナカ様', 'タ.様'],
  ];
  test.each(cjkNames)('%s in %s', (name, text, shown) => {
    const identity = { names: [name], phrases: [], addresses: [], phones: [] };
    expect(maskText({ ...mask, customer: identity }, text)).toBe(shown);
  });

  test.each([
    ['林 由美', '• 由.'],
    ['林由美', '•'],
    ['佐藤 健', '佐. •'],
    ['김민수', '•'],
    ['Mina Ito', 'M. I.'],
  ])('the initials of %s show no whole part of the name', (name, shown) => {
    expect(maskedPerson({ name, address: null }).name).toBe(shown);
  });

  test.each([
    ['+49 30 4711 0815, +49-30/47110815, +819099998888', '***, ***, ***'],
    ['030 4711 0815, (030) 47110815, 090-9999-8888, 0049 30 47110815', '***, ***, ***, ***'],
    [
      'tel. 47110815, Telefon: 4711 0815, 電話番号：4711-0815, 携帯は0815',
      'tel. ***, Telefon: ***, 電話番号:***, 携帯は0815',
    ],
    ['order 9876543210, 0098765432, #12-345, 01.02.2024 10:30, 2024-01-02 03:04', null],
    ['Rechnung 4711 0815 12, hotel 98765432, 1,000,000,000', null],
  ])('masks what is written like a phone number: %s', (text, shown) => {
    expect(maskText(mask, text, { everyAddress: true })).toBe(shown ?? text);
    expect(maskText(mask, text)).toBe(text.normalize('NFKC'));
  });

  test('masks attributes and link addresses in HTML', () => {
    const html = '<p title="Mina">Hi <b>Mina</b> &amp; co <a href="mailto:mina.ito%40home.example">write</a><br>x</p>';
    expect(maskHtml(mask, html)).toBe('<p title="M.">Hi <b>M.</b> &#38; co <a href="">write</a><br>x</p>');
  });

  test('masks a name that is split by tags', () => {
    expect(maskHtml(mask, '<p>Mi<b>na</b> I<wbr>to</p><p>next</p>')).toBe('M. I.<br>next');
  });

  const manyWords = (of: number) => Array.from({ length: 30 }, (_, n) => `w${(of * 30 + n).toString(36)}ae`).join(' ');
  test.each<[string, (count: number) => Partial<CustomerIdentity>]>([
    ['names', (count) => ({ names: ['Mina Ito', ...Array.from({ length: count }, (_, n) => `0 ${n}`)] })],
    ['long names', (count) => ({ names: ['Mina Ito', ...Array.from({ length: count / 10 }, (_, n) => manyWords(n))] })],
    ['addresses', (count) => ({ addresses: Array.from({ length: count }, (_, n) => `a${n}@home.example`) })],
    ['phone numbers', (count) => ({ phones: Array.from({ length: count }, (_, n) => `+8190${1_000_000 + n}`) })],
  ])('hides a text if there are too many %s to mask', (_name, details) => {
    const masked = (count: number): Mask => ({ ...mask, customer: { ...customer, ...details(count) } });
    expect(maskText(masked(100), 'Hi Mina')).toBe('Hi M.');
    const tooMany = masked(2_000);
    expect(maskText(tooMany, 'Hi Mina')).toBe('•••');
    expect(maskText(tooMany, maskText(tooMany, 'Hi Mina'))).toBe('•••');
    expect(maskText(tooMany, '')).toBe('');
    expect(maskHtml(tooMany, '<p title="Mina">Hi <b>Mina</b></p>')).not.toContain('Mina');
    expect(maskTextFile(tooMany, 'Hi Mina')).toBe('•••');
    expect(withoutCustomer(tooMany.customer as CustomerIdentity, 'Hi Mina').trim()).toBe('');
  });

  test('a list of tickets with many people each needs memory for few of them', () => {
    const people = Array.from({ length: 30 }, (_, n) => manyWords(n));
    const memory = () => process.memoryUsage().heapUsed;
    const before = memory();
    const rows = Array.from({ length: 20 }, (_, n) => ({ ...customer, names: [`Mina Ito ${n}`, ...people] }));
    for (const one of rows) maskText({ ...mask, customer: one }, 'Hi');
    expect(memory() - before).toBeLessThan(100 * 1024 * 1024);
  });

  test('removes everything from the text of a search index', () => {
    expect(withoutCustomer(customer, 'invoiceMina for mina.ito@home.example').trim()).toBe('invoice  for');
  });
});
