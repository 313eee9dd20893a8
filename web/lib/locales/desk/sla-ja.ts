import type { Translated } from '../../i18n.ts';
import type { slaEn } from './sla-en.ts';

/** Promised times, as far as every ticket and list shows them, in Japanese. */
export const slaJa: Translated<typeof slaEn> = {
  'problem.account_has_contract': '別の契約がすでに設定されている取引先があります。',
  'action.ticket.times': 'この期限の理由',
  'action.go.dueSoon': '期限間近へ移動',
  'view.due_soon': '期限間近',
  'empty.due_soon.title': '期限が近いチケットはありません',
  'empty.due_soon.text':
    '自分の部門のチケットのうち、期限まで1日以内のもの、または期限を過ぎたものがここに表示されます。',
  'history.dueSoon': 'が期限が近いことを通知しました',
  'history.overdue': 'が期限を過ぎたことを通知しました',
  'time.first_response.left': '初回返信の期限まで{{span}}',
  'time.first_response.over': '初回返信の期限を{{span}}超過',
  'time.next_response.left': '次の返信の期限まで{{span}}',
  'time.next_response.over': '次の返信の期限を{{span}}超過',
  'time.resolution.left': '解決の期限まで{{span}}',
  'time.resolution.over': '解決の期限を{{span}}超過',
  'time.short': '残り{{span}}',
  'time.late': '{{span}}超過',
  'time.waiting': '停止中：顧客の返信待ち',
  'time.inTrash': '停止中：ごみ箱',
  'time.paused': '停止中：{{state}}',
  'time.why': 'この期限の理由',
  'forecast.hand': '手動で設定',
  'forecast.contract': '契約による',
};
