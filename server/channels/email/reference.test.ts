import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  bounceAddressFor,
  messageIdFor,
  readBounceAddress,
  readMessageId,
  readReplyAddress,
  readSubjectTag,
  replyAddressFor,
  subjectTagFor,
  withoutSubjectTags,
} from './reference.ts';

const secret = 'a secret of this installation';
const number = fc.integer({ min: 1, max: 10_000_000 });
const uuid = fc.uuid();

describe('references in our mails', () => {
  test('are read back, case-insensitively', () => {
    fc.assert(
      fc.property(number, uuid, (ticketNumber, messageId) => {
        const id = messageIdFor({ ticketNumber, messageId, secret, domain: 'desk.example' });
        expect(readMessageId(`<${id.toUpperCase()}>`, secret)).toEqual({ ticketNumber, messageId });
        const reply = replyAddressFor({ address: 'support@desk.example', ticketNumber, secret });
        expect(readReplyAddress(reply.toUpperCase(), secret)).toEqual({ ticketNumber });
        const bounce = bounceAddressFor({ address: 'support@desk.example', messageId, secret });
        expect(readBounceAddress(bounce.toUpperCase(), secret)).toEqual({ messageId });
        const tag = subjectTagFor({ ticketNumber, secret });
        expect(readSubjectTag(`Re: ${tag.toUpperCase()} Hello`, secret)).toEqual({ ticketNumber });
        for (const address of [reply, bounce]) expect(address.indexOf('@')).toBeLessThanOrEqual(64);
      }),
    );
  });

  test('are rejected with another secret, number or purpose', () => {
    const id = messageIdFor({ ticketNumber: 1042, messageId: '77', secret, domain: 'desk.example' });
    expect(id).toMatch(/^hd\.1042\.77\.[0-9a-f]{16}@desk\.example$/);
    expect(readMessageId(id, 'another')).toBeNull();
    expect(readMessageId(id.replace('1042', '1043'), secret)).toBeNull();
    expect(readMessageId(id.replace('.77.', '.78.'), secret)).toBeNull();
    const reply = replyAddressFor({ address: 'support@desk.example', ticketNumber: 1042, secret });
    expect(readReplyAddress(reply.replace('t1042', 't1043'), secret)).toBeNull();
    expect(readReplyAddress(reply, 'another')).toBeNull();
    const hash = /\.([0-9a-f]{16})@/.exec(reply)?.[1];
    expect(readBounceAddress(`bounce+1042.${hash}@desk.example`, secret)).toBeNull();
    const tag = subjectTagFor({ ticketNumber: 1042, secret });
    expect(readSubjectTag(tag.replace('1042', '1043'), secret)).toBeNull();
    expect(readSubjectTag('[#1042]', secret)).toBeNull();
  });

  test('a forged tag before a valid one does not hide it', () => {
    expect(readSubjectTag(`[#7-aaaaaa] ${subjectTagFor({ ticketNumber: 8, secret })}`, secret)).toEqual({
      ticketNumber: 8,
    });
  });

  test.each(['', 'x@y', 'hd.1.2.3@x', '<hd..@>', `hd.1.2.${'f'.repeat(16)}`, 'hd.1.2.ffffffffffffffff@a b', '\0'])(
    'nothing is read from %j',
    (text) => {
      expect(readMessageId(text, secret)).toBeNull();
      expect(readReplyAddress(text, secret)).toBeNull();
      expect(readBounceAddress(text, secret)).toBeNull();
      expect(readSubjectTag(text, secret)).toBeNull();
    },
  );

  test('numbers and ids that would break a header are refused', () => {
    const domain = 'desk.example';
    expect(() => messageIdFor({ ticketNumber: 1.5, messageId: '1', secret, domain })).toThrow('invalid part');
    expect(() => messageIdFor({ ticketNumber: 1, messageId: '1\r\nBcc: x', secret, domain })).toThrow('invalid part');
    expect(() => replyAddressFor({ address: `${'s'.repeat(60)}@x.example`, ticketNumber: 1, secret })).toThrow(
      'too long',
    );
  });

  test('tags are removed from subjects', () => {
    expect(withoutSubjectTags('Re: [#1042-k3f9xq]  Order  [#7-aaaaaa]')).toBe('Re: Order');
  });
});
