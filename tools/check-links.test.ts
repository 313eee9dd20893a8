import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { findDeadLinks } from './check-links.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'links-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const deadLinks = (page: string, files: Record<string, string>): string[] => {
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), text);
  }
  return findDeadLinks(page, root);
};

describe('links in documents', () => {
  test('may lead to existing pages, images, folders and headings', () => {
    const text =
      '# One\n[b](b.md) [h](b.md#two-words) [here](#one) ![p](images/p.png) [up](../README.md) [folder](images) [site](https://example.com/x)';
    const files = { 'docs/a.md': text, 'docs/b.md': '## Two words', 'docs/images/p.png': '', 'README.md': '' };
    expect(deadLinks('docs/a.md', files)).toEqual([]);
  });

  test.each([
    ['[gone](gone.md)', 'which does not exist'],
    ['![gone](images/gone.png)', 'which does not exist'],
    ['[gone]: gone.md', 'which does not exist'],
    ['[no heading](#nowhere)', 'no such heading'],
    ['[out](../../secret.md)', 'outside of the project'],
  ])('%s is reported', (text, reason) => {
    expect(deadLinks('docs/a.md', { 'docs/a.md': text })).toEqual([expect.stringContaining(reason)]);
  });

  test('in code are ignored', () => {
    expect(deadLinks('a.md', { 'a.md': '`[x](gone.md)`\n```\n[y](gone.md)\n```\n' })).toEqual([]);
  });
});
