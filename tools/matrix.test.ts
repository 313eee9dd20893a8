import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { matrixPage } from './matrix.ts';

it('the access matrix page is up to date', () => {
  expect(readFileSync(new URL('../docs/access-matrix.md', import.meta.url), 'utf8')).toBe(matrixPage());
});
