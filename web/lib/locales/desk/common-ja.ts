import type { Translated } from '../../i18n.ts';
import type { commonEn } from './common-en.ts';

/** Words that many screens use, in Japanese. */
export const commonJa: Translated<typeof commonEn> = {
  search: '検索',
  details: '詳細',
  messages: '通知メッセージ',
  undo: '元に戻す',
  save: '保存',
  cancel: 'キャンセル',
  clear: 'クリア',
  none: 'なし',
  you: '自分',
  chosen: '選択中',
  dismiss: '閉じる',
  back: '一覧に戻る',
  tryAgain: '再試行',
  'count.orMore': '{{count}}+',
  'language.en': '英語',
  'language.ja': '日本語',
  'undo.cannot': '直前の操作は元に戻せません。もう一度押すと、その前の操作を元に戻します。',
  'undo.tooLate': '元に戻せる時間を過ぎました。',
  'pick.search': '{{what}}を検索',
  'pick.placeholder': '検索…',
  'pick.none': '該当する項目がありません',
  'pick.searching': '検索中…',
};
