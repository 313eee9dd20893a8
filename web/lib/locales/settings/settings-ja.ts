import type { Translated } from '../../i18n.ts';
import type { settingsEn } from './settings-en.ts';

/** What several pages of the settings use, in Japanese. */
export const settingsJa: Translated<typeof settingsEn> = {
  'words.find': '設定を検索',
  'words.none': '該当する設定はありません。',
  'group.mine': '個人',
  'group.company': '会社',
  'group.tickets': 'チケット設定',
  'group.mail': 'メール',
  saved: '保存しました。',
  off: 'オフ',
  copy: 'コピー',
  copied: 'コピーしました。',
  empty: 'まだ項目がありません。最初の項目を追加してください。',
  edit: '{{name}}を編集',
  delete: '{{name}}を削除',
  removed: '「{{name}}」を削除しました。',
  disable: '{{name}}をオフにする',
  enable: '{{name}}をオンにする',
  moveUp: '{{name}}を上へ移動',
  moveDown: '{{name}}を下へ移動',
  isFirst: 'すでに先頭です。',
  isLast: 'すでに末尾です。',
};
