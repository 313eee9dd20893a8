import type { Translated } from '../../i18n.ts';
import type { viewsEn } from './views-en.ts';

/** Custom views, as far as the list shows them, in Japanese. */
export const viewsJa: Translated<typeof viewsEn> = {
  'action.app.newView': '新規ビュー',
  'action.list.editView': 'このビューを編集',
  'action.list.copyView': 'このビューを複製',
  'action.list.deleteView': 'このビューを削除…',
  'views.mine': '自分のビュー',
  'views.others': '共有ビュー',
  'views.new': '新規ビュー',
  'view.custom': 'ビュー',
  'view.gone': 'このビューは削除されたか、共有されなくなりました。',
  'empty.custom.title': '該当するチケットはありません',
  'empty.custom.text': 'このビューの条件に合うチケットがあると、ここに表示されます。',
  'list.partial': '新しいチケットの中に、ほかに該当するものはありません。',
  'list.further': 'さらに古いチケットを検索',
  'builder.pickValue': '選択…',
  'builder.addValue': '追加',
  'builder.takeValue': '「{{name}}」を削除',
};
