import { describe, expect, test } from 'vitest';
import { type CustomerIdentity, type Mask, maskHtml, maskText, withoutCustomer } from './mask.ts';

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

  test('masks attributes and link addresses in HTML', () => {
    const html = '<p title="Mina">Hi <b>Mina</b> &amp; co <a href="mailto:mina.ito%40home.example">write</a><br>x</p>';
    expect(maskHtml(mask, html)).toBe('<p title="M.">Hi <b>M.</b> &#38; co <a href="">write</a><br>x</p>');
  });

  test('masks a name that is split by tags', () => {
    expect(maskHtml(mask, '<p>Mi<b>na</b> I<wbr>to</p><p>next</p>')).toBe('M. I.<br>next');
  });

  test('removes everything from the text of a search index', () => {
    expect(withoutCustomer(customer, 'invoiceMina for mina.ito@home.example').trim()).toBe('invoice  for');
  });
});
