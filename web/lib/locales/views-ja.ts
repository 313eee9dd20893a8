import type { Translated } from '../i18n.ts';
import type { viewsEn } from './views-en.ts';

/** Custom views, in Japanese. */
export const viewsJa: Translated<typeof viewsEn> = {
  'action.app.newView': '新しいビュー',
  'action.list.editView': 'このビューを編集',
  'action.list.copyView': 'このビューを複製',
  'action.list.deleteView': 'このビューを削除…',
  'views.mine': '自分のビュー',
  'views.others': '公開されたビュー',
  'views.new': '新しいビュー',
  'view.custom': 'ビュー',
  'view.gone': 'このビューは削除されたか、公開されなくなりました。',
  'empty.custom.title': '該当するチケットはありません',
  'empty.custom.text': 'このビューの条件に合うチケットがあると、ここに表示されます。',
  'list.partial': '新しいチケットの中には、ほかに該当がありません。',
  'list.further': 'さらに古いチケットを探す',
  'builder.pickValue': '選択…',
  'builder.addValue': '追加',
  'builder.takeValue': '「{{name}}」を外す',
};
