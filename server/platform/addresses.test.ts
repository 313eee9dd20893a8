import { expect, test } from 'vitest';
import { addressesReached, canonicalAddress } from './addresses.ts';

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
])('ZJ-11 %s has the same canonical form', (spelling) => {
  expect(canonicalAddress(spelling)).toBe(plain);
});

test('a domain matches in Unicode, in ASCII and under its legacy name', () => {
  expect(canonicalAddress('ann@BÜCHER.example')).toBe(canonicalAddress('ann@xn--bcher-kva.example'));
  expect(canonicalAddress('ann@googlemail.com')).toBe(canonicalAddress('ann@gmail.com'));
});

test.each(['nina.ito@customer.example', 'mina.ito@customer2.example', 'mina.ito@sub.customer.example', 'mina.ito'])(
  '%s has a different canonical form',
  (other) => {
    expect(canonicalAddress(other)).not.toBe(plain);
  },
);

test.each([
  'mina.ito%customer.example@relay.example',
  'mina.ito%customer.example%other.example@relay.example',
  '"mina.ito@customer.example"@relay.example',
  '@relay.example:mina.ito@customer.example',
  '@a.example,@b.example:mina.ito@customer.example',
  'relay.example!mina.ito@customer.example',
  'relay.example!customer.example!mina.ito',
  'customer.example!mina.ito@relay.example',
])('ZJ-11 mail to %s may reach the customer', (routed) => {
  expect(addressesReached(routed)).toContain(plain);
});

test('an ordinary address reaches only itself', () => {
  expect(addressesReached('nina.ito@customer.example')).toEqual([canonicalAddress('nina.ito@customer.example')]);
});
