import { expect, test } from 'vitest';
import { canonicalAddress } from './addresses.ts';

const plain = canonicalAddress('mina.ito@customer.example');

test.each([
  'MINA.ITO@Customer.EXAMPLE',
  'mina.ito+orders@customer.example',
  'm.i.n.a.ito@customer.example',
  ' mina.ito@customer.example. ',
  '"mina.ito"@customer.example',
  '"mina\\.ito"@customer.example',
  '"mina.ito+x"@customer.example',
  'mina.ito(the (dear) customer)@customer.example',
  '(x)mina.ito@(y)customer.example',
  'Mina Ito <mina.ito@customer.example>',
  'ｍｉｎａ．ｉｔｏ@customer.example',
  'mi\u200bna.ito@custo\u00admer.example',
  'mina.ito%customer.example@relay.example',
  'mina.ito%customer.example%hop.example@relay.example',
  '"mina.ito@customer.example"@relay.example',
  '@relay.example,@hop.example:mina.ito@customer.example',
  'customer.example!mina.ito@relay.example',
  'relay.example!customer.example!mina.ito@hop.example',
])('ZJ-11 %s is the same person', (spelling) => {
  expect(canonicalAddress(spelling)).toBe(plain);
});

test('a domain is the same in its own letters, in ASCII, and under the older name of the provider', () => {
  expect(canonicalAddress('ann@BÜCHER.example')).toBe(canonicalAddress('ann@xn--bcher-kva.example'));
  expect(canonicalAddress('ann@googlemail.com')).toBe(canonicalAddress('ann@gmail.com'));
});

test.each([
  'nina.ito@customer.example',
  'mina.ito@customer2.example',
  'mina.ito@sub.customer.example',
  'mina.ito',
  'nina.ito%customer.example@relay.example',
])('%s is somebody else', (other) => {
  expect(canonicalAddress(other)).not.toBe(plain);
});
