import type { Translated } from '../../i18n.ts';
import type { searchEn } from './search-en.ts';

/** Search, in Japanese. */
export const searchJa: Translated<typeof searchEn> = {
  'search.label': 'チケットを検索',
  'search.placeholder': '件名、本文、顧客、番号',
  'search.empty.title': 'チケットを検索',
  'search.empty.text': '件名、本文、顧客名、チケット番号で検索できます。',
  'search.none.title': '「{{q}}」に一致するチケットはありません',
  'search.none.text': 'キーワードを減らすか、別のキーワードをお試しください。',
  'search.more': 'さらに表示',
  'search.found_other': '{{count}}件',
};
