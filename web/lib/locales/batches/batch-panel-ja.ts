import type { Translated } from '../../i18n.ts';
import type { batchPanelEn } from './batch-panel-en.ts';

/** The panel of batches, in Japanese. */
export const batchPanelJa: Translated<typeof batchPanelEn> = {
  'panel.intro': '複数のチケットの変更はサーバーで実行されます。このページを離れても続き、結果は30日間確認できます。',
  'panel.empty': '一括処理はまだありません',
  'panel.emptyText': '一覧で複数のチケットを選択すると、まとめて変更できます。',
  'panel.count_other': '{{count}}件',
  'panel.progress': '{{total}}件中{{settled}}件',
  'panel.minutesLeft_other': '残り約{{count}}分',
  'panel.soon': '残り1分未満',
  'panel.done_other': '完了{{count}}件',
  'panel.refused_other': '失敗{{count}}件',
  'panel.skipped_other': '変更なし{{count}}件',
  'panel.bar': '進捗',
  'panel.why': '変更できなかった理由',
  'panel.reason_other': '{{count}}件',
  'panel.retry_other': 'この{{count}}件を再試行',
  'panel.retryAll_other': '{{count}}件を再試行',
  'panel.undo': 'すべて元に戻す',
  'panel.undone': '元に戻しました',
  'panel.more': 'さらに表示',
  'panel.state.done': '完了',
  'panel.state.refused': '失敗',
  'panel.state.skipped': '変更なし',
  'panel.state.waiting': '待機中',
};
