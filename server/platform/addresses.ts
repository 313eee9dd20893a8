const comments = /\([^()]*\)/g;
const withoutComments = (text: string): string => {
  const less = text.replace(comments, '');
  return less === text ? text : withoutComments(less);
};

/**
 * An address as the same person would be reached by others of it. Case, spaces, signs that are not seen, quotes, comments, dots in the local part, what
 * follows a plus, and the spelling of the domain do not count. Two people may come out the same; nobody comes out as two.
 */
export function canonicalAddress(address: string): string {
  const plain = withoutComments(address.normalize('NFKC').replace(/\p{Default_Ignorable_Code_Point}/gu, ''))
    .trim()
    .toLowerCase()
    .replace(/^.*<|>.*$/gs, '');
  const at = plain.lastIndexOf('@');
  const local = plain.slice(0, Math.max(at, 0)).replace(/["\\\s.]/g, '');
  const domain = plain
    .slice(at + 1)
    .trim()
    .replace(/\.$/, '')
    .replace(/^googlemail\.com$/, 'gmail.com');
  return `${local.split('+')[0] ?? ''}@${URL.parse(`http://${domain}`)?.hostname ?? domain}`;
}
