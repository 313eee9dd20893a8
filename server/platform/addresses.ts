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
 * An address as the same person would be reached by others of it. Case, spaces, signs that are not seen, quotes, comments, dots in the local part, what
 * follows a plus, and the spelling of the domain do not count. Two people may come out the same; nobody comes out as two.
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
 * Every address a mail to this one may end at. Servers on the way may unpack old forms of routing: `user%domain@relay`,
 * `domain!user@relay`, `"user@domain"@relay`, `@relay:user@domain`. Each name in such a form counts at each of its
 * domains. Null for an address with more hops than anybody needs.
 */
export function addressesReached(address: string): string[] | null {
  const parts = bareAddress(address)
    .replace(/["\\\s]/g, '')
    .split(/[@%!:,]/)
    .filter((part) => part !== '');
  if (parts.length <= 2) return [canonicalAddress(address)];
  if (parts.length > maxHops) return null;
  const ends = parts.flatMap((user) => parts.map((host) => canonicalAddress(`${user}@${host}`)));
  return [canonicalAddress(address), ...new Set(ends)];
}
