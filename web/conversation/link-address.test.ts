import { describe, expect, it } from 'vitest';
import { linkAddress } from './link-address.ts';

describe('URLs from typed text', () => {
  it.each([
    ['https://example.com/a?b=c#d', 'https://example.com/a?b=c#d'],
    [' http://example.com ', 'http://example.com'],
    ['example.com', 'https://example.com'],
    ['shop.example.jp:8443/売り場', 'https://shop.example.jp:8443/売り場'],
    ['mina@example.jp', 'mailto:mina@example.jp'],
    ['mailto:mina@example.jp', 'mailto:mina@example.jp'],
    ['tel:+4930123456', 'tel:+4930123456'],
  ])('%s', (typed, address) => {
    expect(linkAddress(typed)).toBe(address);
  });

  it.each(['', 'parcel', 'two words.example', 'javascript:alert(1)', 'data:text/html,x', 'https://', 'file:///etc'])(
    'returns null for %j',
    (typed) => {
      expect(linkAddress(typed)).toBeNull();
    },
  );
});
