const comments = /\([^()]*\)/g;
const withoutComments = (text: string): string => {
  const less = text.replace(comments, '');
  return less === text ? text : withoutComments(less);
};

/**
 * The person behind an address that names relays: `user%domain@relay`, `"user@domain"@relay`, `@relay:user@domain` and
 * `domain!user@relay` are delivered to user@domain where the relay takes them (RFC 5321 appendix C, RFC 976).
 */
function withoutRoute(address: string): string {
  const sourceRouted = address.replace(/^@[^:]*:/, '');
  const at = sourceRouted.lastIndexOf('@');
  const local = sourceRouted.slice(0, Math.max(at, 0)).replace(/["\\]/g, '');
  const bang = /^(?:.*!)?([^!]+)!([^!]+)$/.exec(local);
  if (bang) return `${bang[2]}@${bang[1]}`;
  if (local.includes('@')) return withoutRoute(local);
  const percent = local.lastIndexOf('%');
  if (percent > 0) return withoutRoute(`${local.slice(0, percent)}@${local.slice(percent + 1)}`);
  return sourceRouted;
}

/**
 * An address as the same person would be reached by others of it. Case, spaces, signs that are not seen, quotes, comments, dots in the local part, what
 * follows a plus, and the spelling of the domain do not count. Two people may come out the same; nobody comes out as two.
 */
export function canonicalAddress(address: string): string {
  const plain = withoutComments(address.normalize('NFKC').replace(/\p{Default_Ignorable_Code_Point}/gu, ''))
    .trim()
    .toLowerCase()
    .replace(/^.*<|>.*$/gs, '');
  const routed = withoutRoute(plain);
  const at = routed.lastIndexOf('@');
  const local = routed.slice(0, Math.max(at, 0)).replace(/["\\\s.]/g, '');
  const domain = routed
    .slice(at + 1)
    .trim()
    .replace(/\.$/, '')
    .replace(/^googlemail\.com$/, 'gmail.com');
  return `${local.split('+')[0] ?? ''}@${URL.parse(`http://${domain}`)?.hostname ?? domain}`;
}
