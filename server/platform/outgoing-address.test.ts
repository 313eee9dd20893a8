import { describe, expect, test } from 'vitest';
import {
  isConnectionAllowed,
  PrivateAddressError,
  parseAllowance,
  resolveOutgoingAddress,
} from './outgoing-address.ts';

const resolveTo =
  (...addresses: string[]) =>
  async () =>
    addresses.map((address) => ({ address }));

describe('addresses of mail servers set by an administrator', () => {
  test.each([
    ['loopback', '127.0.0.1'],
    ['loopback', '127.255.255.254'],
    ['loopback', '::1'],
    ['unspecified', '0.0.0.0'],
    ['unspecified', '::'],
    ['private', '10.1.2.3'],
    ['private', '172.16.0.1'],
    ['private', '172.31.255.255'],
    ['private', '192.168.0.1'],
    ['shared by carriers (CGNAT)', '100.64.0.1'],
    ['link-local', '169.254.1.1'],
    ['link-local', 'fe80::1'],
    ['link-local with a zone', 'fe80::1%eth0'],
    ['metadata of a cloud', '169.254.169.254'],
    ['metadata of a cloud', 'fd00:ec2::254'],
    ['metadata of a cloud', '168.63.129.16'],
    ['metadata of a cloud', '100.100.100.200'],
    ['unique local', 'fc00::1'],
    ['unique local', 'fd12:3456::1'],
    ['site-local', 'fec0::1'],
    ['mapped IPv4', '::ffff:127.0.0.1'],
    ['mapped IPv4', '::ffff:7f00:1'],
    ['mapped IPv4', '::ffff:8.8.8.8'],
    ['compatible IPv4', '::127.0.0.1'],
    ['NAT64', '64:ff9b::7f00:1'],
    ['6to4', '2002:7f00:1::'],
    ['Teredo', '2001::7f00:1'],
    ['documentation', '192.0.2.1'],
    ['documentation', '2001:db8::1'],
    ['benchmarks', '198.18.0.1'],
    ['multicast', '224.0.0.1'],
    ['multicast', 'ff02::1'],
    ['broadcast', '255.255.255.255'],
    ['no address', 'imap.example.com'],
    ['no address', ''],
  ])('%s is refused: %s', (_kind, address) => {
    expect(isConnectionAllowed(address, [])).toBe(false);
  });

  test.each(['8.8.8.8', '172.15.0.1', '172.32.0.1', '100.63.0.1', '100.128.0.1', '2a00:1450:4001::1', '2606:4700::1'])(
    '%s on the public internet is allowed',
    (address) => {
      expect(isConnectionAllowed(address, [])).toBe(true);
    },
  );

  test('the operator can allow all or single networks', () => {
    const some = parseAllowance('10.1.0.0/16, fd12::/32,192.168.7.7') ?? [];
    const allowed = ['10.1.9.9', 'fd12::5', '192.168.7.7'];
    const others = ['10.2.0.1', 'fd13::5', '192.168.7.8', '127.0.0.1', '::ffff:127.0.0.1'];
    expect([...allowed, ...others].filter((address) => isConnectionAllowed(address, some))).toEqual(allowed);
    expect(isConnectionAllowed('127.0.0.1', parseAllowance('1') ?? [])).toBe(true);
    expect([parseAllowance(''), parseAllowance('0')]).toEqual([[], []]);
  });

  test.each(['yes', '10.0.0.0/33', '10.0.0.0/', '10.0.0/8', '10.0.0.0/8/8', 'fd00::/129', '10.0.0.0/8,,', 'fe80::1%e'])(
    'the allowance %s is rejected',
    (text) => {
      expect(parseAllowance(text)).toBeNull();
    },
  );

  test('a host name is checked by its resolved address', async () => {
    await expect(resolveOutgoingAddress('imap.evil.example', [], resolveTo('127.0.0.1', '::1'))).rejects.toThrow(
      PrivateAddressError,
    );
    expect(await resolveOutgoingAddress('imap.example', [], resolveTo('10.0.0.1', '8.8.8.8'))).toBe('8.8.8.8');
    expect(await resolveOutgoingAddress('imap.example', ['10.0.0.0/8'], resolveTo('10.0.0.1'))).toBe('10.0.0.1');
  });

  test.each(['127.0.0.1', 'localhost', '127.1', '2130706433', '0x7f.0.0.1'])(
    '%s is recognized as this machine',
    async (host) => {
      await expect(resolveOutgoingAddress(host, [])).rejects.toThrow();
    },
  );
});
