import { describe, expect, it } from 'vitest';
import { parseMailboxes, writeMailbox } from './mailboxes.ts';

describe('typed or pasted recipients', () => {
  it.each([
    ['mina@example.jp', [{ name: '', address: 'mina@example.jp' }]],
    ['Mina Ito <mina@example.jp>', [{ name: 'Mina Ito', address: 'mina@example.jp' }]],
    ['"Ito, Mina" <mina@example.jp>', [{ name: 'Ito, Mina', address: 'mina@example.jp' }]],
    [
      'a@b.example; c@d.example、e@f.example',
      ['a@b.example', 'c@d.example', 'e@f.example'].map((address) => ({ name: '', address })),
    ],
    ['佐藤 健 <sato@example.jp>', [{ name: '佐藤 健', address: 'sato@example.jp' }]],
    ['nobody', []],
    ['two words@example.jp', []],
  ])('parses %s', (text, mailboxes) => {
    expect(parseMailboxes(text)).toEqual(mailboxes);
  });

  it.each(['Mina Ito', 'Verkauf: Müller, Anna', '佐藤、健', 'Ito; Mina', ''])(
    'parses its own output with the name %s',
    (name) => {
      const mailbox = { name, address: 'mina@example.jp' };
      expect(parseMailboxes(writeMailbox(mailbox))).toEqual([mailbox]);
    },
  );
});
