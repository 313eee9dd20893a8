import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { pathToFileURL } from 'node:url';

const link = /!?\[[^\]\n]*\]\(<?([^)\s>]+)>?(?:\s+"[^"]*")?\)/g;
const reference = /^\[[^\]\n]+\]:\s+<?(\S+?)>?$/gm;

const withoutCode = (text: string): string => text.replace(/^(```|~~~)[\s\S]*?^\1/gm, '').replace(/`[^`\n]*`/g, '');

/** The anchors of a page, derived from its headings. */
function anchorsOf(text: string): Set<string> {
  const seen = new Map<string, number>();
  const anchors = new Set<string>();
  for (const [, title = ''] of withoutCode(text).matchAll(/^#{1,6}\s+(.+)$/gm)) {
    const plain = title.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').toLowerCase();
    const anchor = plain
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .trim()
      .replace(/\s/g, '-');
    const count = seen.get(anchor) ?? 0;
    seen.set(anchor, count + 1);
    anchors.add(count === 0 ? anchor : `${anchor}-${count}`);
  }
  return anchors;
}

/**
 * All links and images of a page whose target does not exist, one sentence each. External links are
 * not checked.
 */
export function findDeadLinks(page: string, root: string): string[] {
  const text = withoutCode(readFileSync(join(root, page), 'utf8'));
  const targets = [...text.matchAll(link), ...text.matchAll(reference)].map((one) => one[1] ?? '');
  return targets.flatMap((target) => {
    if (/^[a-z][a-z+.-]*:/i.test(target)) return [];
    const [path = '', anchor] = decodeURI(target).split('#');
    const file = path === '' ? page : normalize(join(path.startsWith('/') ? '' : dirname(page), path));
    if (file.startsWith('..')) return [`${page} links to ${target}, outside of the project.`];
    if (!existsSync(join(root, file))) return [`${page} links to ${target}, which does not exist.`];
    if (!anchor || !file.endsWith('.md')) return [];
    const isThere = anchorsOf(readFileSync(join(root, file), 'utf8')).has(anchor);
    return isThere ? [] : [`${page} links to ${target}, but ${file} has no such heading.`];
  });
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const pages = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard', '*.md'], {
    encoding: 'utf8',
  });
  const found = [...new Set(pages.split('\0'))]
    .filter((page) => page && existsSync(page))
    .flatMap((page) => findDeadLinks(page, '.'));
  for (const sentence of found) console.error(sentence);
  if (found.length > 0) process.exitCode = 1;
}
