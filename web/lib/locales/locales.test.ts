import { describe, expect, it } from 'vitest';
import { adminEn } from './admin-en.ts';
import { adminJa } from './admin-ja.ts';
import { builderEn } from './builder-en.ts';
import { builderJa } from './builder-ja.ts';
import { en } from './en.ts';
import { frontEn } from './front-en.ts';
import { frontJa } from './front-ja.ts';
import { ja } from './ja.ts';
import { sharePanelEn } from './share-panel-en.ts';
import { sharePanelJa } from './share-panel-ja.ts';
import { writingEn } from './writing-en.ts';
import { writingJa } from './writing-ja.ts';

const slots = (sentence: string) => [...sentence.matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1]).sort();

// A number that English spells into the sentence may be left to the list itself in Japanese, and the other way round.
const mayDropCount = (names: (string | undefined)[]) => names.filter((name) => name !== 'count');

describe.each([
  ['the desk', en, ja],
  ['the settings', adminEn, adminJa],
  ['writing', writingEn, writingJa],
  ['the panels of sharing', sharePanelEn, sharePanelJa],
  ['views', builderEn, builderJa],
  ['the pages before signing in', frontEn, frontJa],
])('the catalogue of %s', (_, english: Record<string, string>, japanese: Record<string, string | undefined>) => {
  it('has no empty sentence', () => {
    expect(Object.entries(english).filter(([, sentence]) => sentence.trim() === '')).toEqual([]);
    expect(Object.entries(japanese).filter(([, sentence]) => sentence?.trim() === '')).toEqual([]);
  });

  it('fills the same names into both languages', () => {
    const different = Object.keys(japanese).filter(
      (key) => mayDropCount(slots(japanese[key] ?? '')).join() !== mayDropCount(slots(english[key] ?? '')).join(),
    );
    expect(different).toEqual([]);
  });

  it('gives every sentence that depends on a number its general form', () => {
    const lonely = Object.keys(english).filter(
      (key) => key.endsWith('_one') && !(key.replace(/_one$/, '_other') in english),
    );
    expect(lonely).toEqual([]);
  });
});
