import { lookup } from 'node:dns/promises';
import { BlockList, isIP, isIPv4 } from 'node:net';

/**
 * Private and special-purpose networks (IANA registry, RFC 6890). 169.254.0.0/16 includes cloud
 * metadata services.
 */
const reservedIpv4 = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
  // Azure platform services for its virtual machines.
  '168.63.129.16/32',
];

/**
 * Public addresses are in 2000::/3; these ranges in it embed IPv4 addresses or are special-purpose.
 */
const reservedIpv6 = ['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20'];

/** Parses networks such as `10.0.0.0/8` or `fd00::1`; null if one is invalid. */
export function parseNetworks(lines: readonly string[]): BlockList | null {
  const list = new BlockList();
  for (const line of lines) {
    const [address = '', prefix, more] = line.trim().split('/');
    const family = isIPv4(address) ? 'ipv4' : 'ipv6';
    const bits = family === 'ipv4' ? 32 : 128;
    const length = prefix === undefined ? bits : /^\d{1,3}$/.test(prefix) ? Number(prefix) : -1;
    if (isIP(address) === 0 || address.includes('%') || more !== undefined || length < 0 || length > bits) return null;
    list.addSubnet(address, length, family);
  }
  return list;
}

const ipv4 = parseNetworks(reservedIpv4) ?? new BlockList();
const ipv6 = parseNetworks(reservedIpv6) ?? new BlockList();
const publicIpv6 = parseNetworks(['2000::/3']) ?? new BlockList();

/** Private networks in which administrators may use mail servers; set by the operator. */
export type PrivateAllowance = 'all' | readonly string[];

/** Parses ALLOW_PRIVATE_ADDRESSES: `1` for all, or comma-separated networks. Null if invalid. */
export function parseAllowance(text: string): PrivateAllowance | null {
  if (text === '1') return 'all';
  const lines = text === '' || text === '0' ? [] : text.split(',').map((line) => line.trim());
  return parseNetworks(lines) ? lines : null;
}

/** Whether an address is public or in a network the operator allows. */
export function isConnectionAllowed(address: string, allowance: PrivateAllowance): boolean {
  const plain = address.replace(/%.*$/, '');
  const family = isIP(plain);
  if (family === 0) return false;
  if (allowance === 'all') return true;
  if (parseNetworks(allowance)?.check(plain, family === 4 ? 'ipv4' : 'ipv6')) return true;
  if (family === 4) return !ipv4.check(plain, 'ipv4');
  return publicIpv6.check(plain, 'ipv6') && !ipv6.check(plain, 'ipv6');
}

/**
 * A connection to a private address was refused. The message omits the address, to not reveal
 * internal names.
 */
export class PrivateAddressError extends Error {
  constructor(host: string) {
    super(`${host} is a private address. The operator can allow it with ALLOW_PRIVATE_ADDRESSES.`);
  }
}

type Resolve = (host: string) => Promise<readonly { address: string }[]>;

/**
 * Resolves a server name set by an administrator to an allowed address. The caller connects to
 * exactly this address, so that a name that resolves differently later cannot bypass the check.
 * Throws PrivateAddressError.
 */
export async function resolveOutgoingAddress(
  host: string,
  allowance: PrivateAllowance,
  resolve: Resolve = (name) => lookup(name, { all: true }),
): Promise<string> {
  const found = await resolve(host);
  const first = found.find(({ address }) => isConnectionAllowed(address, allowance));
  if (!first) throw new PrivateAddressError(host);
  return first.address;
}
