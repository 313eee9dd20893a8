import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findCitations, writePage } from './requirements.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'requirements-'));
  mkdirSync(join(folder, 'server/sharing'), { recursive: true });
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function test(source: string): Map<string, string[]> {
  writeFileSync(join(folder, 'server/sharing/sharing.test.ts'), source);
  return findCitations(folder);
}

const file = 'server/sharing/sharing.test.ts';

describe('the requirements page', () => {
  it('finds ids in test names, in every form of a test', () => {
    const proofs = test(`
      it('ZE-09 a department cannot change the assignee', () => {});
      it.each([[1, f(2)]])("C-08, ZJ-12 may comment: %s", () => {});
      it.skipIf(process.platform === 'win32')(\`CP-05 picks
        the fewest\`, async () => {});
      describe('TT-14 and it\\'s former agent', () => {});
      // it mentions ZE-01 in a comment
      expect('ZE-02').toBe(1);`);
    expect(Object.fromEntries(proofs)).toEqual({
      'ZE-09': [`${file} › ZE-09 a department cannot change the assignee`],
      'C-08': [`${file} › C-08, ZJ-12 may comment: %s`],
      'ZJ-12': [`${file} › C-08, ZJ-12 may comment: %s`],
      'CP-05': [`${file} › CP-05 picks the fewest`],
      'TT-14': [`${file} › TT-14 and it's former agent`],
    });
  });

  it('lists every requirement with or without tests', () => {
    const page = writePage({ 'ZE-09': 'One.', 'C-08': 'Two | three.' }, test("it('ZE-09 works', () => {});"));
    expect(page).toContain('1 of 2 are cited');
    expect(page).toContain(`| ZE-09 | One. | ${file} › ZE-09 works |`);
    expect(page).toContain('| C-08 | Two \\| three. | none yet |');
  });

  it('rejects an unknown id', () => {
    expect(() => writePage({}, test("it('ZE-99 works', () => {});"))).toThrow('ZE-99');
  });
});
