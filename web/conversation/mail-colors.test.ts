import { describe, expect, test } from 'vitest';
import { contrast, inkOn, isGray, isInk, isPaper, pages, type Rgb, readableOn } from './mail-colors.ts';

const colors: Record<string, Rgb> = {
  red: [255, 0, 0],
  blue: [0, 0, 255],
  yellow: [255, 255, 0],
  'dark green': [0, 80, 0],
  gray: [128, 128, 128],
  white: [255, 255, 255],
  navy: [0, 0, 90],
  'the same as the page': pages.dark.surface,
};

describe('colors of a mail', () => {
  test.each(Object.entries(colors))('%s is readable in light and dark mode and on any cell', (_name, color) => {
    for (const background of [pages.light.surface, pages.dark.surface, ...Object.values(colors)]) {
      expect(contrast(readableOn(color, background), background)).toBeGreaterThanOrEqual(4.5);
    }
  });

  test('ordinary text on a colored cell is dark on light cells and light on dark ones', () => {
    expect([inkOn([255, 255, 0]), inkOn([0, 0, 90])]).toEqual([pages.light.text, pages.dark.text]);
  });

  test('a readable color is not changed', () => {
    expect(readableOn([192, 0, 0], pages.light.surface)).toEqual([192, 0, 0]);
    expect(readableOn([255, 110, 110], pages.dark.surface)).toEqual([255, 110, 110]);
  });

  test('red stays red in dark mode', () => {
    const [red, green, blue] = readableOn([200, 0, 0], pages.dark.surface);
    expect(red).toBeGreaterThan(Math.max(green, blue) + 80);
  });

  test('white paper and black ink follow the mode; pale yellow does not', () => {
    expect([isPaper([255, 255, 255]), isPaper([244, 246, 248]), isPaper([255, 242, 204])]).toEqual([true, true, false]);
    expect([isInk([0, 0, 0]), isInk([51, 51, 51]), isInk([120, 0, 0])]).toEqual([true, true, false]);
  });

  test('the gray lines of Outlook and Gmail are gray; colored ones are not', () => {
    const lines: Rgb[] = [
      [181, 196, 223],
      [225, 225, 225],
      [204, 204, 204],
      [0, 0, 0],
      [192, 0, 0],
      [30, 80, 200],
    ];
    expect(lines.map(isGray)).toEqual([true, true, true, true, false, false]);
  });
});
