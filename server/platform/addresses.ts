const comments = /\([^()]*\)/g;
const withoutComments = (text: string): string => {
  const less = text.replace(comments, '');
  return less === text ? text : withoutComments(less);
};

const bareAddress = (address: string): string =>
  withoutComments(address.normalize('NFKC').replace(/\p{Default_Ignorable_Code_Point}/gu, ''))
    .trim()
    .toLowerCase()
    .replace(/^.*<|>.*$/gs, '');

/**
 * The canonical form of an address: equal for all spellings that reach the same person. Case,
 * spaces, invisible characters, quotes, comments, dots in the local part, a plus suffix and the
 * spelling of the domain are ignored. Two people may get the same form; one person never gets two.
 */
export function canonicalAddress(address: string): string {
  const plain = bareAddress(address);
  const at = plain.lastIndexOf('@');
  const local = plain.slice(0, Math.max(at, 0)).replace(/["\\\s.]/g, '');
  const domain = plain
    .slice(at + 1)
    .trim()
    .replace(/\.$/, '')
    .replace(/^googlemail\.com$/, 'gmail.com');
  return `${local.split('+')[0] ?? ''}@${URL.parse(`http://${domain}`)?.hostname ?? domain}`;
}

const maxHops = 12;

/**
 * All addresses a mail to this address may be delivered to. Mail servers may unpack old source
 * routes: `user%domain@relay`, `domain!user@relay`, `"user@domain"@relay`, `@relay:user@domain`.
 * Every name in such an address is combined with every domain. Null if the address has more than 12
 * parts.
 */
export function addressesReached(address: string): string[] | null {
  const parts = bareAddress(address)
    .replace(/["\\\s]/g, '')
    .split(/[@%!:,]/)
    .filter((part) => part !== '');
  if (parts.length <= 2) return [canonicalAddress(address)];
  if (parts.length > maxHops) return null;
  const combinations = parts.flatMap((user) => parts.map((host) => canonicalAddress(`${user}@${host}`)));
  return [canonicalAddress(address), ...new Set(combinations)];
}
