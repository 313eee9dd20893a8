import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { priorityColors } from '@crossdesk/contracts/lists/settings.ts';
import { describe, expect, test } from 'vitest';
import { contrast, type Rgb } from '../conversation/mail-colors.ts';

const css = readFileSync(join(import.meta.dirname, '../ui/tokens.css'), 'utf8');
const [light = '', dark = ''] = css.split('[data-theme="dark"]');

const tokenOf = (theme: string, name: string): Rgb => {
  const hex = new RegExp(`--${name}: #([0-9a-f]{6});`).exec(theme)?.[1];
  if (!hex) throw new Error(`there is no token --${name}`);
  return [0, 2, 4].map((at) => Number.parseInt(hex.slice(at, at + 2), 16)) as unknown as Rgb;
};

describe.each([
  ['light', light],
  ['dark', dark],
])('priority colors in the %s theme', (_, theme) => {
  test.each(priorityColors)('ZV-23 %s has the contrast of text on every background', (color) => {
    for (const background of ['bg', 'surface', 'raised', 'hover']) {
      expect(contrast(tokenOf(theme, `priority-${color}`), tokenOf(theme, background))).toBeGreaterThanOrEqual(4.5);
    }
  });
});
