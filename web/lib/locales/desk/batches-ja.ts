import type { Translated } from '../../i18n.ts';
import type { batchesEn } from './batches-en.ts';

/** Batches, as far as every page shows them, in Japanese. */
export const batchesJa: Translated<typeof batchesEn> = {
  'action.app.batches': '一括処理',
  'batches.title': '一括処理',
  'batches.running': '{{title}}：{{total}}件中{{settled}}件',
  'batches.action.share': '{{departments}}と共有',
  'batches.action.transfer': '{{department}}へ移管',
  'batches.action.transferTo': '{{department}}の{{name}}さんへ移管',
  'batches.action.escalate': 'エスカレーション',
  'batches.action.assign': '{{name}}さんに割り当て',
  'batches.action.unassign': '担当者を解除',
  'batches.action.status': '「{{name}}」に変更',
  'batches.action.priority': '優先度を「{{name}}」に変更',
  'batches.action.noPriority': '優先度を解除',
  'batches.action.tags': 'タグを変更',
  'batches.action.edit': '項目を変更',
  'batches.action.close': '完了にする',
  'batches.action.delete': 'ごみ箱に移動',
  'batches.action.restore': '復元',
  'batches.action.unread': '未読にする',
  'batches.action.undo': '取り消し：{{title}}',
};
