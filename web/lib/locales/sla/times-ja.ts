import type { Translated } from '../../i18n.ts';
import type { timesEn } from './times-en.ts';

/** "Why this time?", in Japanese. */
export const timesJa: Translated<typeof timesEn> = {
  'times.none': 'このチケットに期限を定めた契約はありません。',
  'times.contract': '契約：{{name}}',
  'times.hidden': '別の部門から共有されたチケットのため、一部の情報は表示されません。',
  'kind.first_response': '初回返信',
  'kind.next_response': '次の返信',
  'kind.resolution': '解決',
  'times.due': '期限：{{when}}',
  'times.never': 'このカレンダーでは期限になりません',
  'times.met': '{{when}}に達成',
  'times.metLate': '{{when}}に完了（期限超過）',
  'times.rule': 'ルール「{{rule}}」により{{target}}（カレンダー「{{calendar}}」）',
  'times.used': '{{target}}のうち{{elapsed}}経過',
  'times.log': '計算の履歴',
  'entry.started': '開始',
  'entry.paused': '停止：{{state}}',
  'entry.resumed': '再開',
  'entry.met': '達成',
  'entry.reopened': 'チケットの再開により継続',
  'entry.taken_back': '返信の取り消しにより継続',
  'entry.edited': '変更により再計算：{{fields}}',
  'entry.transferred': '移管により再計算',
  'entry.rules_edited': '契約またはカレンダーの変更により再計算',
  'entry.ended': '期限なしに変更',
  'entry.breached': '期限超過',
  'entry.line': '{{kind}}：{{what}}',
  'entry.due': '期限：{{after}}',
  'entry.dueInstead': '期限：{{before}} → {{after}}',
  'state.deleted': 'ごみ箱',
};
