import type { Translated } from '../../i18n.ts';
import type { sharedViewsEn } from './shared-views-en.ts';

/** Shared views, in Japanese. */
export const sharedViewsJa: Translated<typeof sharedViewsEn> = {
  'page.views': '共有ビュー',
  'note.views': '共有されているビューの作成者と公開範囲を確認できます。',
};
